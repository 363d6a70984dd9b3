//! A submission as a report of the house. What has no field of its own there becomes a detail under the format's own
//! field name, so that nothing of the document is lost.

mod contact;
mod file;
mod notes;
mod person;
mod place;

use super::document::{
    IncidentSummary, InternetDetails, LawEnforcement, Report, ReportAnnotations, Reporter, Submission,
};
use contact::Contacts;
use model::{
    Country, Detail, IncidentKind, Mention, MentionRole, NameKind, Narrative, NarrativeKind, Occurrence,
    PersonName, Personal, Source,
};
use notes::Notes;

/// The report of the house for a submission that `source` handed over.
///
/// Decisions that the format leaves open:
///
/// - the person or user reported is a suspect, the victim a child; an intended recipient has an unknown role, unless
///   the document gives an age under 18 years, which makes the recipient a child;
/// - an associated account of the kind `Parent/Guardian` is another person and becomes a mention of its own with the
///   role *other*; every other kind adds to the person whose account it goes with;
/// - the reporter and police are handlers: they are no part of the incident.
pub fn to_report(submission: Submission, source: &Source) -> model::Report {
    let Submission { report_id, received, report, files } = submission;
    let mut out = model::Report::new(source.id.clone(), source.channel);
    out.source_reference =
        report_id.or_else(|| files.first().map(|file| file.report_id.clone()).filter(|id| !id.is_empty()));
    out.received_by_source = received;
    whole_report(report, source.country, &mut out);
    for item in files {
        file::add(item, source.country, &mut out);
    }
    out
}

fn whole_report(report: Report, country: Option<Country>, out: &mut model::Report) {
    let Report {
        batched,
        incident,
        internet_details,
        law_enforcement,
        reporter,
        reported,
        intended_recipients,
        victims,
        additional_info,
    } = report;
    if let Some(batch) = batched {
        if batch.reason.is_some() {
            out.urgency.widely_shared = Some(true);
        }
        out.details.flag("batchedReport", Some(true));
        out.details.text("batchedReport@reason", batch.reason.map(|reason| reason.text().to_owned()));
    }
    let happened = incident.incident_date_time.map(model::When::day);
    summary(incident, out);
    narrative(NarrativeKind::Account, additional_info, out);
    for place in internet_details {
        internet(place, country, out);
    }
    for person in reported {
        person::reported(person, country, out);
    }
    for recipient in intended_recipients {
        person::recipient(recipient, happened, country, out);
    }
    for victim in victims {
        person::victim(victim, country, out);
    }
    if let Some(agency) = law_enforcement {
        police(agency, country, out);
    }
    desk(reporter, country, out);
}

fn narrative(kind: NarrativeKind, words: Option<Personal>, out: &mut model::Report) {
    if let Some(words) = words {
        out.narratives.push(Narrative { kind, language: None, words });
    }
}

fn summary(incident: IncidentSummary, out: &mut model::Report) {
    let IncidentSummary {
        incident_type,
        platform,
        escalate_to_high_priority,
        annotations,
        incident_date_time,
        incident_date_time_description,
    } = incident;
    if let Some(kind) = incident_type {
        out.add_incident(kind.kind(), Some(kind.text()));
    }
    out.details.text("platform", platform);
    out.urgency.flagged_by_source = escalate_to_high_priority;
    if let Some(flags) = annotations {
        let ReportAnnotations {
            sextortion,
            csam_solicitation,
            minor_to_minor_interaction,
            spam,
            sadistic_online_exploitation,
        } = flags;
        for (raised, kind, name) in [
            (sextortion, IncidentKind::SexualExtortion, "sextortion"),
            (csam_solicitation, IncidentKind::AbuseMaterialSolicitation, "csamSolicitation"),
            (sadistic_online_exploitation, IncidentKind::SadisticExploitation, "sadisticOnlineExploitation"),
        ] {
            if raised {
                out.add_incident(kind, Some(name));
            }
        }
        if minor_to_minor_interaction {
            out.details.flag("minorToMinorInteraction", Some(true));
        }
        if spam {
            out.urgency.spam = Some(true);
        }
    }
    match incident_date_time {
        Some(from) => {
            out.occurred = Some(Occurrence {
                from,
                until: None,
                certainty: model::Certainty::Unknown,
                words: incident_date_time_description,
            });
        }
        None => out.details.personal("incidentDateTimeDescription", incident_date_time_description),
    }
}

