//! What happened, as the journal records it: the clear facts of an entry, typed.
//!
//! Facts hold no personal data: codes, numbers, keyed hashes, instants. Words about people are in the sealed body.

pub(crate) use crate::hex::Hex;
use model::{
    AgencyId, AgencyKind, AlertDecision, AlertId, AskEnd, AskedOf, Channel, Compartment, ContactCategory,
    ContactOutcome, ContactWay, Country, DecisionId, InboxId, InboxStatus, IncidentKinds, Instant,
    InvitationId, LeadReason, LeadState, LeadStep, LegalBasis, LinkReason, MentionRef, Override, OverrideId,
    PartnerId, PaymentSide, Reference, ReferralId, ReferralPurpose, ReferralReason, ReferralState,
    ReferralStep, RegionCode, ReportId, Role, SessionId, Side, UserId, UserName, Verdict,
};
use serde::{Deserialize, Serialize};

/// A condition that matters to triage and where in the report it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Code of the condition.
    pub condition: String,
    /// Where in the report it stands, as a path (`/mentions/0/age`); codes and positions, never words of the report.
    pub path: String,
    /// The instant it hangs on, for conditions that the clock changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Instant>,
}

/// The clear facts of a report that the queue needs without opening it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportFacts {
    /// The door.
    pub channel: Channel,
    /// Kinds of incident, one bit each.
    #[serde(with = "kinds_as_bits")]
    pub kinds: IncidentKinds,
    /// When it happened, for sorting.
    pub occurred_at: Option<Instant>,
    /// What triage found in it.
    pub evidence: Vec<Evidence>,
}

mod kinds_as_bits {
    use model::IncidentKinds;
    use serde::{Deserialize, Deserializer, Serializer};
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
    pub(super) fn serialize<S: Serializer>(kinds: &IncidentKinds, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(kinds.bits())
    }
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<IncidentKinds, D::Error> {
        i64::deserialize(deserializer).map(IncidentKinds::from_bits)
    }
}

