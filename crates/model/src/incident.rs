//! What happened, in the field's terms, and the codes of the formats read.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The four forms of online sexual exploitation of children.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OsecForm {
    /// Child sexual abuse material: making, having, sharing, asking for it.
    AbuseMaterial,
    /// Grooming.
    Grooming,
    /// Live-streamed child sexual abuse.
    LiveStreaming,
    /// Sexual extortion of children.
    SexualExtortion,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal => $form:expr),* $(,)?) => {
        /// What a report says happened. A report may name several kinds.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        #[repr(u8)]
        pub enum IncidentKind { $($(#[$doc])* $name),* }

        impl IncidentKind {
            /// All kinds. The order is stored as bit numbers: append, never reorder.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// Which of the four forms the kind belongs to; `None` for kinds outside them.
            pub const fn form(self) -> Option<OsecForm> {
                match self { $(Self::$name => $form),* }
            }
        }
    };
}

kinds! {
    /// Child sexual abuse material, no more said.
    AbuseMaterial = "abuse_material" => Some(OsecForm::AbuseMaterial),
    /// Material was made.
    AbuseMaterialProduction = "abuse_material_production" => Some(OsecForm::AbuseMaterial),
    /// Material was sold, sent or put online.
    AbuseMaterialDistribution = "abuse_material_distribution" => Some(OsecForm::AbuseMaterial),
    /// Material was asked for.
    AbuseMaterialSolicitation = "abuse_material_solicitation" => Some(OsecForm::AbuseMaterial),
    /// Material that a machine generated.
    GeneratedMaterial = "generated_material" => Some(OsecForm::AbuseMaterial),
    /// Material that a child made, alone as far as known.
    SelfGeneratedMaterial = "self_generated_material" => Some(OsecForm::AbuseMaterial),
    /// Grooming of a child.
    Grooming = "grooming" => Some(OsecForm::Grooming),
    /// Obscene material sent to a child.
    UnsolicitedMaterialToChild = "unsolicited_material_to_child" => Some(OsecForm::Grooming),
    /// Live-streamed child sexual abuse, no more said.
    LiveStreaming = "live_streaming" => Some(OsecForm::LiveStreaming),
    /// Watching live-streamed abuse without directing it (a passive viewer).
    LiveStreamPassiveViewing = "live_stream_passive_viewing" => Some(OsecForm::LiveStreaming),
    /// Directing or paying for live-streamed abuse (an active viewer).
    LiveStreamActiveViewing = "live_stream_active_viewing" => Some(OsecForm::LiveStreaming),
    /// Arranging live-streamed abuse (a facilitator).
    LiveStreamFacilitation = "live_stream_facilitation" => Some(OsecForm::LiveStreaming),
    /// Sexual extortion of a child, for money or for more material.
    SexualExtortion = "sexual_extortion" => Some(OsecForm::SexualExtortion),
    /// Sadistic exploitation online by a group.
    SadisticExploitation = "sadistic_exploitation" => Some(OsecForm::SexualExtortion),
    /// Trafficking of a child for sexual exploitation.
    Trafficking = "trafficking" => None,
    /// Sexual exploitation of children in travel and tourism.
    TravelExploitation = "travel_exploitation" => None,
    /// Sexual abuse with contact, outside the net.
    ContactAbuse = "contact_abuse" => None,
    /// A misleading domain name, or misleading words or pictures.
    MisleadingContent = "misleading_content" => None,
    /// Payments that look like payments for abuse.
    SuspiciousPayments = "suspicious_payments" => None,
    /// Something else.
    Other = "other" => None,
}

impl IncidentKind {
    /// Reads the stable code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }

    /// The kind behind an `incidentType` of the `CyberTipline` schema (reference `tips-and-hashes.md` 1.1: exactly
    /// eight values, whose words are the format's and appear on no screen).
    pub fn from_cybertipline(incident_type: &str) -> Option<Self> {
        Self::CYBERTIPLINE
            .iter()
            .find(|(text, _)| text.eq_ignore_ascii_case(incident_type.trim()))
            .map(|(_, kind)| *kind)
    }

    /// The eight values of `incidentType` with the kind of each.
    pub const CYBERTIPLINE: [(&'static str, Self); 8] = [
        ("Child Pornography (possession, manufacture, and distribution)", Self::AbuseMaterial),
        ("Child Sex Trafficking", Self::Trafficking),
        ("Child Sex Tourism", Self::TravelExploitation),
        ("Child Sexual Molestation", Self::ContactAbuse),
        ("Misleading Domain Name", Self::MisleadingContent),
        ("Misleading Words or Digital Images on the Internet", Self::MisleadingContent),
        ("Online Enticement of Children for Sexual Acts", Self::Grooming),
        ("Unsolicited Obscene Material Sent to a Child", Self::UnsolicitedMaterialToChild),
    ];
}

/// One kind of incident in a report, with the words of the format it was read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Incident {
    /// The kind, in the field's terms.
    pub kind: IncidentKind,
    /// The code or words of the source's own list; shown only beside the format's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_code: Option<String>,
}

/// A set of incident kinds, one bit each, as the store keeps it for filtering.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IncidentKinds(i64);

impl IncidentKinds {
    /// The set with this bit pattern.
    pub const fn from_bits(bits: i64) -> Self {
        Self(bits)
    }
    /// The bit pattern; bit *n* is the *n*-th of [`IncidentKind::ALL`].
    pub const fn bits(self) -> i64 {
        self.0
    }
    /// Whether the kind is in the set.
    pub const fn contains(self, kind: IncidentKind) -> bool {
        self.0 & (1 << kind as u8) != 0
    }
    /// The kinds of the set.
    pub fn iter(self) -> impl Iterator<Item = IncidentKind> {
        IncidentKind::ALL.iter().copied().filter(move |kind| self.contains(*kind))
    }
}

impl FromIterator<IncidentKind> for IncidentKinds {
    fn from_iter<I: IntoIterator<Item = IncidentKind>>(kinds: I) -> Self {
        Self(kinds.into_iter().fold(0, |bits, kind| bits | 1 << kind as u8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_read_back_and_match_serde() {
        for kind in IncidentKind::ALL {
            assert_eq!(IncidentKind::from_code(kind.code()), Some(*kind));
            assert_eq!(serde_json::to_string(kind).unwrap(), format!("\"{}\"", kind.code()));
        }
        assert!(IncidentKind::ALL.len() < 63, "one bit each in an i64");
    }

    #[test]
    fn a_set_holds_what_was_put_in() {
        let set: IncidentKinds = [IncidentKind::Grooming, IncidentKind::Other].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [IncidentKind::Grooming, IncidentKind::Other]);
        assert!(!set.contains(IncidentKind::LiveStreaming));
    }
}
