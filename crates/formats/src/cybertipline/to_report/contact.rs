//! Telephone numbers, addresses in the net and devices as identifiers.

use super::super::document::{DeviceId, Email, IpCaptureEvent, Phone};
use super::notes::Notes;
use model::{Country, Detail, Identifier, Personal, Sighting};

/// Where identifiers go, and the details that have no place in one.
pub(super) struct Contacts<'a> {
    identifiers: &'a mut Vec<Identifier>,
    details: &'a mut Vec<Detail>,
    country: Option<Country>,
}

/// A label in front of another: `Linked account Mobile`.
fn label(before: Option<&str>, own: Option<&str>) -> Option<String> {
    match (before, own) {
        (Some(before), Some(own)) => Some(format!("{before} {own}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

impl<'a> Contacts<'a> {
    /// `country` is that of telephone numbers written without a calling code.
    pub(super) fn new(
        identifiers: &'a mut Vec<Identifier>,
        details: &'a mut Vec<Detail>,
        country: Option<Country>,
    ) -> Self {
        Self { identifiers, details, country }
    }

    /// Adds a telephone number.
    pub(super) fn phone(&mut self, phone: Phone, before: Option<&str>) {
        let Phone { number, kind, verified, verification_date, country_calling_code, extension } = phone;
        let written = number.reveal();
        let coded =
            country_calling_code.filter(|_| !written.trim_start().starts_with('+')).and_then(|code| {
                // The trunk prefix of a national number falls away behind a calling code, but not in Italy (+39).
                let national =
                    if code.0 == 39 { written } else { written.trim_start().trim_start_matches('0') };
                let mut phone = Identifier::phone(&format!("+{}{national}", code.0), None);
                phone.written = (phone.value.reveal() != written).then(|| Personal::new(written));
                phone.valid.then_some(phone)
            });
        let mut phone = coded.unwrap_or_else(|| Identifier::phone(written, self.country));
        if let Some(code) = country_calling_code
            && !phone.value.reveal().starts_with(&format!("+{}", code.0))
        {
            self.details.text("phone@countryCallingCode", Some(format!("{written} +{}", code.0)));
        }
        if let Some(extension) = extension {
            self.details.text("phone@extension", Some(format!("{written} ext. {}", extension.0)));
        }
        phone.verified = verified;
        phone.label = label(before, kind.map(super::super::PhoneKind::text));
        self.identifiers.push(phone.seen(verification(verification_date)));
    }

    /// Adds an e-mail address.
    pub(super) fn email(&mut self, email: Email, before: Option<&str>) {
        let Email { address, kind, verified, verification_date } = email;
        let mut identifier = Identifier::email(address.reveal()).verified(verified);
        identifier.label = label(before, kind.map(super::super::EmailKind::text));
        self.identifiers.push(identifier.seen(verification(verification_date)));
    }

    /// Adds an address of the net with the time it was seen. One address has one entry with all its sightings.
    pub(super) fn ip(&mut self, capture: IpCaptureEvent) {
        let IpCaptureEvent { ip_address, event_name, date_time, possible_proxy, port } = capture;
        let event = event_name.map(|event| event.text().to_owned());
        let sighting = Sighting { at: date_time, port, event, possible_proxy };
        match ip_address {
            Some(address) => self.seen(Identifier::ip(address.reveal()), sighting),
            None => self.homeless("ipCaptureEvent", None, sighting),
        }
    }

    /// Adds a device with the time it was seen.
    pub(super) fn device(&mut self, device: DeviceId) {
        let DeviceId { id_type, id_value, event_name, date_time } = device;
        let event = event_name.map(|event| event.text().to_owned());
        let sighting = Sighting { at: date_time, event, ..Sighting::default() };
        match id_value {
            Some(value) => self.seen(Identifier::device(id_type.as_deref(), value.reveal()), sighting),
            None => self.homeless("deviceId", id_type, sighting),
        }
    }

    fn seen(&mut self, identifier: Identifier, sighting: Sighting) {
        let same = self.identifiers.iter_mut().find(|known| {
            known.kind == identifier.kind
                && known.scope == identifier.scope
                && known.value == identifier.value
                && known.written == identifier.written
        });
        match same {
            Some(known) if sighting != Sighting::default() => known.sightings.push(sighting),
            Some(_) => {}
            None => self.identifiers.push(identifier.seen(sighting)),
        }
    }

    /// A sighting of nothing: what it says is kept as words.
    fn homeless(&mut self, name: &str, kind: Option<String>, sighting: Sighting) {
        let Sighting { at, port, event, possible_proxy } = sighting;
        self.details.text(&format!("{name}/idType"), kind);
        self.details.text(&format!("{name}/eventName"), event);
        self.details.when(&format!("{name}/dateTime"), at);
        self.details.flag(&format!("{name}/possibleProxy"), possible_proxy);
        self.details.text(&format!("{name}/port"), port.map(|port| port.to_string()));
    }
}

/// The time at which the owner proved to hold a number or an address.
fn verification(at: Option<model::When>) -> Sighting {
    let event = at.map(|_| "verified".to_owned());
    Sighting { at, event, ..Sighting::default() }
}
