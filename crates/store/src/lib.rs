//! The one door to the disk.
//!
//! One [`Store`] over SQLite (embedded, the default) or PostgreSQL (by URL). Every write is one transaction that also
//! appends to the journal, and every table of facts is a projection of the journal: there is no other way to write one.
//! [`journal`] verifies and replays it. Words about people are sealed with a key per record ([`keys`]) and can be found
//! again only through keyed blind indexes.
//!
//! This crate never decides who may do what (that is `response::policy`), and never reads an outside format.

mod agencies;
mod apply;
mod apply_desk;
mod apply_door;
mod apply_payments;
mod apply_people;
mod asks;
mod audit;
mod backup;
mod bursts;
mod campaigns;
mod contacts;
mod credentials;
mod database;
mod decisions;
mod desk;
mod desk_lists;
mod error;
mod event;
mod handed_on;
mod held;
mod hex;
mod inbox;
mod intake;
pub mod journal;
pub mod keys;
mod lead_follows;
mod leads;
mod leaving;
mod link_changes;
mod link_write;
mod many;
mod moves;
mod openings;
mod options;
mod overrides;
mod papers;
mod partners;
mod payments;
mod people;
mod pools;
mod prepared;
mod ranking;
mod referral_lists;
mod referrals;
mod reports;
mod sessions;
#[macro_use]
mod lead_sql;
#[macro_use]
mod notice_sql;
#[macro_use]
mod referral_sql;
mod notices;
mod sql;
mod tables;
mod unseen;
mod users;

pub use agencies::{AgencyRecord, DirectoryRow};
pub use asks::{Asked, NewAsk};
pub use audit::{AuditFilter, AuditLine, LOUD};
pub use backup::BackupSummary;
pub use bursts::{BurstRow, HELD_FROM};
pub use campaigns::{CampaignDay, CampaignRow};
pub use contacts::ContactCount;
pub use credentials::{Passkey, PasskeyRow};
pub use database::Store;
pub use decisions::{DecisionRecord, LinkWhy};
pub use desk::{LeadChange, LeadWork, StepRow, Stepped, rank_while_asked};
pub use desk_lists::{DeskCounts, StaffRow, WorkList, WorkPage};
pub use error::StoreError;
pub use event::{Evidence, ReportFacts};
pub use handed_on::{HandedOn, NewPart};
pub use inbox::{InboxOpening, InboxRow, MESSAGES_SHOWN, Message};
pub use intake::{Delivered, Delivery, Outcome, Receipt, SetAsideDelivery};
pub use leads::{ListedLead, PersonReport};
pub use leaving::AgencyEnd;
pub use link_changes::{LinkChange, LinkChanges, LinkReport};
pub use link_write::{LeadRow, LinkWrite, Linked, PersonRow, TurnKind, TurnRow};
pub use moves::{MoveRow, NewStanding, Standing};
pub use notices::{NoticeRow, NoticesFor, SeenUntil};
pub use openings::{AgencyStanding, Opened, Openings, ReferredReport};
pub use options::{BULK_CACHE, Location, Machine, Options, SERVER_CACHE};
pub use overrides::OverrideRow;
pub use papers::{FILTERS_MOST, day_of};
pub use partners::PartnerRow;
pub use payments::{AlertFacts, AlertRow, AlertStepped, DecidedAlert, OpenedAlert, RaisedAlert};
pub use people::{Absence, Area, InvitationRow, NewInvitation};
pub use prepared::{Prepared, Preparer};
pub use ranking::{DueReport, Rank};
pub use referral_lists::{ListedReferral, ReferralHistory};
pub use referrals::{NewReferral, Opening, ReferralList, ReferralRow, Sent};
pub use reports::{JournalLine, OpenedReport, Page, QueueFilter, QueueRow, Related};
pub use sessions::{Session, Throttle};
pub use users::{Secrets, UserRecord};

/// Who does something, for whom and why: every write and every read of a sealed record names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    /// Name of the user, or `operator` for whoever has the machine's command line.
    pub actor: String,
    /// The actor's agency, where there is one.
    pub agency: Option<model::AgencyId>,
    /// The purpose, in a few words without personal data.
    pub purpose: String,
}
