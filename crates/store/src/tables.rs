//! Every table: its columns, its key, and what it is. Copies, comparisons and bulk writes are driven by this list.

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Int,
    Text,
    Bytes,
}

/// One value of a row, typed even where it is null (PostgreSQL asks for that).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

impl From<i64> for Cell {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}
impl From<Option<i64>> for Cell {
    fn from(value: Option<i64>) -> Self {
        Self::Int(value)
    }
}
impl From<String> for Cell {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}
impl From<&str> for Cell {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}
impl From<Option<String>> for Cell {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}
impl From<Vec<u8>> for Cell {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(Some(value))
    }
}
impl From<&[u8]> for Cell {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(Some(value.to_vec()))
    }
}
impl From<Option<Vec<u8>>> for Cell {
    fn from(value: Option<Vec<u8>>) -> Self {
        Self::Bytes(value)
    }
}

/// What a table is to the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nature {
    /// The journal itself.
    Journal,
    /// Rebuilt by replay: must come out the same.
    Projection,
    /// Data keys: outside the journal on purpose, so that they can be destroyed.
    RecordKeys,
    /// Signed statements about the journal.
    Statement,
    /// Follows from facts and can be made again: copied into backups, left out of the comparison with a replay.
    Derived,
    /// People's own papers, which are no facts: copied into backups, left out of the comparison with a replay.
    Own,
    /// Passing state, such as sessions: rebuilt or begun anew, never copied.
    Passing,
}

/// A table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) nature: Nature,
    pub(crate) columns: &'static [(&'static str, Kind)],
    /// How many of the first columns, in order, make the key by which rows are compared.
    pub(crate) key: usize,
    /// Columns that follow from facts and clock, left out of the comparison with a replay.
    pub(crate) derived: &'static [&'static str],
}

use Kind::{Bytes, Int, Text};
use Nature::{Derived, Journal, Own, Passing, Projection, RecordKeys, Statement};

macro_rules! tables {
    ($($constant:ident = $name:literal, $nature:expr, key $key:literal, [$($column:literal $kind:expr),* $(,)?] $(, derived $derived:expr)?;)*) => {
        $(pub(crate) const $constant: Table = Table {
            name: $name, nature: $nature, columns: &[$(($column, $kind)),*], key: $key, derived: tables!(@derived $($derived)?),
        };)*
        /// All tables, in an order in which rows can be copied without breaking a reference.
        pub(crate) const ALL: &[Table] = &[$($constant),*];
    };
    (@derived) => { &[] };
    (@derived $derived:expr) => { $derived };
}

