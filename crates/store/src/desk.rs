//! Work on leads: what was decided, by whom and why, and who has what. A change names the entry that whoever makes it
//! has seen last; where another came between, nothing is written and the caller is told.

use crate::{
    Asked, By, StoreError,
    asks::{end_all, open_asks},
    database::{Store, Unit, on},
    event::Event,
    intake::record_key,
    journal::Pending,
    keys::RecordKey,
    many::{at_once, bound},
    sql, tables,
    users::may_take,
};
use model::{
    Agency, AgencyId, AskEnd, DecisionId, Instant, LeadReason, LeadState, LeadStep, Override, ReportId,
    UserId, new_id,
};
use sqlx::Row as _;
use std::collections::HashMap;
use zeroize::Zeroizing;

/// Where the work on a lead stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadWork {
    /// Journal entry of the last change; 0 where nobody has done anything yet. What a form must bring back.
    pub version: i64,
    /// Open, waiting, handed over, decided.
    pub state: LeadState,
    /// Whose it is.
    pub user: Option<UserId>,
    /// Which team's it is.
    pub team: Option<AgencyId>,
    /// Name of whoever has it: of the user, else of the team.
    pub holder: Option<String>,
    /// Where people put it against its points.
    pub urgency: Override,
    /// When it was decided last; nothing where nobody has.
    pub since: Option<Instant>,
    /// What was asked about it and waits for an answer.
    pub asked: Option<Asked>,
    /// Reports that came after the last decision and that it did not know; all, where nothing was decided; none, where
    /// nobody has done anything yet.
    pub newer: i64,
}

impl LeadWork {
    /// Whether the lead waits although it was decided: a new report came.
    pub fn is_reopened(&self) -> bool {
        !self.state.is_open() && self.newer > 0
    }

    /// The state from which the next step is taken: what was no concern is open again once a new report has come.
    pub fn effective(&self) -> LeadState {
        if self.state == LeadState::NoConcern && self.newer > 0 { LeadState::Open } else { self.state }
    }
}

/// What somebody does with a lead.
#[derive(Clone, Debug)]
pub struct LeadChange<'a> {
    /// The lead as it is called now.
    pub lead: i64,
    /// The entry that whoever does it has seen last.
    pub seen: i64,
    /// What.
    pub step: LeadStep,
    /// Why.
    pub reason: LeadReason,
    /// More words, to be sealed; empty for none.
    pub note: &'a str,
    /// Whose it is from now on; `None` leaves that as it is.
    pub user: Option<Option<UserId>>,
    /// Which team's it is from now on; `None` leaves that as it is.
    pub team: Option<Option<AgencyId>>,
    /// Where it stands against its points; `None` leaves that as it is.
    pub urgency: Option<Override>,
    /// The agency that the step names.
    pub agency: Option<AgencyId>,
}

/// What came of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stepped {
    /// It is done; the number of its entry.
    Done(i64),
    /// Somebody else changed it after this was looked at: nothing was written.
    Conflict,
    /// The step cannot be done from where the lead stands.
    Illegal(LeadState),
    /// There is no such lead.
    Gone,
    /// Whoever was to have it left meanwhile, or their agency did.
    NoTaker,
}

/// One step, told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepRow {
    /// Its entry.
    pub entry: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: String,
    /// Of which agency.
    pub by_agency: Option<AgencyId>,
    /// The report that named the lead then.
    pub lead: i64,
    /// What.
    pub step: LeadStep,
    /// Where it led.
    pub state: LeadState,
    /// Why.
    pub reason: LeadReason,
    /// Whose it was from then on.
    pub user: Option<UserId>,
    /// Which team's.
    pub team: Option<AgencyId>,
    /// Which agency the step names.
    pub agency: Option<AgencyId>,
    /// Where it stood against its points from then on.
    pub urgency: Override,
    /// Where the model had it.
    pub rank: i64,
    /// How many reports the decision knew.
    pub reports: usize,
    /// More words; nothing where there were none or they were erased.
    pub note: Option<String>,
}

