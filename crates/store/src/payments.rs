//! Alerts about payments. The list holds no word about anybody; who it is, why and their payments are sealed under a key of
//! the alert, and opening them is journaled before anything is returned.

use crate::{
    By, QueueRow, StoreError,
    database::{Store, Unit, on},
    event::{Event, Hex},
    intake::record_key,
    journal::Pending,
    keys::RecordKey,
    sql, tables,
    unseen::Changed,
};
use model::{AlertDecision, AlertId, AlertState, Identifier, Instant, PaymentSide, new_id};
use sqlx::Row as _;
use zeroize::Zeroizing;

/// Most decisions of one alert that are shown.
const DECISIONS_SHOWN: i64 = 100;

/// What is in the clear of an alert: nothing about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertFacts {
    /// Whether the party pays or is paid.
    pub side: PaymentSide,
    /// Hundredths of points.
    pub points: i64,
    /// Somebody may be a victim.
    pub safeguard: bool,
    /// Short names of the indicators, in order.
    pub fired: Vec<String>,
}

/// An alert as the list has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertRow {
    /// The alert.
    pub id: AlertId,
    /// Where it stands.
    pub state: AlertState,
    /// What is in the clear.
    pub facts: AlertFacts,
    /// When it was raised first.
    pub raised_at: Instant,
    /// When something last happened to it.
    pub changed_at: Instant,
    /// Entry of what is known now.
    detail: i64,
}

/// What became of an alert that was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RaisedAlert {
    /// The party was not known.
    New(AlertId),
    /// Something new happened: it stands open again.
    Renewed(AlertId),
    /// Nothing new: what was decided stands.
    Known(AlertId),
}

/// What came of a decision about an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertStepped {
    /// It was made.
    Done,
    /// It is not open from where the alert stands.
    Illegal,
    /// Somebody else decided, or something new was found out, after what was seen.
    Conflict,
    /// There is no such alert.
    Gone,
}

/// A decision with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecidedAlert {
    /// What was decided.
    pub decision: AlertDecision,
    /// When.
    pub at: Instant,
    /// By whom.
    pub actor: String,
    /// Why; nothing where it was erased.
    pub reason: Option<String>,
}

/// An opened alert.
pub struct OpenedAlert {
    /// What the list has.
    pub row: AlertRow,
    /// What was sealed.
    pub detail: Zeroizing<Vec<u8>>,
    /// Decisions, the oldest first.
    pub decisions: Vec<DecidedAlert>,
}

fn detail_context(id: AlertId) -> String {
    format!("tanglaw/payment-alert/1/{id}")
}

fn reason_context(id: AlertId) -> String {
    format!("tanglaw/payment-decision/1/{id}")
}

/// The columns of the statements, in their order.
macro_rules! alert_row {
    ($row:expr) => {{
        let row = $row;
        let changed = || StoreError::Tampered("a row of the table of payment alerts".into());
        let (id, side, state): (Vec<u8>, String, String) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let safeguard: i64 = row.try_get(4)?;
        let fired: String = row.try_get(5)?;
        AlertRow {
            id: AlertId::from_slice(&id).ok_or_else(changed)?,
            state: AlertState::from_code(&state).ok_or_else(changed)?,
            facts: AlertFacts {
                side: PaymentSide::from_code(&side).ok_or_else(changed)?,
                points: row.try_get(3)?,
                safeguard: safeguard != 0,
                fired: fired.split_whitespace().map(str::to_owned).collect(),
            },
            raised_at: Instant::from_micros(row.try_get(6)?),
            changed_at: Instant::from_micros(row.try_get(7)?),
            detail: row.try_get(8)?,
        }
    }};
}

impl Store {
    /// Takes an alert in. A party is known again by its side and its key; `is_new` says whether what is handed in holds
    /// something new compared with what stood there.
    pub async fn raise_payment_alert(
        &self,
        by: &By,
        key: &str,
        facts: AlertFacts,
        detail: &[u8],
        is_new: impl Fn(&AlertFacts) -> bool,
    ) -> Result<RaisedAlert, StoreError> {
        let mut rng = self.fork_rng();
        let parts = [facts.side.code().as_bytes(), key.as_bytes()];
        let party = self.keys().keyed_hash("payment party", &parts);
        let mut pending = Pending::begin(self, by).await?;
        let known: Option<AlertRow> = on!(&mut pending.unit, c => match sqlx::query(sql::PAYMENT_ALERT_OF_PARTY)
            .bind(party.as_slice()).fetch_optional(c).await? { Some(row) => Some(alert_row!(&row)), None => None });
        let AlertFacts { side, points, safeguard, fired } = facts.clone();
        if let Some(known) = known {
            let sealed = if is_new(&known.facts) {
                record_key(&mut pending.unit, self.keys(), known.id.as_bytes()).await?
            } else {
                None
            };
            // An alert that was erased is not raised again: whoever erased it meant it.
            let Some(key) = sealed else { return Ok(RaisedAlert::Known(known.id)) };
            let sealed = key.seal(&detail_context(known.id), detail, &mut rng);
            pending
                .record(Event::PaymentAlertRenewed { id: known.id, points, safeguard, fired }, Some(sealed));
            pending.save().await?;
            return Ok(RaisedAlert::Renewed(known.id));
        }
        let id: AlertId = new_id(self.clock(), &mut rng);
        let key = RecordKey::generate(&mut rng);
        let wrapped = self.keys().wrap(id.as_bytes(), &key, &mut rng);
        let row = vec![id.as_bytes().as_slice().into(), wrapped.into()];
        pending.unit.insert_rows(&tables::RECORD_KEY, &[row]).await?;
        let sealed = key.seal(&detail_context(id), detail, &mut rng);
        let event = Event::PaymentAlertRaised { id, party: Hex(party), side, points, safeguard, fired };
        pending.record(event, Some(sealed));
        pending.save().await?;
        Ok(RaisedAlert::New(id))
    }

