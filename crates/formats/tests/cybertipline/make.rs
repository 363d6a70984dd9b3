//! Whole submissions from [`Dice`].

use super::dice::Dice;
use formats::cybertipline::*;

pub(crate) fn submission(d: &mut Dice) -> Submission {
    Submission {
        report_id: d.maybe(Dice::text),
        received: d.maybe(Dice::when),
        report: report(d),
        // Both kinds of relevance, whose rules differ.
        files: [d.many(file), d.many(file)].concat(),
    }
}

pub(crate) fn report(d: &mut Dice) -> Report {
    Report {
        batched: d.maybe(|d| BatchedReport { reason: d.maybe(|d| d.pick(BatchReason::ALL)) }),
        incident: IncidentSummary {
            incident_type: Some(d.pick(&IncidentType::ALL)),
            platform: d.maybe(Dice::text),
            escalate_to_high_priority: d.maybe(Dice::personal),
            annotations: d.maybe(|d| ReportAnnotations {
                sextortion: d.flag(),
                csam_solicitation: d.flag(),
                minor_to_minor_interaction: d.flag(),
                spam: d.flag(),
                sadistic_online_exploitation: d.flag(),
            }),
            incident_date_time: d.maybe(Dice::when),
            incident_date_time_description: d.maybe(Dice::personal),
        },
        internet_details: places(d),
        law_enforcement: d.maybe(|d| LawEnforcement {
            agency_name: d.text(),
            case_number: d.maybe(Dice::text),
            officer: d.maybe(contact),
            reported_to_le: d.maybe(Dice::flag),
            served_domestic: d.maybe(Dice::flag),
            served_international: d
                .maybe(|d| ServedInternational { served: d.flag(), country: d.maybe(Dice::text) }),
        }),
        reporter: Reporter {
            person: person(d),
            contact: d.maybe(contact),
            company_template: d.maybe(Dice::personal),
            terms_of_service: d.maybe(Dice::personal),
            legal_url: d.maybe(Dice::personal),
        },
        reported: d.many(|d| PersonOrUserReported {
            person: d.maybe(person),
            vehicle_description: d.maybe(Dice::personal),
            account: account(d),
            third_party_user_reported: d.maybe(Dice::flag),
            prior_reports: d.many(|d| d.number(u64::MAX)),
            standing: standing(d),
            associated_accounts: d.many(associated),
            additional_info: d.maybe(Dice::personal),
        }),
        intended_recipients: d.many(|d| IntendedRecipient {
            person: d.maybe(person),
            account: account(d),
            prior_reports: d.many(|d| d.number(u64::MAX)),
            standing: standing(d),
            additional_info: d.many(Dice::personal),
        }),
        victims: d.many(|d| Victim {
            person: person(d),
            account: account(d),
            school_name: d.maybe(Dice::personal),
            prior_reports: d.many(|d| d.number(u64::MAX)),
            standing: standing(d),
            associated_accounts: d.many(associated),
            additional_info: d.maybe(Dice::personal),
        }),
        additional_info: d.maybe(Dice::personal),
    }
}

/// One of each kind of place, each there or not.
fn places(d: &mut Dice) -> Vec<InternetDetails> {
    let all = [
        d.maybe(|d| {
            InternetDetails::WebPage(WebPageIncident {
                third_party_hosted_content: d.maybe(Dice::flag),
                urls: d.many(Dice::personal),
                additional_info: d.maybe(Dice::personal),
            })
        }),
        d.maybe(|d| {
            InternetDetails::Email(EmailIncident {
                email_addresses: d.many(email),
                content: d.maybe(Dice::personal),
                additional_info: d.maybe(Dice::personal),
            })
        }),
        d.maybe(|d| {
            InternetDetails::Newsgroup(NewsgroupIncident {
                name: d.maybe(Dice::personal),
                email_addresses: d.many(email),
                content: d.maybe(Dice::personal),
                additional_info: d.maybe(Dice::personal),
            })
        }),
        d.maybe(|d| {
            InternetDetails::ChatIm(ChatImIncident {
                chat_client: d.maybe(Dice::text),
                chat_room_name: d.maybe(Dice::personal),
                content: d.maybe(Dice::personal),
                additional_info: d.maybe(Dice::personal),
            })
        }),
        d.maybe(|d| {
            InternetDetails::OnlineGaming(OnlineGamingIncident {
                game_name: d.maybe(Dice::text),
                console: d.maybe(Dice::text),
                content: d.maybe(Dice::personal),
                additional_info: d.maybe(Dice::personal),
            })
        }),
        d.maybe(|d| {
            InternetDetails::CellPhone(CellPhoneIncident {
                phone_number: d.maybe(phone),
                latitude: d.maybe(|d| format!("1{}.5", d.number(9)).into()),
                longitude: d.maybe(|d| format!("12{}.25", d.number(9)).into()),
                additional_info: d.maybe(Dice::personal),
            })
        }),
        d.maybe(|d| {
            InternetDetails::NonInternet(NonInternetIncident {
                location_name: d.maybe(Dice::personal),
                addresses: d.many(address),
                additional_info: d.maybe(Dice::personal),
            })
        }),
        d.maybe(|d| {
            InternetDetails::Peer2Peer(Peer2PeerIncident {
                client: d.maybe(Dice::text),
                ip_captures: d.many(ip),
                file_names: d.maybe(Dice::personal),
                additional_info: d.maybe(Dice::personal),
            })
        }),
    ];
    all.into_iter().flatten().collect()
}