/// What people who put a lead sooner or later do to its rank. One point is one rank, and what is in danger now stands
/// 2^40 before all others: sooner stays behind it, later never falls out of it.
const SOONER: i64 = -(1 << 30);
const LATER: i64 = 1 << 30;

fn shift(urgency: Override) -> i64 {
    match urgency {
        Override::Sooner => SOONER,
        Override::Later => LATER,
        Override::AsScored => 0,
    }
}

/// What people and open questions do to the rank of a lead: what waits for an answer stands behind.
fn shift_of(work: &LeadWork) -> i64 {
    if work.asked.is_some() { LATER } else { shift(work.urgency) }
}

/// Where a lead of this rank stands while a question about it waits for its answer.
pub fn rank_while_asked(rank: i64, work: &LeadWork) -> i64 {
    rank - shift_of(work) + LATER
}

fn note_context(id: DecisionId) -> String {
    format!("tanglaw/lead-note/1/{id}")
}

/// Whether anybody has ever worked on a lead.
pub(crate) async fn any_work(unit: &mut Unit) -> Result<bool, StoreError> {
    Ok(on!(unit, c => sqlx::query_scalar::<_, i64>(sql::ANY_WORK).fetch_optional(c).await?.is_some()))
}

/// The work on a lead with what the list of leads needs besides.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) work: LeadWork,
    /// The names under which it was done.
    names: Vec<i64>,
    /// When the first of the reports came that no decision knew.
    newer_since: Option<i64>,
}

/// The work on leads as they are called now.
pub(crate) async fn works_in(unit: &mut Unit, leads: &[i64]) -> Result<HashMap<i64, Found>, StoreError> {
    let nothing = || Found {
        work: LeadWork {
            version: 0,
            state: LeadState::Open,
            user: None,
            team: None,
            holder: None,
            urgency: Override::AsScored,
            since: None,
            asked: None,
            newer: 0,
        },
        names: Vec::new(),
        newer_since: None,
    };
    let mut all: HashMap<i64, Found> = leads.iter().map(|lead| (*lead, nothing())).collect();
    for some in at_once(leads) {
        on!(&mut *unit, c => for row in bound(sqlx::query(sql::WORK_OF_LEADS), some).fetch_all(c).await? {
            let changed = || StoreError::Tampered("a row of the table of work".into());
            let Some(found) = all.get_mut(&row.try_get(0)?) else { continue };
            let work = &mut found.work;
            let (state, urgency): (String, String) = (row.try_get(3)?, row.try_get(6)?);
            let (user, team): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.try_get(4)?, row.try_get(5)?);
            let user = user.and_then(|id| UserId::from_slice(&id));
            let team = team.and_then(|id| AgencyId::from_slice(&id));
            let (name, team_name): (Option<String>, Option<String>) = (row.try_get(8)?, row.try_get(9)?);
            let holder = name.or(team_name);
            // The newest comes first and counts. Where leads came together, nobody's work is lost: an older one still
            // says whose it is, where the newest says nothing.
            if found.names.is_empty() {
                work.version = row.try_get(2)?;
                work.state = LeadState::from_code(&state).ok_or_else(changed)?;
                work.urgency = Override::from_code(&urgency).ok_or_else(changed)?;
                let since: i64 = row.try_get(7)?;
                work.since = (since != 0).then(|| Instant::from_micros(since));
                (work.user, work.team, work.holder) = (user, team, holder);
            } else if work.user.is_none() && work.team.is_none() {
                (work.user, work.team, work.holder) = (user, team, holder);
            }
            found.names.push(row.try_get(1)?);
        });
        // What nobody has worked on has nothing that is newer.
        let some: Vec<i64> = some
            .iter()
            .copied()
            .filter(|lead| all.get(lead).is_some_and(|one| !one.names.is_empty()))
            .collect();
        if some.is_empty() {
            continue;
        }
        on!(&mut *unit, c => for row in bound(sqlx::query(sql::NEWER_REPORTS), &some).fetch_all(c).await? {
            if let Some(found) = all.get_mut(&row.try_get(0)?) {
                (found.work.newer, found.newer_since) = (row.try_get(1)?, row.try_get(2)?);
            }
        });
    }
    let waiting = |found: &&Found| found.work.state == LeadState::Waiting;
    if all.values().any(|found| waiting(&found)) {
        let waiting: Vec<i64> =
            leads.iter().copied().filter(|lead| all.get(lead).is_some_and(|one| waiting(&one))).collect();
        for (lead, asks) in open_asks(unit, &waiting).await? {
            if let Some(found) = all.get_mut(&lead) {
                found.work.asked = asks.into_iter().next();
            }
        }
    }
    Ok(all)
}

