//! How closely a field is kept.

use serde::{Deserialize, Serialize};

/// The class of a field, which drives masking, export, encryption and erasure from one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldClass {
    /// May be counted and shown to all staff: channel, kinds of incident, time of receipt.
    Public,
    /// Tells who somebody is: names, numbers, addresses. Sealed; never in a list.
    Personal,
    /// Tells what happened to somebody: narratives, file facts. Sealed; collapsed on screen until asked for.
    Sensitive,
    /// The source's document, byte for byte. Sealed; handed out only as an exhibit.
    Sealed,
}

impl FieldClass {
    /// The class of each top-level field of a [`crate::Report`]; a test checks that none is forgotten.
    pub fn of_report_field(field: &str) -> Option<Self> {
        Some(match field {
            "source" | "channel" | "source_reference" | "received_by_source" | "occurred" | "incidents" => {
                Self::Public
            }
            "mentions" | "identifiers" | "places" | "payments" | "handlers" => Self::Personal,
            "urgency" | "narratives" | "files" | "details" => Self::Sensitive,
            "unread" => Self::Sealed,
            _ => return None,
        })
    }
}
