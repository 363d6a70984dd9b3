//! From events of the desk to tables. Called by [`crate::apply`] alone.

use crate::{
    StoreError,
    database::{Unit, on},
    desk,
    event::Event,
    sql, tables,
};
use model::{Instant, LeadReason, MentionRef, ReferralParts, ReferralState};

/// Microseconds of a day.
pub(crate) const DAY: i64 = 86_400_000_000;

fn bytes(id: Option<&[u8; 16]>) -> Option<Vec<u8>> {
    id.map(|id| id.to_vec())
}

/// Takes one event in; the events here are few, so each is written by itself.
pub(crate) async fn apply(unit: &mut Unit, event: &Event, seq: i64, at: Instant) -> Result<(), StoreError> {
    match event {
        Event::LeadStepped { lead, absorbs, state, reason, reports, user, team, urgency, .. } => {
            let before = holders(unit, *lead, absorbs).await?;
            for other in absorbs {
                on!(&mut *unit, c => sqlx::query(sql::DROP_WORK).bind(*other).execute(c).await?.rows_affected());
            }
            // Time runs anew from a decision; who has it changes nothing about that, and neither does a day that passed
            // without an answer.
            let runs_on = reports.is_empty() || *reason == LeadReason::NoAnswer;
            let since = if runs_on { 0 } else { at.micros() };
            let user = bytes(user.as_ref().map(model::UserId::as_bytes));
            hand_over(unit, (seq, *lead), before, user.as_ref()).await?;
            let team = bytes(team.as_ref().map(model::AgencyId::as_bytes));
            on!(&mut *unit, c => sqlx::query(sql::PUT_WORK).bind(*lead).bind(seq).bind(state.code()).bind(user)
                .bind(team).bind(urgency.code()).bind(since).execute(c).await?.rows_affected());
            for no in reports {
                if state.is_open() {
                    on!(&mut *unit, c => sqlx::query(sql::UNSETTLE_REPORT).bind(*no).execute(c).await?.rows_affected());
                } else {
                    on!(&mut *unit, c => sqlx::query(sql::SETTLE_REPORT).bind(*no).bind(seq).execute(c).await?.rows_affected());
                }
            }
            unit.insert_rows(&tables::LEAD_STEP, &[vec![seq.into(), (*lead).into()]]).await?;
            place(unit, *lead).await?;
        }
        Event::LeadAsked { lead, of, inbox, source, referral, user, until, back, .. } => {
            let row = vec![
                seq.into(),
                (*lead).into(),
                of.code().into(),
                bytes(inbox.as_ref().map(model::InboxId::as_bytes)).into(),
                source.clone().into(),
                bytes(referral.as_ref().map(model::ReferralId::as_bytes)).into(),
                bytes(user.as_ref().map(model::UserId::as_bytes)).into(),
                until.micros().into(),
                None::<i64>.into(),
                None::<String>.into(),
            ];
            unit.insert_rows(&tables::LEAD_ASK, &[row]).await?;
            on!(&mut *unit, c => sqlx::query(sql::WORK_WAITS_SINCE).bind(*lead).bind(back.micros()).execute(c).await?.rows_affected());
            place(unit, *lead).await?;
        }
        Event::LeadAskEnded { lead, ask, how, .. } => {
            on!(&mut *unit, c => sqlx::query(sql::END_ASK).bind(*ask).bind(seq).bind(how.code()).execute(c).await?.rows_affected());
            place(unit, *lead).await?;
        }
        Event::ReferralSent {
            id,
            lead,
            from,
            from_user,
            to,
            to_user,
            purpose,
            basis,
            compartments,
            reports,
            persons,
            until,
            deadline,
            parent,
        } => {
            let row = vec![
                id.as_bytes().as_slice().into(),
                (*lead).into(),
                seq.into(),
                seq.into(),
                ReferralState::Sent.code().into(),
                1.into(),
                from.as_bytes().as_slice().into(),
                bytes(from_user.as_ref().map(model::UserId::as_bytes)).into(),
                to.as_bytes().as_slice().into(),
                bytes(to_user.as_ref().map(model::UserId::as_bytes)).into(),
                purpose.code().into(),
                basis.code().into(),
                ReferralParts::from_bits(*compartments).bits().into(),
                i64::from(persons.is_some()).into(),
                at.micros().into(),
                until.map(Instant::micros).into(),
                deadline.map(Instant::micros).into(),
                None::<String>.into(),
            ];
            unit.insert_rows(&tables::REFERRAL, &[row]).await?;
            widen(unit, id.as_bytes(), reports).await?;
            let persons: Vec<_> = persons
                .iter()
                .flatten()
                .map(|mention: &MentionRef| {
                    vec![id.as_bytes().as_slice().into(), mention.key().cast_signed().into()]
                })
                .collect();
            unit.insert_rows(&tables::REFERRAL_PERSON, &persons).await?;
            note(unit, id.as_bytes(), seq).await?;
            if let Some(parent) = parent {
                let row = vec![id.as_bytes().as_slice().into(), parent.as_bytes().as_slice().into()];
                unit.insert_rows(&tables::REFERRAL_PARENT, &[row]).await?;
                // Whoever has a form of it open is told that something happened to it.
                on!(&mut *unit, c => sqlx::query(sql::TOUCH_REFERRAL).bind(parent.as_bytes().as_slice()).bind(seq).execute(c).await?.rows_affected());
            }
        }
        Event::ReferralStepped { id, state, reason, .. } => {
            let reason = reason.map(model::ReferralReason::code);
            on!(&mut *unit, c => sqlx::query(sql::SET_REFERRAL_STATE).bind(id.as_bytes().as_slice())
                .bind(state.code()).bind(i64::from(state.is_active())).bind(seq).bind(reason).execute(c).await?.rows_affected());
            note(unit, id.as_bytes(), seq).await?;
        }
        Event::ReferralWidened { id, reports } => {
            widen(unit, id.as_bytes(), reports).await?;
            on!(&mut *unit, c => sqlx::query(sql::TOUCH_REFERRAL).bind(id.as_bytes().as_slice()).bind(seq).execute(c).await?.rows_affected());
            note(unit, id.as_bytes(), seq).await?;
        }
        Event::ReferralGiven { id, from_user, to_user } => {
            let from_user = bytes(from_user.as_ref().map(model::UserId::as_bytes));
            let to_user = bytes(to_user.as_ref().map(model::UserId::as_bytes));
            on!(&mut *unit, c => sqlx::query(sql::SET_REFERRAL_USERS).bind(id.as_bytes().as_slice())
                .bind(from_user).bind(to_user).bind(seq).execute(c).await?.rows_affected());
            note(unit, id.as_bytes(), seq).await?;
        }
        Event::HeavyDaySet { user, day, heavy: true } => {
            on!(&mut *unit, c => sqlx::query(sql::SET_HEAVY_DAY).bind(user.as_bytes().as_slice()).bind(*day).bind(seq)
                .execute(c).await?.rows_affected());
        }
        Event::HeavyDaySet { user, day, heavy: false } => {
            on!(&mut *unit, c => sqlx::query(sql::END_HEAVY_DAY).bind(user.as_bytes().as_slice()).bind(*day)
                .execute(c).await?.rows_affected());
        }
        // Every other event has its place in `apply`.
        _ => {}
    }
    Ok(())
}