fn contact(d: &mut Dice) -> ContactPerson {
    ContactPerson {
        first_name: d.maybe(Dice::personal),
        last_name: d.maybe(Dice::personal),
        phones: d.many(phone),
        emails: d.many(email),
        addresses: d.many(address),
    }
}

fn person(d: &mut Dice) -> Person {
    Person {
        first_name: d.maybe(Dice::personal),
        last_name: d.maybe(Dice::personal),
        phones: d.many(phone),
        emails: d.many(email),
        addresses: d.many(address),
        age: d.maybe(age),
        date_of_birth: d.maybe(Dice::birthday),
    }
}

fn age(d: &mut Dice) -> u8 {
    u8::try_from(d.number(100)).unwrap()
}

fn phone(d: &mut Dice) -> Phone {
    Phone {
        number: format!("917{:07}", d.number(10_000_000)).into(),
        kind: d.maybe(|d| d.pick(PhoneKind::ALL)),
        verified: d.maybe(Dice::flag),
        verification_date: d.maybe(Dice::when),
        country_calling_code: d.maybe(|d| CallingCode(d.pick(&[63, 1, 44]))),
        extension: d.maybe(|d| Extension(format!("0{}", d.number(1_000)))),
    }
}

fn email(d: &mut Dice) -> Email {
    Email {
        address: d.personal(),
        kind: d.maybe(|d| d.pick(EmailKind::ALL)),
        verified: d.maybe(Dice::flag),
        verification_date: d.maybe(Dice::when),
    }
}

fn address(d: &mut Dice) -> Address {
    Address {
        kind: d.maybe(|d| d.pick(AddressKind::ALL)),
        street: d.maybe(Dice::personal),
        city: d.maybe(Dice::personal),
        zip_code: d.maybe(Dice::personal),
        state: d.maybe(Dice::text),
        non_usa_state: d.maybe(Dice::text),
        country: d.maybe(Dice::text),
    }
}

fn ip(d: &mut Dice) -> IpCaptureEvent {
    IpCaptureEvent {
        ip_address: d.maybe(Dice::personal),
        event_name: d.maybe(|d| d.pick(EventName::ALL)),
        date_time: d.maybe(Dice::when),
        possible_proxy: d.maybe(Dice::flag),
        port: d.maybe(|d| u16::try_from(d.number(65_536)).unwrap()),
    }
}

fn device(d: &mut Dice) -> DeviceId {
    DeviceId {
        id_type: d.maybe(Dice::text),
        id_value: d.maybe(Dice::personal),
        event_name: d.maybe(|d| d.pick(EventName::ALL)),
        date_time: d.maybe(Dice::when),
    }
}

fn account(d: &mut Dice) -> Account {
    Account {
        esp_identifier: d.maybe(Dice::personal),
        esp_service: d.maybe(Dice::text),
        compromised: d.maybe(Dice::flag),
        screen_name: d.maybe(Dice::personal),
        display_names: d.many(Dice::personal),
        profile_urls: d.many(Dice::personal),
        profile_bio: d.maybe(Dice::personal),
        ip_captures: d.many(ip),
        device_ids: d.many(device),
    }
}