/// Everything that can happen to the store. The name of the variant is the action of the journal entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Event {
    /// A report came in for the first time.
    ReportReceived {
        no: i64,
        id: ReportId,
        year: u16,
        number: u64,
        source: String,
        source_reference: Option<String>,
        source_key: Hex<32>,
        digest: Hex<32>,
        received_at: Instant,
        #[serde(flatten)]
        facts: ReportFacts,
    },
    /// The same report came in again with another content.
    ReportRevised {
        id: ReportId,
        version: i64,
        digest: Hex<32>,
        #[serde(flatten)]
        facts: ReportFacts,
    },
    /// The same report came in again, unchanged.
    ReportDeliveredAgain { id: ReportId },
    /// A further paper of a report was kept.
    PaperKept { report: ReportId, digest: Hex<32>, media_type: String, size: i64 },
    /// A record that could not be read was kept.
    RecordSetAside {
        id: ReportId,
        digest: Hex<32>,
        source: String,
        received_at: Instant,
        problem: String,
        place: String,
    },
    /// The same unreadable record came in again.
    RecordSetAsideAgain { id: ReportId },
    /// A sealed report was opened.
    ReportRead { id: ReportId },
    /// What a report says of times and numbers was set beside something else; nobody read it, and nothing of it was shown but what
    /// agreed.
    ReportCompared { id: ReportId },
    /// The sensitive words of a report were asked for.
    WordsRevealed { id: ReportId },
    /// A data key was destroyed: the record is erased.
    KeyDestroyed { record: ReportId },
    /// An agency was added.
    AgencyAdded { id: AgencyId, name: String, kind: AgencyKind, country: Option<Country> },
    /// A user was added; secrets are sealed.
    UserAdded { id: UserId, name: UserName, agency: AgencyId, role: Role },
    /// A user's secrets, role or standing were changed; secrets are sealed.
    UserChanged { id: UserId, role: Role, active: bool },
    /// A user signed in.
    SignedIn { user: UserId, session: SessionId },
    /// A user signed out or was signed out.
    SignedOut { user: UserId, session: SessionId },
    /// The clock ended a session.
    SessionEnded { user: UserId, session: SessionId },
    /// A sign-in was refused; a name that does not exist has no user.
    SignInRefused { user: Option<UserId>, reason: String },
    /// Something was refused to somebody.
    AccessRefused { action: String },
    /// Somebody asked for a record that they do not see: by its reference, under what their request needs.
    RecordRefused { id: Option<Hex<16>>, record: String, need: String },
    /// The queue or a search was looked at.
    Searched { kind: String, found: i64 },
    /// A sealed report was opened to show what it says of a person, named by their earliest mention.
    PersonRead { id: ReportId, person: MentionRef },
    /// An analyst decided about mentions: each on the left and each on the right are the same person, or are not. The
    /// reason is sealed. A later decision about the same two mentions counts instead of an earlier one.
    LinkDecided {
        id: DecisionId,
        verdict: Verdict,
        left: Vec<MentionRef>,
        right: Vec<MentionRef>,
        /// Why, from the list; entries of before the list have none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<LinkReason>,
    },
    /// A decision was taken back; the reason is sealed.
    DecisionWithdrawn { id: DecisionId },
    /// A conversation began with somebody who reported without a name. `locator` is the slow keyed hash of their code;
    /// `handed` says that somebody else saw the code, so that it must be replaced at first use.
    InboxOpened { id: InboxId, report: ReportId, locator: Hex<32>, language: String, handed: bool },
    /// The reporter took a code of their own instead of the one they were handed.
    InboxCodeReplaced { id: InboxId, locator: Hex<32> },
    /// A message; its words are sealed under the key of the conversation.
    MessageSent { id: InboxId, side: Side },
    /// A conversation was read from one side.
    InboxRead { id: InboxId, side: Side },
    /// What the reporter is told of the report, and when they will hear again.
    InboxStatusSet { id: InboxId, status: InboxStatus, next_at: Option<Instant> },
    /// The reporter deleted the conversation: nobody finds or reads it any more. The report stays.
    InboxDeleted { id: InboxId },
    /// A report came in during a burst and is held behind the queue.
    ReportHeld { id: ReportId, burst: i64, urgent: bool },
    /// Somebody let the reports of a burst into the queue.
    BurstReleased { burst: i64 },
    /// The hotline noted a contact; nothing of who it was.
    ContactNoted { way: ContactWay, outcome: ContactOutcome, category: Option<ContactCategory> },
    /// A campaign was added.
    CampaignAdded { slug: String, label: String },
    /// A campaign ended.
    CampaignEnded { slug: String },
    /// A partner was added; of its key only the SHA-256 is known.
    PartnerAdded {
        id: PartnerId,
        name: String,
        source: String,
        channel: Channel,
        country: Option<Country>,
        scopes: Vec<String>,
        secret: Hex<32>,
    },
    /// A partner has another key, or none any more.
    PartnerKeyChanged { id: PartnerId, secret: Option<Hex<32>> },

    // The desk.
    /// Somebody did something with a lead, called by the report `lead`; the note is sealed. `absorbs` are leads that had
    /// come together with it, `reports` those that the decision knew of (none where it decides nothing about them),
    /// `user`, `team` and `urgency` what holds from now on, `agency` whom the step names, `rank` where the model had it.
    LeadStepped {
        id: DecisionId,
        report: ReportId,
        lead: i64,
        absorbs: Vec<i64>,
        step: LeadStep,
        state: LeadState,
        reason: LeadReason,
        reports: Vec<i64>,
        user: Option<UserId>,
        team: Option<AgencyId>,
        urgency: Override,
        agency: Option<AgencyId>,
        rank: i64,
    },
    /// Somebody was asked about a lead until an instant; `back` is since when it waits if nobody answers.
    LeadAsked {
        report: ReportId,
        lead: i64,
        of: AskedOf,
        inbox: Option<InboxId>,
        source: Option<String>,
        referral: Option<ReferralId>,
        user: Option<UserId>,
        until: Instant,
        back: Instant,
    },
    /// The question of an entry is open no more.
    LeadAskEnded { report: ReportId, lead: i64, ask: i64, how: AskEnd },
    /// A lead was handed to another agency; the message is sealed.
    ReferralSent {
        id: ReferralId,
        lead: i64,
        from: AgencyId,
        from_user: Option<UserId>,
        to: AgencyId,
        to_user: Option<UserId>,
        purpose: ReferralPurpose,
        basis: LegalBasis,
        compartments: i64,
        reports: Vec<i64>,
        persons: Option<Vec<MentionRef>>,
        until: Option<Instant>,
        deadline: Option<Instant>,
        /// The referral that it was handed on from; older entries have none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<ReferralId>,
    },
    /// A referral went from one state to the next; the note is sealed.
    ReferralStepped {
        id: ReferralId,
        step: ReferralStep,
        state: ReferralState,
        reason: Option<ReferralReason>,
    },
    /// Reports that came later were added to a referral.
    ReferralWidened { id: ReferralId, reports: Vec<i64> },
    /// Who has a referral on either side.
    ReferralGiven { id: ReferralId, from_user: Option<UserId>, to_user: Option<UserId> },
    /// Somebody takes nothing new on a day (days since 1970 UTC), or does again.
    HeavyDaySet { user: UserId, day: i64, heavy: bool },
    // People and agencies.
    /// What an agency is called, is there for and where it works was changed.
    AgencyChanged {
        id: AgencyId,
        name: String,
        kind: AgencyKind,
        country: Option<Country>,
        regions: Vec<RegionCode>,
    },
    /// An agency was removed: none of its people has access from here on.
    AgencyClosed { id: AgencyId },
    /// An agency signs its people in with a directory of its own; the client's secret is sealed.
    DirectorySet { agency: AgencyId, issuer: String, client_id: String },
    /// An agency no longer signs its people in with a directory.
    DirectoryEnded { agency: AgencyId },
    /// Somebody was invited: to be a user, or (with `user`) to choose new ways to sign in.
    UserInvited {
        id: InvitationId,
        user: Option<UserId>,
        name: UserName,
        agency: AgencyId,
        role: Role,
        secret: Hex<32>,
        expires_at: Instant,
    },
    /// An invitation was used, by this user.
    InvitationUsed { id: InvitationId, user: UserId },
    /// The time of an invitation was over before anybody used it.
    InvitationExpired { id: InvitationId },
    /// An invitation was taken back.
    InvitationWithdrawn { id: InvitationId },
    /// A user has another role or agency; why is sealed. `seen` is the version that was changed.
    UserMoved { id: UserId, from_role: Role, from_agency: AgencyId, role: Role, agency: AgencyId, seen: i64 },
    /// A user left: sessions and credentials are ended. What was sealed is replaced by nothing.
    UserOffboarded { id: UserId },
    /// A user chose another password or authenticator; secrets are sealed.
    SecretsChanged { id: UserId },
    /// A user added a passkey, named by the keyed hash of its id; the rest is sealed.
    PasskeyAdded { user: UserId, credential: Hex<32> },
    /// A passkey was taken away.
    PasskeyRemoved { user: UserId, credential: Hex<32> },
    /// A user was tied to who they are in their agency's directory: the keyed hash of issuer and subject.
    DirectoryBound { user: UserId, subject: Hex<32> },
    /// A user is tied to no directory any more.
    DirectoryUnbound { user: UserId },
    /// A user is away until an instant, with somebody who stands in; or is back.
    LeaveSet { user: UserId, until: Option<Instant>, deputy: Option<UserId> },
    /// Which languages a user reads and in which countries, or regions of them, they work; all empty where nothing is said.
    AreaSet { user: UserId, languages: Vec<String>, countries: Vec<Country>, regions: Vec<RegionCode> },
    /// Somebody asked for an override of the policy; the reason is sealed.
    OverrideAsked {
        id: OverrideId,
        user: UserId,
        agency: AgencyId,
        compartment: Compartment,
        record: Reference,
    },
    /// A second person decided.
    OverrideDecided { id: OverrideId, by: UserId, approved: bool, until: Option<Instant> },
    /// An override opened something that the policy alone does not.
    OverrideUsed { id: OverrideId, act: String },
    /// An override was given back or taken away before its time.
    OverrideEnded { id: OverrideId },
    // Payments.
    /// An alert about a party was raised; who, why and their payments are sealed. `party` is a keyed hash, `points`
    /// hundredths.
    PaymentAlertRaised {
        id: AlertId,
        party: Hex<32>,
        side: PaymentSide,
        points: i64,
        safeguard: bool,
        fired: Vec<String>,
    },
    /// Something new happened for a party that is known: the alert stands open again.
    PaymentAlertRenewed { id: AlertId, points: i64, safeguard: bool, fired: Vec<String> },
    /// The sealed detail of an alert was opened.
    PaymentAlertRead { id: AlertId },
    /// Somebody decided about an alert; the reason is sealed.
    PaymentAlertDecided { id: AlertId, decision: AlertDecision },
    /// A report on an alert was written out, in the form of a unit.
    PaymentReportExported { id: AlertId, form: String },
}

