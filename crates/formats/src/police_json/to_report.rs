//! A document as a report of the house. What has no field of its own there becomes a detail under the format's own
//! field name.

use super::document::{Document, IncidentDetails, IncidentPlace, Information, ReportingEsp};
use super::{file, person, prose};
use model::{
    Detail, IncidentKind, Mention, MentionRole, NameKind, Narrative, NarrativeKind, Occurrence, PersonName,
    Personal, Report, Source,
};

/// The report of the house for a document that `source` handed over.
///
/// A reported person is a suspect; an intended recipient has an unknown role, unless an age under 18 years is given,
/// which makes the recipient a child. The platform is a handler: it is no part of the incident.
pub fn to_report(document: Document, source: &Source) -> Report {
    let Document { report_id, date_received, information } = document;
    let Information {
        reporting_esp,
        incident,
        details,
        additional,
        reported_persons,
        intended_recipients,
        files,
    } = information;
    let mut out = Report::new(source.id.clone(), source.channel);
    out.source_reference = report_id;
    out.received_by_source = date_received;
    if let Some(kind) = incident.incident_type {
        let known = IncidentKind::from_cybertipline(&kind);
        out.add_incident(known.unwrap_or(IncidentKind::Other), Some(&kind));
    }
    match incident.date_time {
        Some(from) => {
            out.occurred = Some(Occurrence {
                from,
                until: None,
                certainty: model::Certainty::Unknown,
                words: incident.date_time_description,
            });
        }
        None => note(&mut out.details, "incidentDateTimeDescription", incident.date_time_description),
    }
    places(details, &mut out);
    for words in additional {
        prose::sift(words.reveal(), &mut out.identifiers, &mut out.details);
        out.narratives.push(Narrative { kind: NarrativeKind::Account, language: None, words });
    }
    for reported in reported_persons {
        person::add(reported, MentionRole::Suspect, source.country, &mut out);
    }
    for recipient in intended_recipients {
        let role = if person::is_child(&recipient) { MentionRole::Child } else { MentionRole::Unknown };
        person::add(recipient, role, source.country, &mut out);
        if let Some(mention) = out.mentions.last_mut() {
            mention.details.push(Detail::new("role", "intendedRecipient"));
        }
    }
    for item in files {
        file::add(item, &mut out);
    }
    platform(reporting_esp, &mut out);
    out
}

/// Adds an answer to a list of details; what is unknown adds nothing.
pub(super) fn note(details: &mut Vec<Detail>, name: &str, value: Option<Personal>) {
    details.extend(value.map(|value| Detail::new(name, value)));
}

fn places(from: IncidentDetails, out: &mut Report) {
    let IncidentDetails { web_pages, emails, newsgroups, chats, games, cell_phones, outside, peer2peer } =
        from;
    for (name, places) in [
        ("webpageIncident", web_pages),
        ("emailIncident", emails),
        ("newsgroupIncident", newsgroups),
        ("chatImIncident", chats),
        ("onlineGamingIncident", games),
        ("cellPhoneIncident", cell_phones),
        ("nonInternetIncident", outside),
        ("peer2peerIncident", peer2peer),
    ] {
        for IncidentPlace { captures, contents, additional } in places {
            out.details.push(Detail::new("incidentDetails", name));
            for capture in captures {
                person::capture(capture, &mut out.identifiers, &mut out.details);
            }
            for (kind, words) in contents
                .into_iter()
                .map(|words| (NarrativeKind::Conversation, words))
                .chain(additional.into_iter().map(|words| (NarrativeKind::Remark, words)))
            {
                prose::sift(words.reveal(), &mut out.identifiers, &mut out.details);
                out.narratives.push(Narrative { kind, language: None, words });
            }
        }
    }
}

/// The platform's desk. Microsoft writes the name of the product into the family name (`Microsoft BingImage`): a family
/// name without a given name that begins with the platform's own name is no person.
fn platform(from: ReportingEsp, out: &mut Report) {
    let ReportingEsp { name, first_name, last_name } = from;
    if name.is_none() && first_name.is_none() && last_name.is_none() {
        return;
    }
    let mut handler = Mention { role: MentionRole::Reporter, ..Mention::default() };
    let brand = name.as_deref().and_then(first_word).unwrap_or("Microsoft").to_owned();
    let product = first_name.is_none()
        && last_name
            .as_ref()
            .and_then(|last| first_word(last.reveal()))
            .is_some_and(|word| word.eq_ignore_ascii_case(&brand));
    if let Some(full) = name {
        let full = Some(full.into());
        handler.names.push(PersonName { kind: NameKind::Display, full, ..PersonName::default() });
    }
    if product {
        note(&mut handler.details, "service", last_name);
    } else if first_name.is_some() || last_name.is_some() {
        handler.names.push(PersonName { given: first_name, family: last_name, ..PersonName::default() });
    }
    out.handlers.push(handler);
}

fn first_word(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty())
}
