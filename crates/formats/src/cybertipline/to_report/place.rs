//! Places.

use super::super::document::{Address, EstimatedLocation};
use super::notes::Notes;
use model::{Coordinates, Detail, Identifier, Personal, Place, PlaceRole};

/// The words of an address on one line.
fn line(parts: &[Option<&str>]) -> String {
    parts.iter().flatten().copied().collect::<Vec<_>>().join(", ")
}

/// A postal address as something to be found by and as a place. `before` goes before the label.
pub(super) fn address(
    address: Address,
    role: PlaceRole,
    before: Option<&str>,
) -> (Option<Identifier>, Option<Place>) {
    let Address { kind, street, city, zip_code, state, non_usa_state, country } = address;
    let words = line(&[
        street.as_ref().map(Personal::reveal),
        city.as_ref().map(Personal::reveal),
        zip_code.as_ref().map(Personal::reveal),
        state.as_deref(),
        non_usa_state.as_deref(),
        country.as_deref(),
    ]);
    let label = match (before, kind) {
        (Some(before), Some(kind)) => Some(format!("{before} {}", kind.text())),
        (before, kind) => before.map(str::to_owned).or(kind.map(|kind| kind.text().to_owned())),
    };
    if words.is_empty() {
        // An address of which only the kind is known says nothing.
        return (None, None);
    }
    let identifier = Identifier::postal_address(&words).labelled(label.as_deref());
    let place = Place {
        role,
        country: country.as_deref().and_then(|text| text.parse().ok()),
        region: state.or(non_usa_state),
        city,
        words: Some(words.into()),
        position: None,
    };
    (Some(identifier), Some(place))
}

/// Where a platform takes an account to be.
pub(super) fn estimated(
    location: EstimatedLocation,
    role: PlaceRole,
    details: &mut Vec<Detail>,
    places: &mut Vec<Place>,
) {
    let EstimatedLocation { verified, timestamp, city, region, country_code } = location;
    details.flag("estimatedLocation@verified", verified);
    details.when("estimatedLocation@timestamp", timestamp);
    let country = country_code.as_deref().and_then(|text| text.parse().ok());
    let words = country_code.filter(|_| country.is_none()).map(Personal::from);
    let place = Place { role, country, region, city, words, position: None };
    if place != (Place { role, ..Place::default() }) {
        places.push(place);
    }
}

/// A place by its name alone.
pub(super) fn named(name: Option<Personal>, places: &mut Vec<Place>) {
    places.extend(name.map(|name| Place {
        role: PlaceRole::Incident,
        words: Some(name),
        ..Place::default()
    }));
}

/// The position of a telephone, in degrees as text.
pub(super) fn position(latitude: Option<Personal>, longitude: Option<Personal>, out: &mut model::Report) {
    let degrees = |text: &Option<Personal>| text.as_ref().and_then(|text| text.reveal().parse::<f64>().ok());
    if let (Some(north), Some(east)) = (degrees(&latitude), degrees(&longitude))
        && let Some(position) = Coordinates::from_degrees(north, east)
    {
        let role = PlaceRole::Incident;
        out.places.push(Place { role, position: Some(position), ..Place::default() });
    }
    // As written as well: the position above is rounded to millionths, and is missing where a half is.
    out.details.personal("cellPhoneIncident/latitude", latitude);
    out.details.personal("cellPhoneIncident/longitude", longitude);
}
