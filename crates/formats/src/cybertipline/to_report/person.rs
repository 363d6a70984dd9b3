//! Persons and accounts as mentions.

use super::super::document::{
    Account, AccountPlatform, AccountStanding, AssociatedAccount, ContactPerson, IntendedRecipient,
    PermanentlyDisabled, Person, PersonOrUserReported, TemporarilyDisabled, Victim,
};
use super::super::value::AccountKind;
use super::contact::Contacts;
use super::notes::Notes;
use super::place;
use model::{
    Age, BirthDate, Country, Detail, Identifier, Mention, MentionRole, NameKind, PersonName, Personal, Place,
    PlaceRole,
};
use time::Date;

/// The age below which a person is a child (Convention on the Rights of the Child, article 1).
const ADULT: i32 = 18;

fn place_of(role: MentionRole) -> PlaceRole {
    match role {
        MentionRole::Child => PlaceRole::Child,
        MentionRole::Suspect => PlaceRole::Suspect,
        MentionRole::Facilitator => PlaceRole::Facilitator,
        _ => PlaceRole::Unknown,
    }
}

/// The person reported: a suspect.
pub(super) fn reported(from: PersonOrUserReported, country: Option<Country>, out: &mut model::Report) {
    let PersonOrUserReported {
        person: somebody,
        vehicle_description,
        account: own,
        third_party_user_reported,
        prior_reports,
        standing: state,
        associated_accounts,
        additional_info,
    } = from;
    let mut mention = Mention { role: MentionRole::Suspect, ..Mention::default() };
    person(somebody.unwrap_or_default(), None, country, &mut mention, &mut out.places);
    mention.details.personal("vehicleDescription", vehicle_description);
    account(own, country, &mut mention);
    mention.details.flag("thirdPartyUserReported", third_party_user_reported);
    earlier("priorCTReports", prior_reports, &mut mention.details);
    standing(state, &mut mention, out);
    mention.details.personal("additionalInfo", additional_info);
    finish(mention, associated_accounts, country, out);
}

/// A child concerned.
pub(super) fn victim(from: Victim, country: Option<Country>, out: &mut model::Report) {
    let Victim {
        person: child,
        account: own,
        school_name,
        prior_reports,
        standing: state,
        associated_accounts,
        additional_info,
    } = from;
    let mut mention = Mention { role: MentionRole::Child, ..Mention::default() };
    person(child, None, country, &mut mention, &mut out.places);
    account(own, country, &mut mention);
    mention.details.personal("schoolName", school_name);
    earlier("priorCTReports", prior_reports, &mut mention.details);
    standing(state, &mut mention, out);
    mention.details.personal("additionalInfo", additional_info);
    finish(mention, associated_accounts, country, out);
}

/// For whom the content was meant: a child where the document gives an age under 18 years, otherwise unknown.
pub(super) fn recipient(
    from: IntendedRecipient,
    happened: Option<Date>,
    country: Option<Country>,
    out: &mut model::Report,
) {
    let IntendedRecipient { person: somebody, account: own, prior_reports, standing: state, additional_info } =
        from;
    let somebody = somebody.unwrap_or_default();
    let child = is_child(somebody.age, somebody.date_of_birth, happened);
    let role = if child { MentionRole::Child } else { MentionRole::Unknown };
    let mut mention = Mention { role, ..Mention::default() };
    mention.details.push(Detail::new("role", "intendedRecipient"));
    person(somebody, None, country, &mut mention, &mut out.places);
    account(own, country, &mut mention);
    earlier("priorCTReports", prior_reports, &mut mention.details);
    standing(state, &mut mention, out);
    for words in additional_info {
        mention.details.personal("additionalInfo", Some(words));
    }
    out.mentions.push(mention);
}

/// Whether the answers make the person a child on the day it happened.
fn is_child(age: Option<u8>, born: Option<BirthDate>, happened: Option<Date>) -> bool {
    if let Some(age) = age {
        return i32::from(age) < ADULT;
    }
    match (born, happened) {
        (Some(BirthDate::Day(born)), Some(day)) => {
            let birthday_passed = (u8::from(day.month()), day.day()) >= (u8::from(born.month()), born.day());
            day.year() - born.year() - i32::from(!birthday_passed) < ADULT
        }
        // The year alone leaves one year open: only what is certain counts.
        (Some(BirthDate::Year(year)), Some(day)) => day.year() - i32::from(year) < ADULT,
        _ => false,
    }
}

