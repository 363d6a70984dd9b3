//! Places a report names.

use crate::{Country, Personal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a place is in the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlaceRole {
    /// Where a child is or may be.
    Child,
    /// Where a suspect is or may be.
    Suspect,
    /// Where a facilitator is or may be.
    Facilitator,
    /// Where it happened.
    Incident,
    /// The report does not say.
    #[default]
    Unknown,
}

/// Degrees, WGS 84, in millionths, so that equality is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Coordinates {
    /// Latitude in millionths of a degree, north positive, within ±90,000,000.
    pub latitude_e6: i32,
    /// Longitude in millionths of a degree, east positive, within ±180,000,000.
    pub longitude_e6: i32,
}

impl Coordinates {
    /// From degrees; `None` outside the globe.
    pub fn from_degrees(latitude: f64, longitude: f64) -> Option<Self> {
        if !(latitude.abs() <= 90.0 && longitude.abs() <= 180.0) {
            return None;
        }
        // Within ±180e6, so the cast cannot overflow.
        #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
        let e6 = |degrees: f64| (degrees * 1e6).round() as i32;
        Some(Self { latitude_e6: e6(latitude), longitude_e6: e6(longitude) })
    }
}

/// A place as a report names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// What the place is in the report.
    #[serde(default)]
    pub role: PlaceRole,
    /// Country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// Province, state or region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// City or municipality.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<Personal>,
    /// Street, barangay, building or the source's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Personal>,
    /// Position, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Coordinates>,
}
