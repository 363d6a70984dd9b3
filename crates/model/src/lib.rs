//! What the words of Tanglaw mean.
//!
//! This crate holds the types and rules of the field and nothing else: no file, no network, no database, no clock of
//! its own. Every other crate of the house may depend on it; it depends on small value crates only.
//!
//! One rule runs through all of it: **an answer that was not given is unknown, never a value.** Unknown is `None`
//! (or an empty list), whether the source left the field out, sent `null` or wrote `N/A`.

mod access;
mod agency;
mod contact;
mod country;
mod desk;
mod field_class;
mod file;
mod id;
mod identifier;
mod inbox;
mod incident;
mod link_reason;
mod mention;
mod notice;
mod payment;
mod payment_alert;
mod person;
mod personal;
mod phone;
mod place;
mod reference;
mod referral;
mod report;
mod source;
mod text;
mod time;

pub use access::{Compartment, OverrideState, RegionCode, RegionCodeError};
pub use agency::{Agency, AgencyKind, Role, User, UserName, UserNameError};
pub use contact::{ContactCategory, ContactOutcome, ContactWay};
pub use country::{Country, CountryError};
pub use desk::{AskEnd, AskedOf, LeadReason, LeadState, LeadStep, Override};
pub use field_class::FieldClass;
pub use file::{
    Classification, FileAnnotation, FileHash, FileRecord, FileRelevance, HashAlgorithm, HashError,
};
pub use id::{
    AgencyId, AlertId, DecisionId, InboxId, InvitationId, OverrideId, PartnerId, ReferralId, ReportId,
    SessionId, UserId, new_id,
};
pub use identifier::{Identifier, IdentifierKind, Sighting};
pub use inbox::{InboxStatus, Side};
pub use incident::{Incident, IncidentKind, IncidentKinds, OsecForm};
pub use link_reason::LinkReason;
pub use mention::{Age, BirthDate, Mention, MentionRole, NameKind, PersonName, Relation, Sex};
pub use notice::NoticeKind;
pub use payment::{Amount, AmountError, Payment};
pub use payment_alert::{AlertDecision, AlertState, PaymentSide};
pub use person::{MentionRef, PersonReference, PersonReferenceError, Verdict};
pub use personal::Personal;
pub use place::{Coordinates, Place, PlaceRole};
pub use reference::{Reference, ReferenceError};
pub use referral::{
    CHAIN_LONGEST, LegalBasis, ReferralPart, ReferralParts, ReferralPurpose, ReferralReason, ReferralScope,
    ReferralSide, ReferralState, ReferralStep,
};
pub use report::{Detail, Narrative, NarrativeKind, Report, Unread, Urgency};
pub use source::{Channel, Source, SourceId, SourceIdError};
pub use text::known;
pub use time::{Certainty, Clock, FixedClock, Instant, Occurrence, When, WhenError};