/// Adds a person with the accounts that go with it.
fn finish(
    mut mention: Mention,
    associated: Vec<AssociatedAccount>,
    country: Option<Country>,
    out: &mut model::Report,
) {
    let mut others = Vec::new();
    for item in associated {
        if item.kind == Some(AccountKind::ParentOrGuardian) {
            let mut other = Mention { role: MentionRole::Other, ..Mention::default() };
            associate(item, country, true, &mut other, out);
            others.push(other);
        } else {
            associate(item, country, false, &mut mention, out);
        }
    }
    out.mentions.push(mention);
    out.mentions.append(&mut others);
}

/// Adds the answers about a person. `before` goes before the labels.
pub(super) fn person(
    from: Person,
    before: Option<&str>,
    country: Option<Country>,
    mention: &mut Mention,
    places: &mut Vec<Place>,
) {
    let Person { first_name, last_name, phones, emails, addresses, age, date_of_birth } = from;
    name(NameKind::Stated, [first_name, None, last_name], mention);
    mention.age = age.map(Age::Years);
    mention.born = date_of_birth;
    let role = place_of(mention.role);
    let mut contacts = Contacts::new(&mut mention.identifiers, &mut mention.details, country);
    for phone in phones {
        contacts.phone(phone, before);
    }
    for email in emails {
        contacts.email(email, before);
    }
    for item in addresses {
        let (identifier, spot) = place::address(item, role, before);
        mention.identifiers.extend(identifier);
        places.extend(spot);
    }
}

/// Adds somebody to ask.
pub(super) fn contact(from: ContactPerson, country: Option<Country>, mention: &mut Mention) {
    let ContactPerson { first_name, last_name, phones, emails, addresses } = from;
    let plain = Person { first_name, last_name, phones, emails, addresses, age: None, date_of_birth: None };
    // Where an office stands is no place of the incident.
    person(plain, None, country, mention, &mut Vec::new());
}

fn name(kind: NameKind, [given, middle, family]: [Option<Personal>; 3], mention: &mut Mention) {
    if given.is_some() || middle.is_some() || family.is_some() {
        mention.names.push(PersonName { kind, given, middle, family, full: None });
    }
}

fn display_names(names: Vec<Personal>, mention: &mut Mention) {
    mention.names.extend(names.into_iter().map(|full| PersonName {
        kind: NameKind::Display,
        full: Some(full),
        ..PersonName::default()
    }));
}

fn profile_urls(urls: &[Personal], mention: &mut Mention) {
    let pages = urls.iter().map(|url| Identifier::url(url.reveal()).labelled(Some("profileUrl")));
    mention.identifiers.extend(pages);
}

fn earlier(field: &str, numbers: Vec<u64>, details: &mut Vec<Detail>) {
    for number in numbers {
        details.text(field, Some(number.to_string()));
    }
}

/// Adds an account at the reporting platform.
fn account(from: Account, country: Option<Country>, mention: &mut Mention) {
    let Account {
        esp_identifier,
        esp_service,
        compromised,
        screen_name,
        display_names: names,
        profile_urls: urls,
        profile_bio,
        ip_captures,
        device_ids,
    } = from;
    if esp_identifier.is_none() && screen_name.is_none() {
        mention.details.text("espService", esp_service.clone());
    }
    let scope = esp_service.as_deref();
    let accounts = screen_name.iter().map(|name| Identifier::account(scope, name.reveal()));
    mention.identifiers.extend(accounts);
    mention.identifiers.extend(esp_identifier.iter().map(|id| Identifier::account_id(scope, id.reveal())));
    mention.details.flag("compromisedAccount", compromised);
    display_names(names, mention);
    profile_urls(&urls, mention);
    mention.details.personal("profileBio", profile_bio);
    let mut contacts = Contacts::new(&mut mention.identifiers, &mut mention.details, country);
    for capture in ip_captures {
        contacts.ip(capture);
    }
    for device in device_ids {
        contacts.device(device);
    }
}

/// Adds how an account stands with the platform.
fn standing(from: AccountStanding, mention: &mut Mention, out: &mut model::Report) {
    let AccountStanding {
        group_identifier,
        temporarily_disabled,
        permanently_disabled,
        estimated_location,
        all_emails_reported,
    } = from;
    group("", group_identifier, mention, out);
    disabled("", temporarily_disabled, permanently_disabled, &mut mention.details);
    if let Some(location) = estimated_location {
        place::estimated(location, place_of(mention.role), &mut mention.details, &mut out.places);
    }
    mention.details.flag("allEmailsReported", all_emails_reported);
}

/// A group: said of the person, and something the report can be found by.
fn group(before: &str, from: Option<Personal>, mention: &mut Mention, out: &mut model::Report) {
    if let Some(group) = from {
        let identifier = Identifier::account_id(None, group.reveal()).labelled(Some("groupIdentifier"));
        if !out.identifiers.contains(&identifier) {
            out.identifiers.push(identifier);
        }
        mention.details.personal(&format!("{before}groupIdentifier"), Some(group));
    }
}

