//! Files of a report: facts and hashes, never the files.

use super::super::schema::{node, text_node};
use super::super::value::{FileMetadataKind, FileRelevance, IndustryClassification};
use super::person::{DeviceId, IpCaptureEvent};
use model::{Personal, When};

node! {
    /// The document `fileDetails`.
    FileDetails {
        /// Number of the report; must be there when written.
        report_id: String = "reportId",
        /// Token of the file; must be there when written.
        file_id: String = "fileId",
        /// Its name.
        file_name: Option<Personal> = "fileName",
        /// Its name as it was uploaded.
        original_file_name: Option<Personal> = "originalFileName",
        /// When it was uploaded.
        uploaded_to_esp: Option<When> = "uploadedToEspTimestamp",
        /// Where it is in the net.
        location_of_file: Option<Personal> = "locationOfFile",
        /// Whether a person at the platform looked at it; absent is *not known*.
        viewed_by_esp: Option<bool> = "fileViewedByEsp",
        /// Whether a person at the platform looked at its metadata.
        exif_viewed_by_esp: Option<bool> = "exifViewedByEsp",
        /// Whether anyone could get at it.
        publicly_available: Option<bool> = "publiclyAvailable",
        /// Why it is in the report.
        relevance: Option<FileRelevance> = "fileRelevance",
        /// The older form of the flag of the same name; not together with `annotations`, nor on a supplemental file.
        potential_meme: bool = "potentialMeme",
        /// What the platform says of it.
        annotations: Option<FileAnnotations> = "fileAnnotations",
        /// The platform's label; not on a supplemental file.
        industry_classification: Option<IndustryClassification> = "industryClassification",
        /// Hashes of the file as it was uploaded.
        original_hashes: Vec<OriginalFileHash> = "originalFileHash",
        /// From where it was uploaded.
        ip_capture: Option<IpCaptureEvent> = "ipCaptureEvent",
        /// From which devices it was uploaded.
        device_ids: Vec<DeviceId> = "deviceId",
        /// Fields of the file itself.
        metadata: Vec<FileMetadata> = "details",
        /// Free words.
        additional_info: Vec<Personal> = "additionalInfo",
    }
}

node! {
    /// Flags on a file.
    FileAnnotations {
        /// Drawn or animated.
        drawing: bool = "animeDrawingVirtualHentai",
        /// Shared as a joke or out of outrage.
        potential_meme: bool = "potentialMeme",
        /// Spreads widely.
        viral: bool = "viral",
        /// Perhaps made by the child.
        possible_self_production: bool = "possibleSelfProduction",
        /// A child is physically harmed.
        physical_harm: bool = "physicalHarm",
        /// Violence.
        violence: bool = "violenceGore",
        /// An animal is involved.
        animal: bool = "bestiality",
        /// Recorded from a live stream.
        live_streaming: bool = "liveStreaming",
        /// The child is an infant.
        infant: bool = "infant",
        /// Made by a generative machine.
        generative_ai: bool = "generativeAi",
    }
}

text_node! {
    /// A hash of the file as it was uploaded.
    OriginalFileHash {
        /// The hash.
        value: String,
        @ /// How it was made; must be there when written.
        hash_type: String = "hashType",
    }
}

node! {
    /// Fields of the file itself.
    FileMetadata {
        @ /// What the fields are.
        kind: Option<FileMetadataKind> = "type",
        /// The fields.
        pairs: Vec<NameValuePair> = "nameValuePair",
    }
}

node! {
    /// One field.
    NameValuePair {
        /// Its name; must be there when written.
        name: String = "name",
        /// Its value; must be there when written.
        value: Personal = "value",
    }
}