/// Brings the lead that a report belongs to now up to date.
async fn place(unit: &mut Unit, report_no: i64) -> Result<(), StoreError> {
    if let Some(now) = desk::lead_now(unit, report_no).await? {
        desk::place_lead(unit, now).await?;
        crate::ranking::rank_leads(unit, &[now]).await?;
    }
    Ok(())
}

/// Whose a lead was until now: of each of the leads that came together in it.
async fn holders(unit: &mut Unit, lead: i64, absorbs: &[i64]) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut before: Vec<Vec<u8>> = Vec::new();
    for name in std::iter::once(&lead).chain(absorbs) {
        let found: Option<Vec<u8>> = on!(&mut *unit, c => sqlx::query_scalar(sql::HOLDER_OF_WORK)
            .bind(*name).fetch_optional(c).await?);
        before.extend(found.filter(|found| !before.contains(found)));
    }
    Ok(before)
}

/// Notes whom a step gave a lead to, and whom it was taken from.
async fn hand_over(
    unit: &mut Unit,
    (seq, lead): (i64, i64),
    before: Vec<Vec<u8>>,
    now: Option<&Vec<u8>>,
) -> Result<(), StoreError> {
    let gained = now.filter(|now| !before.contains(now)).map(|now| (now.clone(), 1_i64));
    let lost = before.into_iter().filter(|one| Some(one) != now).map(|one| (one, 0_i64));
    let rows: Vec<_> = gained
        .into_iter()
        .chain(lost)
        .map(|(user, gained)| vec![seq.into(), user.into(), lead.into(), gained.into()])
        .collect();
    unit.insert_rows(&tables::LEAD_HOLD, &rows).await
}

async fn widen(unit: &mut Unit, id: &[u8; 16], reports: &[i64]) -> Result<(), StoreError> {
    let rows: Vec<_> = reports.iter().map(|no| vec![id.as_slice().into(), (*no).into()]).collect();
    unit.insert_rows(&tables::REFERRAL_REPORT, &rows).await
}

async fn note(unit: &mut Unit, id: &[u8; 16], seq: i64) -> Result<(), StoreError> {
    unit.insert_rows(&tables::REFERRAL_STEP, &[vec![seq.into(), id.as_slice().into()]]).await
}

/// Counts what somebody read: records opened, and words asked for. What reporters read of their own is not counted.
pub(crate) async fn expose(
    unit: &mut Unit,
    event: &Event,
    actor: &str,
    at: Instant,
) -> Result<(), StoreError> {
    let (reads, reveals) = match event {
        Event::ReportRead { .. } | Event::PersonRead { .. } => (1_i64, 0_i64),
        Event::WordsRevealed { .. } | Event::InboxRead { side: model::Side::Staff, .. } => (0, 1),
        _ => return Ok(()),
    };
    let day = at.micros().div_euclid(DAY);
    on!(&mut *unit, c => sqlx::query(sql::COUNT_EXPOSURE).bind(actor).bind(day).bind(reads).bind(reveals)
        .execute(c).await?.rows_affected());
    Ok(())
}