tables! {
    JOURNAL = "journal", Journal, key 1, ["seq" Int, "at" Int, "actor" Text, "agency" Bytes, "action" Text, "subject" Bytes,
        "purpose" Text, "facts" Text, "sealed" Bytes, "hash" Bytes];
    JOURNAL_HEAD = "journal_head", Statement, key 1, ["one" Int, "seq" Int, "at" Int, "hash" Bytes, "signature" Bytes];
    CHECKPOINT = "checkpoint", Statement, key 1, ["seq" Int, "at" Int, "hash" Bytes, "signature" Bytes];
    RECORD_KEY = "record_key", RecordKeys, key 1, ["record" Bytes, "wrapped" Bytes];
    REPORT = "report", Projection, key 1, ["no" Int, "id" Bytes, "year" Int, "number" Int, "source" Text, "source_reference" Text,
        "source_key" Bytes, "digest" Bytes, "version" Int, "deliveries" Int, "entry" Int, "channel" Text, "kinds" Int,
        "received_at" Int, "occurred_at" Int, "rank" Int, "rank_due" Int], derived &["rank", "rank_due"];
    SOURCE = "source", Projection, key 1, ["id" Text];
    IDENTIFIER = "identifier", Projection, key 3, ["shelf" Int, "token" Int, "report_no" Int];
    PAPER = "paper", Projection, key 1, ["entry" Int, "report_no" Int, "digest" Bytes, "media_type" Text, "size" Int];
    SET_ASIDE = "set_aside", Projection, key 1, ["digest" Bytes, "id" Bytes, "source" Text, "received_at" Int, "problem" Text,
        "deliveries" Int, "entry" Int];
    AGENCY = "agency", Projection, key 1, ["id" Bytes, "name" Text, "kind" Text, "country" Text, "added" Int, "regions" Text, "closed" Int];
    APP_USER = "app_user", Projection, key 1, ["id" Bytes, "name" Text, "agency" Bytes, "role" Text, "active" Int, "entry" Int];
    LINK_DECISION = "link_decision", Projection, key 1, ["id" Bytes, "entry" Int, "ended" Int];
    INBOX = "inbox", Projection, key 1, ["id" Bytes, "report_no" Int, "locator" Bytes, "language" Text, "opened_at" Int, "status" Text,
        "next_at" Int, "handed" Int, "messages" Int, "waiting" Int, "waiting_since" Int];
    INBOX_MESSAGE = "inbox_message", Projection, key 1, ["entry" Int, "inbox" Bytes, "side" Text, "at" Int];
    BURST = "burst", Projection, key 1, ["no" Int, "began_at" Int, "last_at" Int, "reports" Int, "urgent" Int, "released" Int];
    HELD_REPORT = "held_report", Projection, key 1, ["report_no" Int, "burst" Int];
    CONTACT = "contact", Projection, key 1, ["entry" Int, "at" Int, "way" Text, "outcome" Text, "category" Text];
    CAMPAIGN = "campaign", Projection, key 1, ["slug" Text, "label" Text, "added_at" Int, "ended" Int];
    CAMPAIGN_DAY = "campaign_day", Derived, key 2, ["slug" Text, "day" Int, "came" Int, "guided" Int, "reported" Int];
    PARTNER = "partner", Projection, key 1, ["id" Bytes, "name" Text, "source" Text, "scopes" Text, "secret" Bytes, "entry" Int, "channel" Text, "country" Text];
    PAYMENT_ALERT = "payment_alert", Projection, key 1, ["id" Bytes, "party" Bytes, "side" Text, "state" Text, "points" Int, "safeguard" Int,
        "fired" Text, "raised_at" Int, "changed_at" Int, "detail" Int];
    PAYMENT_DECISION = "payment_decision", Projection, key 1, ["entry" Int, "alert" Bytes, "decision" Text, "actor_at" Int];
    PERSON = "person", Derived, key 1, ["id" Int, "party" Text, "mentions" Int, "reports" Int, "weakest" Int];
    PERSON_MENTION = "person_mention", Derived, key 1, ["mention" Int, "person" Int];
    PERSON_TURN = "person_turn", Derived, key 1, ["no" Int, "at" Int, "kind" Text, "from_person" Int, "into_person" Int];
    LEAD = "lead", Derived, key 1, ["no" Int, "rank" Int, "kinds" Int, "channels" Int, "reports" Int, "persons" Int,
        "children" Int, "suspects" Int, "first_received" Int, "last_received" Int, "waits" Int, "shift" Int, "since" Int,
        "whole" Int, "weighed" Int, "top" Int, "version" Int, "state" Text, "user_id" Bytes, "team" Bytes, "urgency" Text,
        "decided" Int, "newer" Int];
    LEAD_REPORT = "lead_report", Derived, key 1, ["report_no" Int, "lead" Int];
    SESSION = "session", Passing, key 1, ["token" Bytes, "id" Bytes, "user_id" Bytes, "form_token" Bytes, "created_at" Int, "seen_at" Int, "way" Text];
    SIGN_IN_ATTEMPTS = "sign_in_attempts", Passing, key 1, ["name" Bytes, "failures" Int, "not_before" Int, "last_step" Int];
    RANKED_BY = "ranked_by", Passing, key 1, ["one" Int, "fingerprint" Text];
    LEAD_WORK = "lead_work", Projection, key 1, ["lead" Int, "entry" Int, "state" Text, "user_id" Bytes, "team" Bytes, "urgency" Text, "since" Int];
    LEAD_STEP = "lead_step", Projection, key 1, ["entry" Int, "lead" Int];
    SETTLED_REPORT = "settled_report", Projection, key 1, ["report_no" Int, "entry" Int];
    REFERRAL = "referral", Projection, key 1, ["id" Bytes, "lead" Int, "sent" Int, "entry" Int, "state" Text, "active" Int,
        "from_agency" Bytes, "from_user" Bytes, "to_agency" Bytes, "to_user" Bytes, "purpose" Text, "basis" Text, "compartments" Int,
        "some_persons" Int, "sent_at" Int, "until" Int, "deadline" Int, "reason" Text];
    REFERRAL_REPORT = "referral_report", Projection, key 2, ["referral" Bytes, "report_no" Int];
    REFERRAL_PERSON = "referral_person", Projection, key 2, ["referral" Bytes, "mention" Int];
    REFERRAL_PARENT = "referral_parent", Projection, key 1, ["referral" Bytes, "parent" Bytes];
    REFERRAL_STEP = "referral_step", Projection, key 1, ["entry" Int, "referral" Bytes];
    EXPOSURE = "exposure", Projection, key 2, ["actor" Text, "day" Int, "reads" Int, "reveals" Int];
    HEAVY_DAY = "heavy_day", Projection, key 2, ["user_id" Bytes, "day" Int, "entry" Int];
    DRAFT = "draft", Own, key 2, ["user_id" Bytes, "form" Text, "at" Int, "sealed" Bytes];
    SAVED_FILTER = "saved_filter", Own, key 2, ["user_id" Bytes, "no" Int, "sealed" Bytes];
    LEAD_ASK = "lead_ask", Projection, key 1, ["entry" Int, "lead" Int, "kind" Text, "inbox" Bytes, "source" Text, "referral" Bytes,
        "user_id" Bytes, "until" Int, "ended" Int, "how" Text];
    LEAD_HOLD = "lead_hold", Derived, key 2, ["entry" Int, "user_id" Bytes, "lead" Int, "gained" Int];
    LEAD_TURN = "lead_turn", Derived, key 1, ["no" Int, "at" Int, "user_id" Bytes, "lead" Int, "merged" Int];
    SEEN_UNTIL = "seen_until", Own, key 1, ["user_id" Bytes, "entry" Int, "turn" Int, "at" Int];
    // People and agencies.
    USER_MOVE = "user_move", Projection, key 1, ["entry" Int, "user_id" Bytes];
    AGENCY_DIRECTORY = "agency_directory", Projection, key 1, ["agency" Bytes, "issuer" Text, "client_id" Text, "entry" Int];
    INVITATION = "invitation", Projection, key 1, ["id" Bytes, "secret" Bytes, "user_id" Bytes, "name" Text, "agency" Bytes, "role" Text,
        "expires_at" Int, "entry" Int, "expired" Int];
    PASSKEY = "passkey", Projection, key 1, ["credential" Bytes, "user_id" Bytes, "entry" Int];
    DIRECTORY_USER = "directory_user", Projection, key 1, ["subject" Bytes, "user_id" Bytes];
    USER_AREA = "user_area", Projection, key 1, ["user_id" Bytes, "languages" Text, "countries" Text, "regions" Text];
    ABSENCE = "absence", Projection, key 1, ["user_id" Bytes, "until" Int, "deputy" Bytes];
    OVERRIDE_REQUEST = "override_request", Projection, key 1, ["id" Bytes, "user_id" Bytes, "agency" Bytes, "compartment" Text,
        "record" Text, "asked_at" Int, "state" Text, "decided_by" Bytes, "until" Int, "entry" Int];
    SPENT_TOKEN = "spent_token", Passing, key 1, ["hash" Bytes, "until" Int];
    PASSKEY_COUNTER = "passkey_counter", Passing, key 1, ["credential" Bytes, "counter" Int];
    REPORT_TURN = "report_turn", Passing, key 1, ["one" Int, "turn" Int];
    LINKED = "linked", Passing, key 1, ["one" Int, "fingerprint" Text, "seq" Int, "revision" Int];
}

impl Table {
    /// Names of the columns, for SQL.
    pub(crate) fn column_list(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    /// Names of the key columns, for SQL.
    pub(crate) fn key_list(&self) -> String {
        self.columns[..self.key].iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    /// An insert of `rows` rows at once; `mark` writes the mark of the n-th argument.
    pub(crate) fn insert(&self, rows: usize, mark: fn(usize) -> String) -> String {
        let width = self.columns.len();
        let mut sql = format!("INSERT INTO {} ({}) VALUES ", self.name, self.column_list());
        for row in 0..rows {
            let marks: Vec<String> = (row * width + 1..=(row + 1) * width).map(mark).collect();
            sql.push_str(if row == 0 { "(" } else { ", (" });
            sql.push_str(&marks.join(", "));
            sql.push(')');
        }
        sql
    }
}
