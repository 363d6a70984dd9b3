//! Files as facts and hashes.

use super::super::document::{FileAnnotations, FileDetails};
use super::super::value;
use super::contact::Contacts;
use super::notes::Notes;
use model::{
    Classification, Country, FileAnnotation, FileHash, FileRecord, FileRelevance, HashAlgorithm, Identifier,
    IncidentKind,
};

/// The scheme of `industryClassification`.
const INDUSTRY: &str = "industry";

/// Adds a file to the report, and the kinds of incident that its flags name.
pub(super) fn add(from: FileDetails, country: Option<Country>, out: &mut model::Report) {
    let FileDetails {
        report_id,
        file_id,
        file_name,
        original_file_name,
        uploaded_to_esp,
        location_of_file,
        viewed_by_esp,
        exif_viewed_by_esp,
        publicly_available,
        relevance,
        potential_meme,
        annotations,
        industry_classification,
        original_hashes,
        ip_capture,
        device_ids,
        metadata,
        additional_info,
    } = from;
    let mut file = FileRecord {
        source_id: (!file_id.is_empty()).then_some(file_id),
        name: file_name,
        original_name: original_file_name,
        viewed_by_platform: viewed_by_esp,
        metadata_viewed_by_platform: exif_viewed_by_esp,
        publicly_available,
        relevance: relevance.map(|relevance| match relevance {
            value::FileRelevance::Reported => FileRelevance::Reported,
            value::FileRelevance::Supplemental => FileRelevance::Supplemental,
        }),
        uploaded_at: uploaded_to_esp,
        ..FileRecord::default()
    };
    if !report_id.is_empty() && out.source_reference.as_deref() != Some(&report_id) {
        file.details.text("reportId", Some(report_id));
    }
    if let Some(label) = industry_classification {
        file.classifications.push(Classification { scheme: INDUSTRY.into(), label: label.text().to_owned() });
    }
    let mut flags = annotations.unwrap_or_default();
    flags.potential_meme |= potential_meme;
    annotate(&flags, &mut file, out);
    for hash in original_hashes {
        let known = HashAlgorithm::from_name(&hash.hash_type)
            .and_then(|algorithm| FileHash::new(algorithm, &hash.value).ok());
        match known {
            Some(known) => file.hashes.push(known),
            None => {
                file.details.text(&format!("originalFileHash@{}", hash.hash_type), Some(hash.value));
            }
        }
    }
    let mut contacts = Contacts::new(&mut file.identifiers, &mut file.details, country);
    if let Some(capture) = ip_capture {
        contacts.ip(capture);
    }
    for device in device_ids {
        contacts.device(device);
    }
    file.identifiers
        .extend(location_of_file.map(|url| Identifier::url(url.reveal()).labelled(Some("locationOfFile"))));
    for group in metadata {
        let kind = group.kind.map_or("details", value::FileMetadataKind::text);
        for pair in group.pairs {
            file.details.personal(&format!("{kind}:{}", pair.name), Some(pair.value));
        }
    }
    for words in additional_info {
        file.details.personal("additionalInfo", Some(words));
    }
    out.files.push(file);
}

fn annotate(flags: &FileAnnotations, file: &mut FileRecord, out: &mut model::Report) {
    let FileAnnotations {
        drawing,
        potential_meme,
        viral,
        possible_self_production,
        physical_harm,
        violence,
        animal,
        live_streaming,
        infant,
        generative_ai,
    } = *flags;
    for (raised, annotation) in [
        (drawing, FileAnnotation::Drawing),
        (potential_meme, FileAnnotation::PotentialMeme),
        (viral, FileAnnotation::Viral),
        (possible_self_production, FileAnnotation::PossibleSelfProduction),
        (physical_harm, FileAnnotation::PhysicalHarm),
        (violence, FileAnnotation::Violence),
        (animal, FileAnnotation::Animal),
        (live_streaming, FileAnnotation::LiveStreaming),
        (infant, FileAnnotation::Infant),
        (generative_ai, FileAnnotation::GenerativeAi),
    ] {
        if raised {
            file.annotations.push(annotation);
        }
    }
    for (raised, kind, code) in [
        (live_streaming, IncidentKind::LiveStreaming, "liveStreaming"),
        (generative_ai, IncidentKind::GeneratedMaterial, "generativeAi"),
        (possible_self_production, IncidentKind::SelfGeneratedMaterial, "possibleSelfProduction"),
    ] {
        if raised {
            out.add_incident(kind, Some(code));
        }
    }
}
