//! Files as facts and hashes.

use super::document::{Metadata, UploadedFile};
use super::to_report::note;
use super::{person, prose};
use crate::cybertipline::IndustryClassification;
use model::{
    Classification, Detail, FileAnnotation, FileHash, FileRecord, HashAlgorithm, IncidentKind, Personal,
    Report,
};

/// Adds a file.
pub(super) fn add(from: UploadedFile, out: &mut Report) {
    let UploadedFile {
        filename,
        original_filename,
        submittal_id,
        verification_hash,
        viewed_by_esp,
        industry_classification,
        captures,
        tag_groups,
        metadata,
        additional,
    } = from;
    let mut file = FileRecord {
        source_id: submittal_id,
        name: filename,
        original_name: original_filename,
        viewed_by_platform: viewed_by_esp,
        ..FileRecord::default()
    };
    if let Some(text) = verification_hash {
        // The format does not name the kind; 32 hexadecimal digits are what the upload call of 1.1 answers: MD5.
        match FileHash::new(HashAlgorithm::Md5, &text) {
            Ok(hash) => file.hashes.push(hash),
            Err(_) => note(&mut file.details, "verificationHash", Some(text.into())),
        }
    }
    if let Some(label) = industry_classification {
        file.classifications.push(Classification { scheme: "industry".into(), label });
    }
    for capture in captures {
        person::capture(capture, &mut file.identifiers, &mut file.details);
    }
    for tag in tag_groups.into_iter().flat_map(|group| group.tags) {
        tagged(tag, &mut file, out);
    }
    for item in metadata {
        fact(item, &mut file);
    }
    for words in additional {
        prose::sift(words.reveal(), &mut file.identifiers, &mut file.details);
        file.details.push(Detail::new("additionalInformations", words));
    }
    out.files.push(file);
}

/// A label of the clearing house: kept as it is, and read where it is one of the words of the platforms' own form.
fn tagged(tag: Personal, file: &mut FileRecord, out: &mut Report) {
    let word: String =
        tag.reveal().chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let annotation = match word.as_str() {
        "animedrawingvirtualhentai" => Some(FileAnnotation::Drawing),
        "potentialmeme" => Some(FileAnnotation::PotentialMeme),
        "viral" => Some(FileAnnotation::Viral),
        "possibleselfproduction" => Some(FileAnnotation::PossibleSelfProduction),
        "physicalharm" => Some(FileAnnotation::PhysicalHarm),
        "violencegore" => Some(FileAnnotation::Violence),
        "bestiality" => Some(FileAnnotation::Animal),
        "livestreaming" => Some(FileAnnotation::LiveStreaming),
        "infant" => Some(FileAnnotation::Infant),
        "generativeai" => Some(FileAnnotation::GenerativeAi),
        _ => None,
    };
    if let Some(annotation) = annotation {
        if !file.annotations.contains(&annotation) {
            file.annotations.push(annotation);
        }
        let kind = match annotation {
            FileAnnotation::LiveStreaming => Some(IncidentKind::LiveStreaming),
            FileAnnotation::GenerativeAi => Some(IncidentKind::GeneratedMaterial),
            FileAnnotation::PossibleSelfProduction => Some(IncidentKind::SelfGeneratedMaterial),
            _ => None,
        };
        if let Some(kind) = kind {
            out.add_incident(kind, Some(tag.reveal()));
        }
    }
    if let Some(label) = IndustryClassification::from_text(tag.reveal()) {
        file.classifications.push(Classification { scheme: "ncmec".into(), label: label.text().to_owned() });
    }
    file.details.push(Detail::new("ncmecTags", tag));
}

/// A field of the platform's own. Dropbox gives the time of the upload here.
fn fact(from: Metadata, file: &mut FileRecord) {
    let Metadata { name, value } = from;
    let words = name.as_deref().map(str::to_ascii_lowercase).unwrap_or_default();
    let uploaded = words.contains("upload") && (words.contains("time") || words.contains("date"));
    if uploaded && file.uploaded_at.is_none() {
        file.uploaded_at = value.as_ref().and_then(|text| text.reveal().parse().ok());
    }
    match (name, value) {
        (Some(name), Some(value)) => file.details.push(Detail::new(format!("espMetadata:{name}"), value)),
        (name, value) => note(&mut file.details, "espMetadata", value.or(name.map(Personal::from))),
    }
}