/// The work on one lead.
async fn found_in(unit: &mut Unit, lead: i64) -> Result<Found, StoreError> {
    let gone = || StoreError::Tampered("the work on a lead".into());
    works_in(unit, &[lead]).await?.remove(&lead).ok_or_else(gone)
}

/// The work on a lead as it is called now, and the names under which it was done.
pub(crate) async fn work_in(unit: &mut Unit, lead: i64) -> Result<(LeadWork, Vec<i64>), StoreError> {
    let Found { work, names, .. } = found_in(unit, lead).await?;
    Ok((work, names))
}

/// Brings up to date what lists of leads need: whether the lead waits, since when, where people put it, and where the work
/// on it stands. Its rank is brought up to date by whoever calls this. Returns whose it is.
pub(crate) async fn place_lead(unit: &mut Unit, lead: i64) -> Result<Option<UserId>, StoreError> {
    let Found { work, names, newer_since } = found_in(unit, lead).await?;
    if names.is_empty() {
        return Ok(None);
    }
    let waits = work.state.is_open() || work.newer > 0;
    // Time runs from when the lead began to wait: its first report; when it was asked about or looked at again; or what
    // came after the decision.
    let since = match (work.state.is_open(), work.since, newer_since) {
        (true, Some(since), _) | (false, Some(since), None) => since.micros(),
        (_, _, received) => received.unwrap_or(0),
    };
    on!(&mut *unit, c => sqlx::query(sql::PLACE_LEAD)
        .bind(lead)
        .bind(i64::from(waits))
        .bind(shift_of(&work))
        .bind(since)
        .bind(work.version)
        .bind(work.state.code())
        .bind(work.user.map(|user| user.as_bytes().to_vec()))
        .bind(work.team.map(|team| team.as_bytes().to_vec()))
        .bind(work.urgency.code())
        .bind(work.since.map_or(0, Instant::micros))
        .bind(work.newer)
        .execute(c)
        .await?
        .rows_affected());
    Ok(work.user)
}

async fn numbers_of(unit: &mut Unit, lead: i64) -> Result<Vec<i64>, StoreError> {
    Ok(on!(unit, c => sqlx::query_scalar(sql::NUMBERS_OF_LEAD).bind(lead).fetch_all(c).await?))
}

/// The report of a number.
pub(crate) async fn report_of(unit: &mut Unit, no: i64) -> Result<ReportId, StoreError> {
    let id: Vec<u8> = on!(unit, c => sqlx::query(sql::REPORT_BY_NO).bind(no).fetch_one(c).await?.try_get(1)?);
    ReportId::from_slice(&id).ok_or_else(|| StoreError::Tampered("a row of the report table".into()))
}

/// Records a step in a unit of work that holds the journal already. What was asked about the lead is taken back by a step
/// that decides.
pub(crate) async fn step_in(
    store: &Store,
    pending: &mut Pending<'_>,
    change: &LeadChange<'_>,
) -> Result<Stepped, StoreError> {
    step_ending(store, pending, change, None).await
}

