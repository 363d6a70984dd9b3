//! The payments compartment: alerts are taken in, looked at, decided by a person, and written out for the financial
//! intelligence unit. Nobody outside of it learns that an alert exists: no other page, list, count or search names one.
//!
//! Nothing is blocked and nobody is told. What a person decides stands with its reason; an alert stands open again only
//! where something new happened.

mod edges;
mod export;

use crate::{
    ResponseError,
    policy::{Permit, act},
};
use model::{AlertDecision, AlertId, AlertState, Instant, PaymentSide};
use payments::{pack::Pack, report::Signs, scan::Alert};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{AlertFacts, AlertRow, AlertStepped, DecidedAlert, RaisedAlert, Store};

pub use crate::persons::REASON_LONGEST;
pub use edges::{Around, BeforeSession, Edges, Naming, SessionKind};
pub use export::{Form, Office, Written, export};

/// Most alerts listed at once.
pub const LISTED: i64 = 100;
/// Most payments kept with an alert, the latest.
pub const MOST_PAYMENTS: usize = 500;
/// An alert that rises by so many hundredths of points is something new.
const NEW_FROM: i64 = 100;
/// A party as the institution knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Key: account, wallet, number.
    pub key: String,
    /// The institution that gave the key; empty where the key means the same everywhere, and in alerts of before.
    #[serde(default)]
    pub given_by: String,
    /// Name; empty where unknown.
    #[serde(default)]
    pub name: String,
    /// Country in two letters, `??` where unknown.
    pub country: String,
}

impl Party {
    /// What tells the party from all others: equal customer numbers of two institutions are two parties.
    fn identity(&self) -> String {
        if self.given_by.is_empty() {
            self.key.clone()
        } else {
            format!("{}\u{1f}{}", self.given_by, self.key)
        }
    }
}

/// What was sent, in its own currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Hundredths.
    pub hundredths: u64,
    /// ISO 4217.
    pub currency: String,
}

/// One payment of an alert.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertPayment {
    /// The institution's reference.
    pub reference: String,
    /// The institution; empty in alerts of before, which were of one.
    #[serde(default)]
    pub institution: String,
    /// What was sent, where the files say.
    #[serde(default)]
    pub sent: Option<Sent>,
    /// What it tells of the parts of its parties; nothing in alerts of before.
    #[serde(default)]
    pub signs: Option<Signs>,
    /// Milliseconds since 1970, UTC.
    pub at: i64,
    /// Hundredths of the reference currency.
    pub hundredths: u64,
    /// Who paid.
    pub from: Party,
    /// Who was paid.
    pub to: Party,
    /// Sent at night where the payer is.
    pub night: bool,
    /// The source tells the day alone: `at` is its noon, and no minutes can be counted from it.
    #[serde(default)]
    pub day_only: bool,
    /// Short names of the indicators that fired on it.
    pub fired: Vec<String>,
}

/// Why, or why not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlertReason {
    /// Short name of the indicator.
    pub id: String,
    /// Points; below zero where it speaks against.
    pub points: f64,
    /// A plain sentence.
    pub sentence: String,
    /// Where it comes from.
    pub source: String,
}

/// Everything that is sealed of an alert.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlertDetail {
    /// Institution whose payments were looked at.
    pub institution: String,
    /// Reference currency.
    pub currency: String,
    /// Which packs spoke.
    pub packs: Vec<String>,
    /// Who.
    pub party: Party,
    /// Reasons, the weightiest first; what speaks against last.
    pub reasons: Vec<AlertReason>,
    /// Their payments, in order of time.
    pub payments: Vec<AlertPayment>,
    /// How many payments there were beyond those kept.
    pub earlier: u64,
}

/// An alert to be taken in.
#[derive(Clone, Debug)]
pub struct NewAlert {
    /// What is in the clear.
    pub facts: AlertFacts,
    /// What is sealed.
    pub detail: AlertDetail,
}

impl NewAlert {
    /// An alert of a scan, with the payments of its party as the institution names them.
    pub fn of(alert: &Alert, pack: &Pack, mut detail: AlertDetail) -> Self {
        let gone = detail.payments.len().saturating_sub(MOST_PAYMENTS);
        detail.payments.drain(..gone);
        detail.earlier += gone as u64;
        detail.reasons = alert
            .reasons
            .iter()
            .map(|reason| AlertReason {
                id: reason.id.clone(),
                points: reason.points,
                sentence: reason.sentence.clone(),
                source: reason
                    .source
                    .first()
                    .map(|source| format!("{}: {}", source.document, source.section))
                    .unwrap_or_default(),
            })
            .collect();
        let fired = alert.subject.score.counted.positions();
        let side = match alert.subject.side {
            payments::subject::Side::Payer => PaymentSide::Payer,
            payments::subject::Side::Payee => PaymentSide::Payee,
        };
        #[expect(clippy::cast_possible_truncation, reason = "a score is a few points")]
        let points = (alert.subject.score.points * 100.0).round() as i64;
        let facts = AlertFacts {
            side,
            points,
            // Whoever is paid may be the child or a relative under pressure.
            safeguard: alert.subject.score.safeguard || side == PaymentSide::Payee,
            fired: fired.filter_map(|at| pack.indicators.get(at)).map(|one| one.id.clone()).collect(),
        };
        Self { facts, detail }
    }
}

/// What became of alerts that were taken in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Raised {
    /// Parties that were not known.
    pub new: u64,
    /// Parties for whom something new happened.
    pub renewed: u64,
    /// Parties for whom nothing new happened.
    pub known: u64,
}

