//! From events of the public door to tables. Called by [`crate::apply`] alone.

use crate::{
    StoreError,
    apply::report_no,
    database::{Unit, on},
    event::Event,
    sql, tables,
};
use model::{ContactCategory, InboxStatus, Instant, Side};

/// Takes one event in; the events here are few, so each is written by itself.
pub(crate) async fn apply(unit: &mut Unit, event: &Event, seq: i64, at: Instant) -> Result<(), StoreError> {
    let now = at.micros();
    match event {
        Event::InboxOpened { id, report, locator, language, handed } => {
            let no = report_no(unit, *report).await?;
            let row = vec![
                id.as_bytes().as_slice().into(),
                no.into(),
                locator.0.as_slice().into(),
                language.as_str().into(),
                now.into(),
                InboxStatus::Received.code().into(),
                None::<i64>.into(),
                i64::from(*handed).into(),
                0.into(),
                0.into(),
                None::<i64>.into(),
            ];
            unit.insert_rows(&tables::INBOX, &[row]).await?;
        }
        Event::InboxCodeReplaced { id, locator } => {
            on!(unit, c => sqlx::query(sql::INBOX_SET_LOCATOR).bind(id.as_bytes().as_slice())
                .bind(locator.0.as_slice()).execute(c).await?.rows_affected());
        }
        Event::MessageSent { id, side } => {
            let row = vec![seq.into(), id.as_bytes().as_slice().into(), side.code().into(), now.into()];
            unit.insert_rows(&tables::INBOX_MESSAGE, &[row]).await?;
            match side {
                Side::Reporter => {
                    on!(unit, c => sqlx::query(sql::INBOX_FROM_REPORTER).bind(id.as_bytes().as_slice()).bind(now).execute(c).await?.rows_affected())
                }
                Side::Staff => {
                    on!(unit, c => sqlx::query(sql::INBOX_FROM_STAFF).bind(id.as_bytes().as_slice()).execute(c).await?.rows_affected())
                }
            };
        }
        Event::InboxStatusSet { id, status, next_at } => {
            on!(unit, c => sqlx::query(sql::INBOX_SET_STATUS).bind(id.as_bytes().as_slice())
                .bind(status.code()).bind(next_at.map(Instant::micros)).execute(c).await?.rows_affected());
            if *status == InboxStatus::Closed {
                on!(unit, c => sqlx::query(sql::INBOX_SETTLED).bind(id.as_bytes().as_slice()).execute(c).await?.rows_affected());
            }
        }
        Event::InboxDeleted { id } => {
            on!(unit, c => sqlx::query(sql::INBOX_DELETED).bind(id.as_bytes().as_slice()).execute(c).await?.rows_affected());
        }
        Event::ReportHeld { id, burst, urgent } => {
            let no = report_no(unit, *id).await?;
            on!(unit, c => sqlx::query(sql::GROW_BURST).bind(*burst).bind(now).bind(i64::from(*urgent)).execute(c).await?.rows_affected());
            unit.insert_rows(&tables::HELD_REPORT, &[vec![no.into(), (*burst).into()]]).await?;
        }
        Event::BurstReleased { burst } => {
            on!(unit, c => sqlx::query(sql::RELEASE_BURST).bind(*burst).bind(seq).execute(c).await?.rows_affected());
            on!(unit, c => sqlx::query(sql::RELEASED_ARE_DUE).bind(*burst).execute(c).await?.rows_affected());
        }
        Event::ContactNoted { way, outcome, category } => {
            let row = vec![
                seq.into(),
                now.into(),
                way.code().into(),
                outcome.code().into(),
                category.map(|category| ContactCategory::code(category).to_owned()).into(),
            ];
            unit.insert_rows(&tables::CONTACT, &[row]).await?;
        }
        Event::CampaignAdded { slug, label } => {
            let row = vec![slug.as_str().into(), label.as_str().into(), now.into(), None::<i64>.into()];
            unit.insert_rows(&tables::CAMPAIGN, &[row]).await?;
        }
        Event::CampaignEnded { slug } => {
            on!(unit, c => sqlx::query(sql::END_CAMPAIGN).bind(slug.as_str()).bind(now).execute(c).await?.rows_affected());
        }
        Event::PartnerAdded { id, name, source, channel, country, scopes, secret } => {
            let row = vec![
                id.as_bytes().as_slice().into(),
                name.as_str().into(),
                source.as_str().into(),
                scopes.join(" ").into(),
                secret.0.as_slice().into(),
                seq.into(),
                channel.code().into(),
                country.map(|country| country.code().to_owned()).into(),
            ];
            unit.insert_rows(&tables::PARTNER, &[row]).await?;
        }
        Event::PartnerKeyChanged { id, secret } => {
            let secret = secret.as_ref().map(|secret| secret.0.to_vec());
            on!(unit, c => sqlx::query(sql::SET_PARTNER_KEY).bind(id.as_bytes().as_slice()).bind(secret).bind(seq).execute(c).await?.rows_affected());
        }
        // Every other event has its place in `apply`.
        _ => {}
    }
    Ok(())
}