/// The same; the question of an entry ends in a way of its own.
pub(crate) async fn step_ending(
    store: &Store,
    pending: &mut Pending<'_>,
    change: &LeadChange<'_>,
    answered: Option<(i64, AskEnd)>,
) -> Result<Stepped, StoreError> {
    let found: Option<(i64, i64)> = on!(&mut pending.unit, c => match sqlx::query(sql::LEAD)
        .bind(change.lead).fetch_optional(c).await? { Some(row) => Some((row.try_get(0)?, row.try_get(1)?)), None => None });
    let Some((lead, rank)) = found else { return Ok(Stepped::Gone) };
    let (work, names) = work_in(&mut pending.unit, lead).await?;
    if work.version != change.seen {
        return Ok(Stepped::Conflict);
    }
    let from = work.effective();
    let Some(state) = from.after(change.step) else { return Ok(Stepped::Illegal(from)) };
    if !may_take(&mut pending.unit, change.user.flatten(), change.team.flatten()).await? {
        return Ok(Stepped::NoTaker);
    }
    let decides = !matches!(change.step, LeadStep::Assign | LeadStep::Release | LeadStep::Reorder);
    // The state may change without a decision: what was no concern, has a new report, and is given to somebody.
    let reports =
        if decides || state != work.state { numbers_of(&mut pending.unit, lead).await? } else { Vec::new() };
    let report = report_of(&mut pending.unit, lead).await?;
    if decides && from == LeadState::Waiting {
        end_all(pending, lead, report, answered).await?;
    }
    let mut rng = store.fork_rng();
    let id: DecisionId = new_id(store.clock(), &mut rng);
    let sealed = if change.note.is_empty() {
        None
    } else {
        let key = RecordKey::generate(&mut rng);
        let wrapped = store.keys().wrap(id.as_bytes(), &key, &mut rng);
        let row = vec![id.as_bytes().as_slice().into(), wrapped.into()];
        pending.unit.insert_rows(&tables::RECORD_KEY, &[row]).await?;
        Some(key.seal(&note_context(id), change.note.as_bytes(), &mut rng))
    };
    let event = Event::LeadStepped {
        id,
        report,
        lead,
        absorbs: names.into_iter().filter(|name| *name != lead).collect(),
        step: change.step,
        state,
        reason: change.reason,
        reports,
        user: change.user.unwrap_or(work.user),
        team: change.team.unwrap_or(work.team),
        urgency: change.urgency.unwrap_or(work.urgency),
        agency: change.agency,
        rank: rank - shift_of(&work),
    };
    Ok(Stepped::Done(pending.record(event, sealed)))
}

/// The lead that a report belongs to now.
pub(crate) async fn lead_now(unit: &mut Unit, report_no: i64) -> Result<Option<i64>, StoreError> {
    Ok(on!(unit, c => sqlx::query_scalar(sql::LEAD_OF_REPORT).bind(report_no).fetch_optional(c).await?))
}

macro_rules! step_row {
    ($row:expr) => {{
        let row = $row;
        let entry: i64 = row.try_get(0)?;
        let (facts, agency): (String, Option<Vec<u8>>) = (row.try_get(4)?, row.try_get(3)?);
        let sealed: Option<Vec<u8>> = row.try_get(5)?;
        (entry, row.try_get::<i64, _>(1)?, row.try_get::<String, _>(2)?, agency, facts, sealed)
    }};
}

type RawStep = (i64, i64, String, Option<Vec<u8>>, String, Option<Vec<u8>>);