/// Whether what is handed in holds something new: an indicator that had not fired, or a clearly higher score.
fn is_new(before: &AlertFacts, now: &AlertFacts) -> bool {
    now.points >= before.points + NEW_FROM || now.fired.iter().any(|id| !before.fired.contains(id))
}

/// Takes alerts in: one a party, until something new happens.
pub async fn raise(
    store: &Store,
    permit: &Permit<act::RaisePaymentAlerts>,
    alerts: Vec<NewAlert>,
) -> Result<Raised, ResponseError> {
    let mut raised = Raised::default();
    for NewAlert { facts, detail } in alerts {
        let sealed = serde_json::to_vec(&detail).map_err(|error| ResponseError::Form(error.to_string()))?;
        let now = facts.clone();
        let done = store
            .raise_payment_alert(permit.by(), &detail.party.identity(), facts, &sealed, |before| {
                is_new(before, &now)
            })
            .await?;
        match done {
            RaisedAlert::New(_) => raised.new += 1,
            RaisedAlert::Renewed(_) => raised.renewed += 1,
            RaisedAlert::Known(_) => raised.known += 1,
        }
    }
    Ok(raised)
}

/// Alerts that stand so, the most points first, and how many there are. No word about anybody.
pub async fn list(
    store: &Store,
    _permit: &Permit<act::SeePaymentAlerts>,
    state: AlertState,
) -> Result<(Vec<AlertRow>, i64), ResponseError> {
    Ok(store.payment_alerts(state, LISTED).await?)
}

/// How much of a party's money went where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// `AU-PH`, or the key of the other party.
    pub name: String,
    /// The name of the other party, where it is known.
    pub person: String,
    /// Payments.
    pub payments: u64,
    /// Hundredths.
    pub sum: u64,
    /// First and last payment, milliseconds.
    pub between: (i64, i64),
}

/// An opened alert.
pub struct AlertView {
    /// What the list has.
    pub row: AlertRow,
    /// What was sealed.
    pub detail: AlertDetail,
    /// Decisions, the oldest first.
    pub decisions: Vec<DecidedAlert>,
    /// By countries of payer and recipient.
    pub corridors: Vec<Flow>,
    /// By the other party, the most payments first.
    pub counterparts: Vec<Flow>,
    /// Reports, persons and sessions of the house that have to do with the party or whom it dealt with.
    pub edges: Edges,
}

/// Opens an alert. The read is journaled with its purpose before anything is returned; so is each report whose times are compared.
pub async fn open(
    store: &Store,
    permit: &Permit<act::SeePaymentAlerts>,
    around: Around<'_>,
    id: AlertId,
) -> Result<AlertView, ResponseError> {
    let (row, detail, decisions) = opened(store, permit.by(), id).await?;
    let side = row.facts.side;
    let corridors = flows(&detail, |one| (format!("{}-{}", one.from.country, one.to.country), String::new()));
    let counterparts = flows(&detail, |one| {
        let other = if side == PaymentSide::Payer { &one.to } else { &one.from };
        (other.key.clone(), other.name.clone())
    });
    let edges = edges::around(store, around, &detail, &counterparts).await?;
    Ok(AlertView { row, detail, decisions, corridors, counterparts, edges })
}

async fn opened(
    store: &Store,
    by: &store::By,
    id: AlertId,
) -> Result<(AlertRow, AlertDetail, Vec<DecidedAlert>), ResponseError> {
    let opened = store.open_payment_alert(by, id).await?.ok_or(ResponseError::NotFound)?;
    let detail = serde_json::from_slice(&opened.detail)
        .map_err(|_| ResponseError::Form("the alert was written in another form".into()))?;
    Ok((opened.row, detail, opened.decisions))
}

fn flows(detail: &AlertDetail, name: impl Fn(&AlertPayment) -> (String, String)) -> Vec<Flow> {
    let mut by_name: BTreeMap<String, Flow> = BTreeMap::new();
    for one in &detail.payments {
        let (name, person) = name(one);
        let flow = by_name.entry(name.clone()).or_insert_with(|| Flow {
            name,
            person,
            payments: 0,
            sum: 0,
            between: (one.at, one.at),
        });
        flow.payments += 1;
        flow.sum += one.hundredths;
        flow.between = (flow.between.0.min(one.at), flow.between.1.max(one.at));
    }
    let mut flows: Vec<Flow> = by_name.into_values().collect();
    flows.sort_by(|one, other| {
        (other.payments, other.sum).cmp(&(one.payments, one.sum)).then_with(|| one.name.cmp(&other.name))
    });
    flows
}

/// Decides about an alert, with a reason that is kept. Nothing else happens by it: no block, no word to anybody.
pub async fn decide(
    store: &Store,
    permit: &Permit<act::DecidePaymentAlerts>,
    id: AlertId,
    decision: AlertDecision,
    reason: &str,
    seen: i64,
) -> Result<(), ResponseError> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_LONGEST {
        return Err(ResponseError::Form(format!(
            "a decision needs a reason of at most {REASON_LONGEST} characters"
        )));
    }
    match store.decide_payment_alert(permit.by(), id, decision, reason, seen).await? {
        AlertStepped::Gone => Err(ResponseError::NotFound),
        AlertStepped::Done => Ok(()),
        AlertStepped::Conflict => Err(ResponseError::Changed),
        AlertStepped::Illegal => {
            Err(ResponseError::Form("this decision is not open from where the alert stands".into()))
        }
    }
}

/// An instant of a payment.
pub fn instant(at: i64) -> Instant {
    Instant::from_micros(at.saturating_mul(1_000))
}
