//! From events to tables: the only code that writes a table of facts, used alike when something happens and when the
//! journal is replayed. That is why a replay must arrive at the same state.

use crate::{
    LeadRow, StoreError,
    database::{Unit, on},
    event::Event,
    leads::cells_of,
    sql,
    tables::{self, Cell, Table},
};
use model::{Instant, ReportId};

/// Where a report stands in the queue until triage has looked at it: behind everything, and due at once. Far enough from
/// the largest number that people may put its lead behind even so.
pub(crate) const UNRANKED: i64 = 1 << 62;

/// How many reports share a shelf of the identifier table (see the migration); the statements that search it know it too.
pub(crate) const REPORTS_ON_A_SHELF: i64 = 32_768;

/// Rows waiting to be written, gathered over a batch so that many go in one statement.
#[derive(Default)]
pub(crate) struct Projector {
    reports: Vec<Vec<Cell>>,
    identifiers: Vec<Vec<Cell>>,
    papers: Vec<Vec<Cell>>,
    set_asides: Vec<Vec<Cell>>,
    leads: Vec<Vec<Cell>>,
    lead_reports: Vec<Vec<Cell>>,
    sources: std::collections::BTreeSet<String>,
    /// Places of reports added in this unit, for events that name a report by its id.
    new_reports: std::collections::HashMap<ReportId, i64>,
}

/// What an event brings along that is not in its facts.
pub(crate) struct Extra<'a> {
    /// Number of the journal entry.
    pub(crate) seq: i64,
    /// Tokens of the report's identifiers (from its sealed body).
    pub(crate) tokens: &'a [i64],
    /// When the entry was made.
    pub(crate) at: Instant,
    /// Who did it.
    pub(crate) actor: &'a str,
    /// Where a rank is known already; otherwise triage will find the report due.
    pub(crate) rank: Option<(i64, Instant)>,
}

