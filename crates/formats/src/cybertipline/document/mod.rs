//! The documents of the CyberTipline reporting schema as types.
//!
//! Every field may be missing except where the schema demands it: an absent answer is `None`, an empty list or `false`
//! for a flag (a flag can only be raised). Field order follows the schema's sequences.

mod file;
mod incident;
mod person;

pub use file::{FileAnnotations, FileDetails, FileMetadata, NameValuePair, OriginalFileHash};
pub use incident::{
    CellPhoneIncident, ChatImIncident, EmailIncident, IncidentSummary, InternetDetails, NewsgroupIncident,
    NonInternetIncident, OnlineGamingIncident, Peer2PeerIncident, ReportAnnotations, WebPageIncident,
};
pub use person::{
    Account, AccountPlatform, AccountStanding, Address, AssociatedAccount, ContactPerson, DeviceId, Email,
    EstimatedLocation, IntendedRecipient, IpCaptureEvent, PermanentlyDisabled, Person, PersonOrUserReported,
    Phone, TemporarilyDisabled, Victim,
};

use super::schema::{node, text_node};
use super::value::BatchReason;
use model::{Personal, When};

/// One report with its files: what a platform hands over in the calls of one submission.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Submission {
    /// The number the clearing house gave it. Attribute `reportId` of our envelope.
    pub report_id: Option<String>,
    /// When the clearing house got it. Attribute `received` of our envelope.
    pub received: Option<When>,
    /// The report.
    pub report: Report,
    /// Its files.
    pub files: Vec<FileDetails>,
}

node! {
    /// The document `report`.
    Report {
        /// The report stands for many of the same kind.
        batched: Option<BatchedReport> = "batchedReport",
        /// What happened and when.
        incident: IncidentSummary = "incidentSummary",
        /// Where in the net it happened; one kind of place each.
        internet_details: Vec<InternetDetails> = "internetDetails",
        /// Police that know of it already.
        law_enforcement: Option<LawEnforcement> = "lawEnforcement",
        /// Who reports: the platform's desk.
        reporter: Reporter = "reporter",
        /// Who is reported.
        reported: Vec<PersonOrUserReported> = "personOrUserReported",
        /// For whom the content was meant.
        intended_recipients: Vec<IntendedRecipient> = "intendedRecipient",
        /// The children concerned.
        victims: Vec<Victim> = "victim",
        /// Free words.
        additional_info: Option<Personal> = "additionalInfo",
    }
}

node! {
    /// Marks a report that stands for many.
    BatchedReport {
        @ /// Why they were put together.
        reason: Option<BatchReason> = "reason",
    }
}

node! {
    /// Police that know of it already.
    LawEnforcement {
        /// The agency.
        agency_name: String = "agencyName",
        /// Its number for the case.
        case_number: Option<String> = "caseNumber",
        /// The officer.
        officer: Option<ContactPerson> = "officerContact",
        /// Whether the platform told them.
        reported_to_le: Option<bool> = "reportedToLe",
        /// Whether legal process of the platform's own country was served.
        served_domestic: Option<bool> = "servedLegalProcessDomestic",
        /// Whether legal process of another country was served.
        served_international: Option<ServedInternational> = "servedLegalProcessInternational",
    }
}

text_node! {
    /// Legal process of another country.
    ServedInternational {
        /// Whether it was served.
        served: bool,
        @ /// The country of the foreign agency.
        country: Option<String> = "fleaCountry",
    }
}

node! {
    /// Who reports.
    Reporter {
        /// The person or desk that reports.
        person: Person = "reportingPerson",
        /// Whom to ask.
        contact: Option<ContactPerson> = "contactPerson",
        /// Standing words about the platform.
        company_template: Option<Personal> = "companyTemplate",
        /// The platform's terms.
        terms_of_service: Option<Personal> = "termsOfService",
        /// Where to send legal process.
        legal_url: Option<Personal> = "legalURL",
    }
}
