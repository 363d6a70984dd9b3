//! Receipts: what a partner can show later to prove what it handed over, and when.

use data_encoding::BASE64;
use model::{Instant, PartnerId, Reference, ReportId};
use schemars::JsonSchema;
use serde::Serialize;
use store::{Outcome, Store};

/// What became of what was handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartnerOutcome {
    /// A report that was not known before.
    New,
    /// A report that is known, with the same content.
    Again,
    /// A report that is known, with other content: a new version of it.
    Revised,
    /// It could not be read as a report. It is kept as it came, for people to look at; `problem` says why.
    SetAside,
}

impl PartnerOutcome {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Again => "again",
            Self::Revised => "revised",
            Self::SetAside => "set_aside",
        }
    }
}

impl From<Outcome> for PartnerOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::New => Self::New,
            Outcome::Again => Self::Again,
            Outcome::Revised => Self::Revised,
        }
    }
}

/// Something that was not understood: kept with the report, out of the way of the rest. It never quotes what was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NotUnderstood {
    /// The path (RFC 6901). For a field that the form does not have, positions in lists are left out: it stands for all
    /// of them. `Idempotency-Key` is the header.
    pub path: String,
    /// Why.
    pub detail: String,
}

/// Why something could not be read as a report. It never quotes what was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Unreadable {
    /// The path of the value (RFC 6901), where it is one value.
    pub path: Option<String>,
    /// What is wrong.
    pub detail: String,
}

/// The receipt of one delivery. What it tells of is durable when it is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Receipt")]
pub struct PartnerReceipt {
    /// What people call the report: quote it in letters and calls. `null` where it was set aside.
    pub reference: Option<Reference>,
    /// The report, the same through all its versions. `null` where it was set aside.
    pub id: Option<ReportId>,
    /// Which version of the report this delivery is. `null` where it was set aside.
    pub version: Option<i64>,
    /// What became of it.
    pub outcome: PartnerOutcome,
    /// When it was received: RFC 3339, UTC, to the second.
    #[schemars(extend("format" = "date-time"))]
    pub received_at: String,
    /// SHA-256 of the body as it came, byte for byte, hexadecimal.
    #[schemars(extend("pattern" = "^[0-9a-f]{64}$"))]
    pub content_sha256: String,
    /// The partner whose key it came with.
    pub partner: PartnerId,
    /// What was not understood, at most 200 of it: all of it is kept with the report.
    pub not_understood: Vec<NotUnderstood>,
    /// Why it was set aside; `null` otherwise.
    pub problem: Option<Unreadable>,
    /// Ed25519 (RFC 8032) over the text that the description of this document gives, in base 64 (RFC 4648, section 4).
    pub signature: String,
}

impl PartnerReceipt {
    /// What is signed: eight lines, each ended by a line feed, with `-` for what is `null`. `not_understood` and `problem`
    /// are help for whoever writes the sending program, and are not signed.
    pub fn statement(&self) -> String {
        fn or_dash(value: Option<impl ToString>) -> String {
            value.map_or_else(|| "-".to_owned(), |value| value.to_string())
        }
        format!(
            "tanglaw/receipt/1\npartner: {}\ncontent-sha256: {}\noutcome: {}\nreference: {}\nid: {}\nversion: {}\nreceived-at: {}\n",
            self.partner,
            self.content_sha256,
            self.outcome.code(),
            or_dash(self.reference),
            or_dash(self.id),
            or_dash(self.version),
            self.received_at,
        )
    }

    /// Signs the receipt with the key of this instance.
    pub(super) fn signed(mut self, store: &Store) -> Self {
        self.signature = BASE64.encode(&store.sign(self.statement().as_bytes()));
        self
    }

    /// A receipt of which only the delivery is known yet.
    pub(super) fn of_delivery(partner: PartnerId, content_sha256: String, at: Instant) -> Self {
        Self {
            reference: None,
            id: None,
            version: None,
            outcome: PartnerOutcome::SetAside,
            received_at: at.to_string(),
            content_sha256,
            partner,
            not_understood: Vec::new(),
            problem: None,
            signature: String::new(),
        }
    }
}