impl Projector {
    /// Takes one event in. Journal entries must have been written before [`Self::flush`].
    pub(crate) async fn apply(
        &mut self,
        unit: &mut Unit,
        event: &Event,
        extra: Extra<'_>,
    ) -> Result<(), StoreError> {
        let seq = extra.seq;
        match event {
            Event::ReportReceived {
                no,
                id,
                year,
                number,
                source,
                source_reference,
                source_key,
                digest,
                received_at,
                facts,
            } => {
                let (rank, due) = extra.rank.unwrap_or((UNRANKED, Instant::from_micros(0)));
                self.new_reports.insert(*id, *no);
                if !self.sources.contains(source) {
                    self.sources.insert(source.clone());
                }
                self.reports.push(vec![
                    (*no).into(),
                    id.as_bytes().as_slice().into(),
                    i64::from(*year).into(),
                    i64::try_from(*number).unwrap_or(i64::MAX).into(),
                    source.as_str().into(),
                    source_reference.clone().into(),
                    source_key.0.as_slice().into(),
                    digest.0.as_slice().into(),
                    1.into(),
                    1.into(),
                    seq.into(),
                    facts.channel.code().into(),
                    facts.kinds.bits().into(),
                    received_at.micros().into(),
                    facts.occurred_at.map(Instant::micros).into(),
                    rank.into(),
                    due.micros().into(),
                ]);
                // A lead of its own until it is linked, so that no report is ever out of sight.
                let received = *received_at;
                self.leads.push(cells_of(&LeadRow {
                    no: *no,
                    rank,
                    kinds: facts.kinds.bits(),
                    channels: facts.channel.bit(),
                    reports: 1,
                    persons: 0,
                    children: 0,
                    suspects: 0,
                    first_received: received,
                    last_received: received,
                }));
                self.lead_reports.push(vec![(*no).into(), (*no).into()]);
                self.add_tokens(*no, extra.tokens);
            }
            Event::ReportRevised { id, version, digest, facts } => {
                self.flush(unit).await?;
                let no = report_no(unit, *id).await?;
                on!(unit, c => sqlx::query(sql::REPORT_REVISED)
                    .bind(id.as_bytes().as_slice()).bind(*version).bind(digest.0.as_slice()).bind(seq)
                    .bind(facts.kinds.bits()).bind(facts.occurred_at.map(Instant::micros)).bind(facts.channel.code())
                    .execute(c).await?.rows_affected());
                unit.run(sql::REPORTS_TURN).await?;
                on!(unit, c => sqlx::query(sql::DELETE_IDENTIFIERS).bind(no).execute(c).await?.rows_affected());
                self.add_tokens(no, extra.tokens);
            }
            Event::ReportDeliveredAgain { id } => {
                self.flush(unit).await?;
                on!(unit, c => sqlx::query(sql::REPORT_DELIVERED).bind(id.as_bytes().as_slice()).execute(c).await?.rows_affected());
            }
            Event::PaperKept { report, digest, media_type, size } => {
                let no = match self.new_reports.get(report) {
                    Some(no) => *no,
                    None => report_no(unit, *report).await?,
                };
                let digest = digest.0.as_slice().into();
                self.papers.push(vec![
                    seq.into(),
                    no.into(),
                    digest,
                    media_type.as_str().into(),
                    (*size).into(),
                ]);
            }
            Event::RecordSetAside { id, digest, source, received_at, problem, .. } => {
                self.set_asides.push(vec![
                    digest.0.as_slice().into(),
                    id.as_bytes().as_slice().into(),
                    source.as_str().into(),
                    received_at.micros().into(),
                    problem.as_str().into(),
                    1.into(),
                    seq.into(),
                ]);
            }
            Event::RecordSetAsideAgain { id } => {
                self.flush(unit).await?;
                on!(unit, c => sqlx::query(sql::SET_ASIDE_DELIVERED).bind(id.as_bytes().as_slice()).execute(c).await?.rows_affected());
            }
            Event::KeyDestroyed { record } => {
                self.flush(unit).await?;
                on!(unit, c => sqlx::query(sql::DESTROY_RECORD_KEY).bind(record.as_bytes().as_slice()).execute(c).await?.rows_affected());
                if let Ok(no) = report_no(unit, *record).await {
                    on!(unit, c => sqlx::query(sql::DELETE_IDENTIFIERS).bind(no).execute(c).await?.rows_affected());
                }
            }
            Event::AgencyAdded { id, name, kind, country } => {
                let kind = serde_json::to_value(kind).ok().and_then(|kind| kind.as_str().map(str::to_owned));
                let row = vec![
                    id.as_bytes().as_slice().into(),
                    name.as_str().into(),
                    kind.unwrap_or_default().into(),
                    country.map(|country| country.to_string()).into(),
                    seq.into(),
                    "".into(),
                    None::<i64>.into(),
                ];
                unit.insert_rows(&tables::AGENCY, &[row]).await?;
            }
            Event::UserAdded { id, name, agency, role } => {
                let row = vec![
                    id.as_bytes().as_slice().into(),
                    name.as_str().into(),
                    agency.as_bytes().as_slice().into(),
                    role.code().into(),
                    1.into(),
                    seq.into(),
                ];
                unit.insert_rows(&tables::APP_USER, &[row]).await?;
            }
            Event::UserChanged { id, role, active } => {
                on!(unit, c => sqlx::query(sql::USER_CHANGED)
                    .bind(id.as_bytes().as_slice()).bind(role.code()).bind(i64::from(*active)).bind(seq)
                    .execute(c).await?.rows_affected());
            }
            Event::LinkDecided { id, .. } => {
                let row = vec![id.as_bytes().as_slice().into(), seq.into(), None::<i64>.into()];
                unit.insert_rows(&tables::LINK_DECISION, &[row]).await?;
            }
            Event::DecisionWithdrawn { id } => {
                on!(unit, c => sqlx::query(sql::END_DECISION).bind(id.as_bytes().as_slice()).bind(seq).execute(c).await?.rows_affected());
            }
            Event::InboxOpened { .. }
            | Event::InboxCodeReplaced { .. }
            | Event::MessageSent { .. }
            | Event::InboxStatusSet { .. }
            | Event::InboxDeleted { .. }
            | Event::ReportHeld { .. }
            | Event::BurstReleased { .. }
            | Event::ContactNoted { .. }
            | Event::CampaignAdded { .. }
            | Event::CampaignEnded { .. }
            | Event::PartnerAdded { .. }
            | Event::PartnerKeyChanged { .. } => {
                self.flush(unit).await?;
                crate::apply_door::apply(unit, event, seq, extra.at).await?;
            }
            Event::LeadStepped { .. }
            | Event::LeadAsked { .. }
            | Event::LeadAskEnded { .. }
            | Event::ReferralSent { .. }
            | Event::ReferralStepped { .. }
            | Event::ReferralWidened { .. }
            | Event::ReferralGiven { .. }
            | Event::HeavyDaySet { .. } => {
                self.flush(unit).await?;
                crate::apply_desk::apply(unit, event, seq, extra.at).await?;
            }
            Event::AgencyChanged { .. }
            | Event::AgencyClosed { .. }
            | Event::DirectorySet { .. }
            | Event::DirectoryEnded { .. }
            | Event::UserInvited { .. }
            | Event::InvitationUsed { .. }
            | Event::InvitationExpired { .. }
            | Event::InvitationWithdrawn { .. }
            | Event::UserMoved { .. }
            | Event::UserOffboarded { .. }
            | Event::SecretsChanged { .. }
            | Event::PasskeyAdded { .. }
            | Event::PasskeyRemoved { .. }
            | Event::DirectoryBound { .. }
            | Event::DirectoryUnbound { .. }
            | Event::LeaveSet { .. }
            | Event::AreaSet { .. }
            | Event::OverrideAsked { .. }
            | Event::OverrideDecided { .. }
            | Event::OverrideEnded { .. } => crate::apply_people::apply(unit, event, seq, extra.at).await?,
            Event::PaymentAlertRaised { .. }
            | Event::PaymentAlertRenewed { .. }
            | Event::PaymentAlertDecided { .. } => {
                self.flush(unit).await?;
                crate::apply_payments::apply(unit, event, seq, extra.at).await?;
            }
            Event::ReportRead { .. }
            | Event::PersonRead { .. }
            | Event::WordsRevealed { .. }
            | Event::InboxRead { .. } => {
                crate::apply_desk::expose(unit, event, extra.actor, extra.at).await?;
            }
            // Said and done, with nothing to keep but the entry itself.
            Event::SignedIn { .. }
            | Event::SignedOut { .. }
            | Event::SignInRefused { .. }
            | Event::SessionEnded { .. }
            | Event::AccessRefused { .. }
            | Event::RecordRefused { .. }
            | Event::Searched { .. }
            | Event::ReportCompared { .. }
            | Event::OverrideUsed { .. }
            | Event::PaymentAlertRead { .. }
            | Event::PaymentReportExported { .. } => {}
        }
        Ok(())
    }