impl Event {
    /// The action as the journal names it.
    pub(crate) fn action(&self) -> &'static str {
        match self {
            Self::ReportReceived { .. } => "report_received",
            Self::ReportRevised { .. } => "report_revised",
            Self::ReportDeliveredAgain { .. } => "report_delivered_again",
            Self::PaperKept { .. } => "paper_kept",
            Self::RecordSetAside { .. } => "record_set_aside",
            Self::RecordSetAsideAgain { .. } => "record_set_aside_again",
            Self::ReportRead { .. } => "report_read",
            Self::ReportCompared { .. } => "report_compared",
            Self::WordsRevealed { .. } => "words_revealed",
            Self::KeyDestroyed { .. } => "key_destroyed",
            Self::AgencyAdded { .. } => "agency_added",
            Self::UserAdded { .. } => "user_added",
            Self::UserChanged { .. } => "user_changed",
            Self::SignedIn { .. } => "signed_in",
            Self::SignedOut { .. } => "signed_out",
            Self::SignInRefused { .. } => "sign_in_refused",
            Self::AccessRefused { .. } => "access_refused",
            Self::RecordRefused { .. } => "record_refused",
            Self::SessionEnded { .. } => "session_ended",
            Self::Searched { .. } => "searched",
            Self::PersonRead { .. } => "person_read",
            Self::LinkDecided { .. } => "link_decided",
            Self::DecisionWithdrawn { .. } => "decision_withdrawn",
            Self::InboxOpened { .. } => "inbox_opened",
            Self::InboxCodeReplaced { .. } => "inbox_code_replaced",
            Self::MessageSent { .. } => "message_sent",
            Self::InboxRead { .. } => "inbox_read",
            Self::InboxStatusSet { .. } => "inbox_status_set",
            Self::InboxDeleted { .. } => "inbox_deleted",
            Self::ReportHeld { .. } => "report_held",
            Self::BurstReleased { .. } => "burst_released",
            Self::ContactNoted { .. } => "contact_noted",
            Self::CampaignAdded { .. } => "campaign_added",
            Self::CampaignEnded { .. } => "campaign_ended",
            Self::PartnerAdded { .. } => "partner_added",
            Self::PartnerKeyChanged { .. } => "partner_key_changed",
            Self::LeadStepped { .. } => "lead_stepped",
            Self::LeadAsked { .. } => "lead_asked",
            Self::LeadAskEnded { .. } => "lead_ask_ended",
            Self::ReferralSent { .. } => "referral_sent",
            Self::ReferralStepped { .. } => "referral_stepped",
            Self::ReferralWidened { .. } => "referral_widened",
            Self::ReferralGiven { .. } => "referral_given",
            Self::HeavyDaySet { .. } => "heavy_day_set",
            // People and agencies.
            Self::AgencyChanged { .. } => "agency_changed",
            Self::AgencyClosed { .. } => "agency_closed",
            Self::DirectorySet { .. } => "directory_set",
            Self::DirectoryEnded { .. } => "directory_ended",
            Self::UserInvited { .. } => "user_invited",
            Self::InvitationUsed { .. } => "invitation_used",
            Self::InvitationWithdrawn { .. } => "invitation_withdrawn",
            Self::InvitationExpired { .. } => "invitation_expired",
            Self::UserMoved { .. } => "user_moved",
            Self::UserOffboarded { .. } => "user_offboarded",
            Self::SecretsChanged { .. } => "secrets_changed",
            Self::PasskeyAdded { .. } => "passkey_added",
            Self::PasskeyRemoved { .. } => "passkey_removed",
            Self::DirectoryBound { .. } => "directory_bound",
            Self::DirectoryUnbound { .. } => "directory_unbound",
            Self::LeaveSet { .. } => "leave_set",
            Self::AreaSet { .. } => "area_set",
            Self::OverrideAsked { .. } => "override_asked",
            Self::OverrideDecided { .. } => "override_decided",
            Self::OverrideUsed { .. } => "override_used",
            Self::OverrideEnded { .. } => "override_ended",
            Self::PaymentAlertRaised { .. } => "payment_alert_raised",
            Self::PaymentAlertRenewed { .. } => "payment_alert_renewed",
            Self::PaymentAlertRead { .. } => "payment_alert_read",
            Self::PaymentAlertDecided { .. } => "payment_alert_decided",
            Self::PaymentReportExported { .. } => "payment_report_exported",
        }
    }

    /// What the event is about, where it is about one thing.
    pub(crate) fn subject(&self) -> Option<[u8; 16]> {
        Some(match self {
            Self::ReportReceived { id, .. }
            | Self::ReportRevised { id, .. }
            | Self::ReportDeliveredAgain { id }
            | Self::PaperKept { report: id, .. }
            | Self::RecordSetAside { id, .. }
            | Self::RecordSetAsideAgain { id }
            | Self::ReportRead { id }
            | Self::ReportCompared { id }
            | Self::WordsRevealed { id }
            | Self::PersonRead { id, .. }
            | Self::ReportHeld { id, .. }
            | Self::KeyDestroyed { record: id } => *id.as_bytes(),
            Self::SignInRefused { user, .. } => *(*user)?.as_bytes(),
            Self::RecordRefused { id, .. } => id.as_ref()?.0,
            Self::LinkDecided { id, .. } | Self::DecisionWithdrawn { id } => *id.as_bytes(),
            Self::InboxOpened { id, .. }
            | Self::InboxCodeReplaced { id, .. }
            | Self::MessageSent { id, .. }
            | Self::InboxRead { id, .. }
            | Self::InboxStatusSet { id, .. }
            | Self::InboxDeleted { id } => *id.as_bytes(),
            Self::PartnerAdded { id, .. } | Self::PartnerKeyChanged { id, .. } => *id.as_bytes(),
            // A decision about a lead stands in the journal of the report that names it.
            Self::LeadStepped { report, .. }
            | Self::LeadAsked { report, .. }
            | Self::LeadAskEnded { report, .. } => *report.as_bytes(),
            Self::ReferralSent { id, .. }
            | Self::ReferralStepped { id, .. }
            | Self::ReferralWidened { id, .. }
            | Self::ReferralGiven { id, .. } => *id.as_bytes(),
            Self::AgencyAdded { id, .. } | Self::AgencyChanged { id, .. } | Self::AgencyClosed { id } => {
                *id.as_bytes()
            }
            Self::DirectorySet { agency, .. } | Self::DirectoryEnded { agency } => *agency.as_bytes(),
            Self::UserInvited { id, .. }
            | Self::InvitationUsed { id, .. }
            | Self::InvitationExpired { id }
            | Self::InvitationWithdrawn { id } => *id.as_bytes(),
            Self::UserAdded { id, .. }
            | Self::UserChanged { id, .. }
            | Self::UserMoved { id, .. }
            | Self::UserOffboarded { id }
            | Self::SecretsChanged { id } => *id.as_bytes(),
            Self::SignedIn { user, .. }
            | Self::SignedOut { user, .. }
            | Self::SessionEnded { user, .. }
            | Self::HeavyDaySet { user, .. }
            | Self::PasskeyAdded { user, .. }
            | Self::PasskeyRemoved { user, .. }
            | Self::DirectoryBound { user, .. }
            | Self::DirectoryUnbound { user }
            | Self::LeaveSet { user, .. }
            | Self::AreaSet { user, .. } => *user.as_bytes(),
            Self::OverrideAsked { id, .. }
            | Self::OverrideDecided { id, .. }
            | Self::OverrideUsed { id, .. }
            | Self::OverrideEnded { id } => *id.as_bytes(),
            Self::PaymentAlertRaised { id, .. }
            | Self::PaymentAlertRenewed { id, .. }
            | Self::PaymentAlertRead { id }
            | Self::PaymentAlertDecided { id, .. }
            | Self::PaymentReportExported { id, .. } => *id.as_bytes(),
            Self::AccessRefused { .. }
            | Self::Searched { .. }
            | Self::BurstReleased { .. }
            | Self::ContactNoted { .. }
            | Self::CampaignAdded { .. }
            | Self::CampaignEnded { .. } => return None,
        })
    }

    /// The facts as the journal stores and hashes them: the fields without the variant's name, which is the action.
    pub(crate) fn facts(&self) -> String {
        // Serialising these types cannot fail: no map with other keys than text, no custom error.
        let whole = serde_json::to_string(self).unwrap_or_default();
        // {"action":FACTS} without its frame.
        whole.get(self.action().len() + 4..whole.len().saturating_sub(1)).unwrap_or_default().to_owned()
    }

    /// Reads action and facts back.
    pub(crate) fn read(action: &str, facts: &str) -> Result<Self, serde_json::Error> {
        let mut text = String::with_capacity(action.len() + facts.len() + 5);
        text.push_str("{\"");
        text.push_str(action);
        text.push_str("\":");
        text.push_str(facts);
        text.push('}');
        serde_json::from_str(&text)
    }
}