async fn told(store: &Store, unit: &mut Unit, raw: RawStep, notes: bool) -> Result<StepRow, StoreError> {
    let (entry, at, actor, by_agency, facts, sealed) = raw;
    let bad = |detail: String| StoreError::BadEntry { seq: entry, detail };
    let event = Event::read("lead_stepped", &facts).map_err(|error| bad(error.to_string()))?;
    let Event::LeadStepped {
        id, lead, step, state, reason, reports, user, team, urgency, agency, rank, ..
    } = event
    else {
        return Err(bad("another event".into()));
    };
    let key = match &sealed {
        Some(_) if notes => record_key(unit, store.keys(), id.as_bytes()).await?,
        _ => None,
    };
    let note = match (key, sealed) {
        (Some(key), Some(sealed)) => {
            let plain: Zeroizing<Vec<u8>> = key
                .open(&note_context(id), &sealed)
                .ok_or_else(|| StoreError::Tampered(format!("journal entry {entry}")))?;
            Some(String::from_utf8_lossy(&plain).into_owned())
        }
        _ => None,
    };
    Ok(StepRow {
        entry,
        at: Instant::from_micros(at),
        actor,
        by_agency: by_agency.as_deref().and_then(AgencyId::from_slice),
        lead,
        step,
        state,
        reason,
        user,
        team,
        agency,
        urgency,
        rank,
        reports: reports.len(),
        note,
    })
}

impl Store {
    /// Does something with a lead, unless somebody else did after it was looked at.
    pub async fn step_lead(&self, by: &By, change: &LeadChange<'_>) -> Result<Stepped, StoreError> {
        let mut pending = Pending::begin(self, by).await?;
        let stepped = step_in(self, &mut pending, change).await?;
        if matches!(stepped, Stepped::Done(_)) {
            pending.save().await?;
        }
        Ok(stepped)
    }

    /// Row numbers of the reports of a lead.
    pub async fn numbers_of_lead(&self, lead: i64) -> Result<Vec<i64>, StoreError> {
        let mut unit = self.look().await?;
        numbers_of(&mut unit, lead).await
    }

    /// What was done with a lead, the latest first, with the notes.
    pub async fn steps_of_lead(&self, lead: i64, limit: i64) -> Result<Vec<StepRow>, StoreError> {
        let mut unit = self.snapshot().await?;
        let mut raw = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::STEPS_OF_LEAD).bind(lead).bind(limit).fetch_all(c).await? {
            raw.push(step_row!(&row));
        });
        let mut steps = Vec::with_capacity(raw.len());
        for raw in raw {
            steps.push(told(self, &mut unit, raw, true).await?);
        }
        Ok(steps)
    }

    /// All steps after an entry, in their order, without notes: for figures.
    pub async fn steps_after(&self, entry: i64, limit: i64) -> Result<Vec<StepRow>, StoreError> {
        let mut unit = self.snapshot().await?;
        let mut raw = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::STEPS_AFTER).bind(entry).bind(limit).fetch_all(c).await? {
            raw.push(step_row!(&row));
        });
        let mut steps = Vec::with_capacity(raw.len());
        for raw in raw {
            steps.push(told(self, &mut unit, raw, false).await?);
        }
        Ok(steps)
    }

    /// The agencies that take part, by name: those that something can be given to.
    pub async fn agencies_by_name(&self) -> Result<Vec<Agency>, StoreError> {
        let mut unit = self.look().await?;
        let mut all = Vec::new();
        on!(&mut unit, c => for row in sqlx::query(sql::AGENCIES_BY_NAME).fetch_all(c).await? {
            let changed = || StoreError::Tampered("a row of the table of agencies".into());
            let (id, kind, country): (Vec<u8>, String, Option<String>) =
                (row.try_get(0)?, row.try_get(2)?, row.try_get(3)?);
            all.push(Agency {
                id: AgencyId::from_slice(&id).ok_or_else(changed)?,
                name: row.try_get(1)?,
                kind: serde_json::from_value(serde_json::Value::String(kind)).map_err(|_| changed())?,
                country: country.and_then(|code| code.parse().ok()),
            });
        });
        Ok(all)
    }

    /// What an agency that takes part is there for.
    pub async fn agency_kind(&self, id: AgencyId) -> Result<Option<model::AgencyKind>, StoreError> {
        Ok(self
            .agencies_by_name()
            .await?
            .into_iter()
            .find(|agency| agency.id == id)
            .map(|agency| agency.kind))
    }
}