    fn add_tokens(&mut self, no: i64, tokens: &[i64]) {
        let shelf = no / REPORTS_ON_A_SHELF;
        self.identifiers.extend(tokens.iter().map(|token| vec![shelf.into(), (*token).into(), no.into()]));
    }

    /// Writes what was gathered.
    pub(crate) async fn flush(&mut self, unit: &mut Unit) -> Result<(), StoreError> {
        // Sorted by their key, neighbouring rows fall on the same page of the index.
        self.identifiers.sort_unstable_by(|a, b| match (&a[1], &b[1]) {
            (Cell::Int(a), Cell::Int(b)) => a.cmp(b),
            _ => std::cmp::Ordering::Equal,
        });
        for source in std::mem::take(&mut self.sources) {
            on!(&mut *unit, c => sqlx::query(sql::ADD_SOURCE).bind(source).execute(c).await?.rows_affected());
        }
        let waiting: [(&Table, &mut Vec<Vec<Cell>>); 6] = [
            (&tables::REPORT, &mut self.reports),
            (&tables::IDENTIFIER, &mut self.identifiers),
            (&tables::PAPER, &mut self.papers),
            (&tables::SET_ASIDE, &mut self.set_asides),
            (&tables::LEAD, &mut self.leads),
            (&tables::LEAD_REPORT, &mut self.lead_reports),
        ];
        for (table, rows) in waiting {
            unit.insert_rows(table, rows).await?;
            rows.clear();
        }
        Ok(())
    }
}

pub(crate) async fn report_no(unit: &mut Unit, id: ReportId) -> Result<i64, StoreError> {
    Ok(
        on!(unit, c => sqlx::query_scalar(sql::REPORT_NO_OF_ID).bind(id.as_bytes().as_slice()).fetch_one(c).await?),
    )
}