    /// Alerts that stand so, the most points first, and how many there are.
    pub async fn payment_alerts(
        &self,
        state: AlertState,
        limit: i64,
    ) -> Result<(Vec<AlertRow>, i64), StoreError> {
        let mut unit = self.snapshot().await?;
        let mut rows = Vec::new();
        let count = on!(&mut unit, c => {
            for row in sqlx::query(sql::PAYMENT_ALERTS).bind(state.code()).bind(limit).fetch_all(&mut *c).await? {
                rows.push(alert_row!(&row));
            }
            sqlx::query_scalar(sql::COUNT_PAYMENT_ALERTS).bind(state.code()).fetch_one(&mut *c).await?
        });
        Ok((rows, count))
    }

    /// Opens an alert: the read is in the journal before the words leave this function.
    pub async fn open_payment_alert(&self, by: &By, id: AlertId) -> Result<Option<OpenedAlert>, StoreError> {
        let mut pending = Pending::begin(self, by).await?;
        let Some(row) = alert_in(&mut pending.unit, id).await? else { return Ok(None) };
        let key =
            record_key(&mut pending.unit, self.keys(), id.as_bytes()).await?.ok_or(StoreError::Erased)?;
        let tampered = |entry: i64| StoreError::Tampered(format!("journal entry {entry}"));
        let sealed: Option<Vec<u8>> = on!(&mut pending.unit, c => sqlx::query(sql::JOURNAL_ENTRY).bind(row.detail).fetch_one(c).await?.try_get(1)?);
        let detail =
            key.open(&detail_context(id), &sealed.unwrap_or_default()).ok_or_else(|| tampered(row.detail))?;
        let mut decisions = Vec::new();
        on!(&mut pending.unit, c => for found in sqlx::query(sql::PAYMENT_DECISIONS)
            .bind(id.as_bytes().as_slice()).bind(DECISIONS_SHOWN).fetch_all(c).await? {
            let (entry, decision): (i64, String) = (found.try_get(0)?, found.try_get(1)?);
            let sealed: Option<Vec<u8>> = found.try_get(4)?;
            let reason = key.open(&reason_context(id), &sealed.unwrap_or_default()).ok_or_else(|| tampered(entry))?;
            decisions.push(DecidedAlert {
                decision: AlertDecision::from_code(&decision).ok_or_else(|| tampered(entry))?,
                at: Instant::from_micros(found.try_get(2)?),
                actor: found.try_get(3)?,
                reason: Some(String::from_utf8_lossy(&reason).into_owned()),
            });
        });
        pending.record(Event::PaymentAlertRead { id }, None);
        pending.save().await?;
        Ok(Some(OpenedAlert { row, detail, decisions }))
    }

    /// Decides about an alert, where nothing happened to it after what was seen.
    pub async fn decide_payment_alert(
        &self,
        by: &By,
        id: AlertId,
        decision: AlertDecision,
        reason: &str,
        seen: i64,
    ) -> Result<AlertStepped, StoreError> {
        let mut rng = self.fork_rng();
        let mut pending = Pending::begin(self, by).await?;
        let Some(row) = alert_in(&mut pending.unit, id).await? else { return Ok(AlertStepped::Gone) };
        if Changed::Alert.since(&mut pending.unit, id.as_bytes(), seen).await? {
            return Ok(AlertStepped::Conflict);
        }
        if row.state.after(decision).is_none() {
            return Ok(AlertStepped::Illegal);
        }
        let key =
            record_key(&mut pending.unit, self.keys(), id.as_bytes()).await?.ok_or(StoreError::Erased)?;
        let sealed = key.seal(&reason_context(id), reason.as_bytes(), &mut rng);
        pending.record(Event::PaymentAlertDecided { id, decision }, Some(sealed));
        pending.save().await?;
        Ok(AlertStepped::Done)
    }

    /// Notes that a report on an alert was written out.
    pub async fn note_payment_report(&self, by: &By, id: AlertId, form: &str) -> Result<(), StoreError> {
        self.record(by, Event::PaymentReportExported { id, form: form.to_owned() }).await
    }

    /// Reports that carry an identifier, by the blind index: at most so many, the most urgent first. Nothing of what they say
    /// is opened.
    pub async fn reports_naming(
        &self,
        identifier: &Identifier,
        limit: i64,
    ) -> Result<Vec<QueueRow>, StoreError> {
        self.rows_of_token(self.keys().token(&identifier.lookup_key()), limit).await
    }
}

async fn alert_in(unit: &mut Unit, id: AlertId) -> Result<Option<AlertRow>, StoreError> {
    on!(unit, c => match sqlx::query(sql::PAYMENT_ALERT).bind(id.as_bytes().as_slice()).fetch_optional(c).await? {
        Some(row) => Ok(Some(alert_row!(&row))),
        None => Ok(None),
    })
}