fn internet(place: InternetDetails, country: Option<Country>, out: &mut model::Report) {
    match place {
        InternetDetails::WebPage(page) => {
            out.details.flag("webPageIncident@thirdPartyHostedContent", page.third_party_hosted_content);
            for url in page.urls {
                out.identifiers.push(model::Identifier::url(url.reveal()));
            }
            narrative(NarrativeKind::Remark, page.additional_info, out);
        }
        InternetDetails::Email(mail) => {
            emails(mail.email_addresses, country, out);
            narrative(NarrativeKind::Conversation, mail.content, out);
            narrative(NarrativeKind::Remark, mail.additional_info, out);
        }
        InternetDetails::Newsgroup(group) => {
            out.details.personal("newsgroupIncident/name", group.name);
            emails(group.email_addresses, country, out);
            narrative(NarrativeKind::Conversation, group.content, out);
            narrative(NarrativeKind::Remark, group.additional_info, out);
        }
        InternetDetails::ChatIm(chat) => {
            if let Some(room) = chat.chat_room_name {
                let room = model::Identifier::account(chat.chat_client.as_deref(), room.reveal());
                out.identifiers.push(room.labelled(Some("chatRoomName")));
            }
            out.details.text("chatImIncident/chatClient", chat.chat_client);
            narrative(NarrativeKind::Conversation, chat.content, out);
            narrative(NarrativeKind::Remark, chat.additional_info, out);
        }
        InternetDetails::OnlineGaming(game) => {
            out.details.text("onlineGamingIncident/gameName", game.game_name);
            out.details.text("onlineGamingIncident/console", game.console);
            narrative(NarrativeKind::Conversation, game.content, out);
            narrative(NarrativeKind::Remark, game.additional_info, out);
        }
        InternetDetails::CellPhone(phone) => {
            place::position(phone.latitude, phone.longitude, out);
            let mut contacts = Contacts::new(&mut out.identifiers, &mut out.details, country);
            if let Some(number) = phone.phone_number {
                contacts.phone(number, None);
            }
            narrative(NarrativeKind::Remark, phone.additional_info, out);
        }
        InternetDetails::NonInternet(outside) => {
            place::named(outside.location_name, &mut out.places);
            for address in outside.addresses {
                let (identifier, spot) = place::address(address, model::PlaceRole::Incident, None);
                out.identifiers.extend(identifier);
                out.places.extend(spot);
            }
            narrative(NarrativeKind::Remark, outside.additional_info, out);
        }
        InternetDetails::Peer2Peer(sharing) => {
            out.details.text("peer2peerIncident/client", sharing.client);
            let mut contacts = Contacts::new(&mut out.identifiers, &mut out.details, country);
            for capture in sharing.ip_captures {
                contacts.ip(capture);
            }
            out.details.personal("peer2peerIncident/fileNames", sharing.file_names);
            narrative(NarrativeKind::Remark, sharing.additional_info, out);
        }
    }
}

fn emails(addresses: Vec<super::Email>, country: Option<Country>, out: &mut model::Report) {
    let mut contacts = Contacts::new(&mut out.identifiers, &mut out.details, country);
    for address in addresses {
        contacts.email(address, None);
    }
}

fn police(agency: LawEnforcement, country: Option<Country>, out: &mut model::Report) {
    let LawEnforcement {
        agency_name,
        case_number,
        officer,
        reported_to_le,
        served_domestic,
        served_international,
    } = agency;
    let mut handler = Mention { role: MentionRole::Other, ..Mention::default() };
    if !agency_name.is_empty() {
        handler.names.push(PersonName {
            kind: NameKind::Stated,
            full: Some(agency_name.into()),
            ..PersonName::default()
        });
    }
    handler.details.text("caseNumber", case_number);
    handler.details.flag("reportedToLe", reported_to_le);
    handler.details.flag("servedLegalProcessDomestic", served_domestic);
    if let Some(served) = served_international {
        handler.details.flag("servedLegalProcessInternational", Some(served.served));
        handler.details.text("servedLegalProcessInternational@fleaCountry", served.country);
    }
    if let Some(officer) = officer {
        person::contact(officer, country, &mut handler);
    }
    out.handlers.push(handler);
}

fn desk(reporter: Reporter, country: Option<Country>, out: &mut model::Report) {
    let Reporter { person, contact, company_template, terms_of_service, legal_url } = reporter;
    if person != super::Person::default() {
        let mut handler = Mention { role: MentionRole::Reporter, ..Mention::default() };
        let mut places = Vec::new();
        person::person(person, None, country, &mut handler, &mut places);
        out.handlers.push(handler);
    }
    if let Some(contact) = contact {
        let mut handler = Mention { role: MentionRole::Reporter, ..Mention::default() };
        handler.details.push(Detail::new("handler", "contactPerson"));
        person::contact(contact, country, &mut handler);
        out.handlers.push(handler);
    }
    out.details.personal("companyTemplate", company_template);
    out.details.personal("termsOfService", terms_of_service);
    out.details.personal("legalURL", legal_url);
}
