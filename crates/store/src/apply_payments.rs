//! From events of the payments compartment to tables. Called by [`crate::apply`] alone.

use crate::{
    StoreError,
    database::{Unit, on},
    event::Event,
    sql, tables,
};
use model::{AlertState, Instant};
use sqlx::Row as _;

/// Takes one event in; the events here are few, so each is written by itself.
pub(crate) async fn apply(unit: &mut Unit, event: &Event, seq: i64, at: Instant) -> Result<(), StoreError> {
    let now = at.micros();
    match event {
        Event::PaymentAlertRaised { id, party, side, points, safeguard, fired } => {
            let row = vec![
                id.as_bytes().as_slice().into(),
                party.0.as_slice().into(),
                side.code().into(),
                AlertState::Open.code().into(),
                (*points).into(),
                i64::from(*safeguard).into(),
                fired.join(" ").into(),
                now.into(),
                now.into(),
                seq.into(),
            ];
            unit.insert_rows(&tables::PAYMENT_ALERT, &[row]).await?;
        }
        Event::PaymentAlertRenewed { id, points, safeguard, fired } => {
            on!(unit, c => sqlx::query(sql::RENEW_PAYMENT_ALERT).bind(id.as_bytes().as_slice()).bind(*points)
                .bind(i64::from(*safeguard)).bind(fired.join(" ")).bind(now).bind(seq).execute(c).await?.rows_affected());
        }
        Event::PaymentAlertDecided { id, decision } => {
            let row = vec![seq.into(), id.as_bytes().as_slice().into(), decision.code().into(), now.into()];
            unit.insert_rows(&tables::PAYMENT_DECISION, &[row]).await?;
            let state: Option<String> = on!(&mut *unit, c => match sqlx::query(sql::PAYMENT_ALERT)
                .bind(id.as_bytes().as_slice()).fetch_optional(c).await? { Some(row) => Some(row.try_get(2)?), None => None });
            let state = state.as_deref().and_then(AlertState::from_code);
            let next =
                state.and_then(|state| state.after(*decision)).ok_or_else(|| StoreError::BadEntry {
                    seq,
                    detail: "a decision that is not open from where the alert stands".into(),
                })?;
            on!(unit, c => sqlx::query(sql::SET_PAYMENT_ALERT_STATE).bind(id.as_bytes().as_slice())
                .bind(next.code()).bind(now).execute(c).await?.rows_affected());
        }
        // Every other event has its place in `apply`.
        _ => {}
    }
    Ok(())
}