fn disabled(
    before: &str,
    temporarily: Option<TemporarilyDisabled>,
    permanently: Option<PermanentlyDisabled>,
    details: &mut Vec<Detail>,
) {
    if let Some(from) = temporarily {
        let TemporarilyDisabled {
            disabled,
            disabled_date,
            user_notified,
            user_notified_date,
            reenabled_date,
        } = from;
        let name = format!("{before}accountTemporarilyDisabled");
        details.flag(&name, Some(disabled));
        details.when(&format!("{name}@disabledDate"), disabled_date);
        details.flag(&format!("{name}@userNotified"), user_notified);
        details.when(&format!("{name}@userNotifiedDate"), user_notified_date);
        details.when(&format!("{name}@reenabledDate"), reenabled_date);
    }
    if let Some(from) = permanently {
        let PermanentlyDisabled { disabled, disabled_date, user_notified, user_notified_date } = from;
        let name = format!("{before}accountPermanentlyDisabled");
        details.flag(&name, Some(disabled));
        details.when(&format!("{name}@disabledDate"), disabled_date);
        details.flag(&format!("{name}@userNotified"), user_notified);
        details.when(&format!("{name}@userNotifiedDate"), user_notified_date);
    }
}

/// Adds another account, to its owner's mention or, where it is another person's (`own`), to a mention of its own.
fn associate(
    from: AssociatedAccount,
    country: Option<Country>,
    own: bool,
    mention: &mut Mention,
    out: &mut model::Report,
) {
    let AssociatedAccount {
        kind,
        platform,
        first_name,
        middle_name,
        last_name,
        approximate_age,
        date_of_birth,
        phones,
        emails,
        all_emails_reported,
        addresses,
        esp_service,
        esp_identifier,
        profile_urls: urls,
        screen_name,
        display_names: names,
        profile_bio,
        group_identifier,
        compromised,
        temporarily_disabled,
        permanently_disabled,
        ip_captures,
        device_ids,
        prior_reports,
        additional_info,
    } = from;
    let label = format!("{} account", kind.map_or("Associated", AccountKind::text));
    mention.details.text("associatedAccount@type", kind.map(|kind| kind.text().to_owned()));
    if own {
        name(NameKind::Stated, [first_name, middle_name, last_name], mention);
        mention.age = approximate_age.map(Age::About);
        mention.born = date_of_birth;
    } else {
        name(NameKind::Alias, [first_name, middle_name, last_name], mention);
        let age = approximate_age.map(|age| age.to_string());
        mention.details.text("associatedAccount/approximateAge", age);
        let born = date_of_birth.map(|born| born.to_string());
        mention.details.text("associatedAccount/dateOfBirth", born);
    }
    let (platform, third_party) = platform
        .map_or((None, None), |AccountPlatform { name, third_party_user }| (Some(name), third_party_user));
    mention.details.flag("associatedAccount/platform@thirdPartyUser", third_party);
    let scope = platform.as_deref().or(esp_service.as_deref());
    let mut found: Vec<Identifier> =
        screen_name.iter().map(|name| Identifier::account(scope, name.reveal())).collect();
    found.extend(esp_identifier.iter().map(|id| Identifier::account_id(scope, id.reveal())));
    mention.identifiers.extend(found.into_iter().map(|account| account.labelled(Some(&label))));
    mention.details.text("associatedAccount/platform", platform);
    mention.details.text("associatedAccount/espService", esp_service);
    let role = place_of(mention.role);
    let mut contacts = Contacts::new(&mut mention.identifiers, &mut mention.details, country);
    for phone in phones {
        contacts.phone(phone, Some(&label));
    }
    for email in emails {
        contacts.email(email, Some(&label));
    }
    for capture in ip_captures {
        contacts.ip(capture);
    }
    for device in device_ids {
        contacts.device(device);
    }
    for item in addresses {
        let (identifier, spot) = place::address(item, role, Some(&label));
        mention.identifiers.extend(identifier);
        out.places.extend(spot);
    }
    let details = &mut mention.details;
    details.flag("associatedAccount/allEmailsReported", all_emails_reported);
    details.personal("associatedAccount/profileBio", profile_bio);
    details.flag("associatedAccount/compromisedAccount", compromised);
    disabled("associatedAccount/", temporarily_disabled, permanently_disabled, details);
    earlier("associatedAccount/priorCTReport", prior_reports, details);
    details.personal("associatedAccount/additionalInfo", additional_info);
    display_names(names, mention);
    profile_urls(&urls, mention);
    group("associatedAccount/", group_identifier, mention, out);
}