fn standing(d: &mut Dice) -> AccountStanding {
    AccountStanding {
        group_identifier: d.maybe(Dice::personal),
        temporarily_disabled: d.maybe(temporarily),
        permanently_disabled: d.maybe(permanently),
        estimated_location: d.maybe(|d| EstimatedLocation {
            verified: d.maybe(Dice::flag),
            timestamp: d.maybe(Dice::when),
            city: d.maybe(Dice::personal),
            region: d.maybe(Dice::text),
            country_code: d.maybe(Dice::text),
        }),
        all_emails_reported: d.maybe(Dice::flag),
    }
}

fn temporarily(d: &mut Dice) -> TemporarilyDisabled {
    TemporarilyDisabled {
        disabled: d.flag(),
        disabled_date: d.maybe(Dice::when),
        user_notified: d.maybe(Dice::flag),
        user_notified_date: d.maybe(Dice::when),
        reenabled_date: d.maybe(Dice::when),
    }
}

fn permanently(d: &mut Dice) -> PermanentlyDisabled {
    PermanentlyDisabled {
        disabled: d.flag(),
        disabled_date: d.maybe(Dice::when),
        user_notified: d.maybe(Dice::flag),
        user_notified_date: d.maybe(Dice::when),
    }
}

fn associated(d: &mut Dice) -> AssociatedAccount {
    AssociatedAccount {
        kind: d.maybe(|d| d.pick(AccountKind::ALL)),
        platform: d.maybe(|d| AccountPlatform { name: d.text(), third_party_user: d.maybe(Dice::flag) }),
        first_name: d.maybe(Dice::personal),
        middle_name: d.maybe(Dice::personal),
        last_name: d.maybe(Dice::personal),
        approximate_age: d.maybe(age),
        date_of_birth: d.maybe(Dice::birthday),
        phones: d.many(phone),
        emails: d.many(email),
        all_emails_reported: d.maybe(Dice::flag),
        addresses: d.many(address),
        esp_service: d.maybe(Dice::text),
        esp_identifier: d.maybe(Dice::personal),
        profile_urls: d.many(Dice::personal),
        screen_name: d.maybe(Dice::personal),
        display_names: d.many(Dice::personal),
        profile_bio: d.maybe(Dice::personal),
        group_identifier: d.maybe(Dice::personal),
        compromised: d.maybe(Dice::flag),
        temporarily_disabled: d.maybe(temporarily),
        permanently_disabled: d.maybe(permanently),
        ip_captures: d.many(ip),
        device_ids: d.many(device),
        prior_reports: d.many(|d| d.number(u64::MAX)),
        additional_info: d.maybe(Dice::personal),
    }
}

pub(crate) fn file(d: &mut Dice) -> FileDetails {
    let relevance = d.maybe(|d| d.pick(FileRelevance::ALL));
    let supplemental = relevance == Some(FileRelevance::Supplemental);
    let annotations = d.maybe(|d| FileAnnotations {
        drawing: d.flag(),
        potential_meme: d.flag() && !supplemental,
        viral: d.flag(),
        possible_self_production: d.flag(),
        physical_harm: d.flag(),
        violence: d.flag(),
        animal: d.flag(),
        live_streaming: d.flag(),
        infant: d.flag(),
        generative_ai: d.flag(),
    });
    FileDetails {
        report_id: d.number(u64::MAX).to_string(),
        file_id: d.text(),
        file_name: d.maybe(Dice::personal),
        original_file_name: d.maybe(Dice::personal),
        uploaded_to_esp: d.maybe(Dice::when),
        location_of_file: d.maybe(Dice::personal),
        viewed_by_esp: d.maybe(Dice::flag),
        exif_viewed_by_esp: d.maybe(Dice::flag),
        publicly_available: d.maybe(Dice::flag),
        relevance,
        potential_meme: d.flag() && !supplemental && annotations.is_none(),
        annotations,
        industry_classification: d.maybe(|d| d.pick(IndustryClassification::ALL)).filter(|_| !supplemental),
        original_hashes: d.many(|d| OriginalFileHash { value: d.text(), hash_type: d.text() }),
        ip_capture: d.maybe(ip),
        device_ids: d.many(device),
        metadata: d.many(|d| FileMetadata {
            kind: d.maybe(|d| d.pick(FileMetadataKind::ALL)),
            pairs: d.many(|d| NameValuePair { name: d.text(), value: d.personal() }),
        }),
        additional_info: d.many(Dice::personal),
    }
}
