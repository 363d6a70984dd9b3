//! Campaigns: how many came by the link of a poster or post, read the guide, and reported.
//!
//! No visit is recorded: counts are gathered in memory and written down now and then, by day. Counts below five are not
//! shown, so that nobody is singled out.

use super::Door;
use crate::{
    ResponseError,
    policy::{Permit, act},
};
use model::Instant;
use std::collections::HashMap;
use store::{CampaignDay, CampaignRow, Store};

/// A step that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Opened the address.
    Came,
    /// Read the guide to its result.
    Guided,
    /// Sent a report.
    Reported,
}

/// Counts since they were last written down, by campaign and day.
#[derive(Default)]
pub struct Counts(HashMap<(String, i64), CampaignDay>);

/// Most campaigns counted between two writes; more than that are made-up addresses.
const MOST: usize = 1_000;

/// Whether the text can stand in an address: 2 to 40 lower-case letters, digits and hyphens.
pub fn is_slug(text: &str) -> bool {
    (2..=40).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
}

/// Counts a step of somebody who came by a campaign.
pub fn count(door: &Door, slug: &str, step: Step, now: Instant) {
    if !is_slug(slug) {
        return;
    }
    let day = now.micros().div_euclid(86_400_000_000);
    let Ok(mut counts) = door.counts.lock() else { return };
    let key = (slug.to_owned(), day);
    if counts.0.len() >= MOST && !counts.0.contains_key(&key) {
        return;
    }
    let entry = counts.0.entry(key).or_insert(CampaignDay { day, ..CampaignDay::default() });
    match step {
        Step::Came => entry.came += 1,
        Step::Guided => entry.guided += 1,
        Step::Reported => entry.reported += 1,
    }
}

/// Writes down what was counted, for campaigns that exist and have not ended.
pub async fn write_down(store: &Store, door: &Door) -> Result<(), ResponseError> {
    let counted = match door.counts.lock() {
        Ok(mut counts) => std::mem::take(&mut counts.0),
        Err(_) => return Ok(()),
    };
    if counted.is_empty() {
        return Ok(());
    }
    let campaigns = store.campaigns().await?;
    for ((slug, _), day) in counted {
        if campaigns.iter().any(|campaign| campaign.slug == slug && campaign.ended_at.is_none()) {
            store.count_campaign(&slug, day).await?;
        }
    }
    Ok(())
}

/// The smallest count that is shown.
pub const SMALLEST: i64 = 5;

/// A count as it may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Nobody.
    None,
    /// One to four.
    Few,
    /// This many.
    Count(i64),
}

impl Shown {
    /// What may be shown of a count.
    pub fn of(count: i64) -> Self {
        match count {
            0 => Self::None,
            1..SMALLEST => Self::Few,
            count => Self::Count(count),
        }
    }
}

/// A day as it may be shown.
#[derive(Clone, Copy, Debug)]
pub struct ShownDay {
    /// Day since 1970 UTC.
    pub day: i64,
    /// Opened the address.
    pub came: Shown,
    /// Read the guide.
    pub guided: Shown,
    /// Sent a report.
    pub reported: Shown,
}

/// Days shown, newest first.
const DAYS: i64 = 60;

/// A campaign with its days.
pub struct CampaignView {
    /// The campaign.
    pub row: CampaignRow,
    /// Days on which anybody came, newest first.
    pub days: Vec<ShownDay>,
    /// Sums over the days, rounded down to fives, so that no day that is not shown follows from them.
    pub sums: [i64; 3],
}

/// All campaigns with what they brought.
pub async fn all(
    store: &Store,
    _permit: &Permit<act::SeeCampaigns>,
    door: &Door,
) -> Result<Vec<CampaignView>, ResponseError> {
    write_down(store, door).await?;
    let from = store.clock().now().micros().div_euclid(86_400_000_000) - DAYS;
    let mut views = Vec::new();
    for row in store.campaigns().await? {
        let days = store.campaign_days(&row.slug, from).await?;
        let sum = |of: fn(&CampaignDay) -> i64| days.iter().map(of).sum::<i64>() / SMALLEST * SMALLEST;
        let sums = [sum(|day| day.came), sum(|day| day.guided), sum(|day| day.reported)];
        let days = days
            .iter()
            .rev()
            .map(|day| ShownDay {
                day: day.day,
                came: Shown::of(day.came),
                guided: Shown::of(day.guided),
                reported: Shown::of(day.reported),
            })
            .collect();
        views.push(CampaignView { row, days, sums });
    }
    Ok(views)
}

/// Adds a campaign; `false` where its address is taken.
pub async fn add(
    store: &Store,
    permit: &Permit<act::KeepCampaigns>,
    slug: &str,
    label: &str,
) -> Result<bool, ResponseError> {
    let label = label.trim();
    if !is_slug(slug) {
        return Err(ResponseError::Form(
            "the address of a campaign is 2 to 40 lower-case letters, digits and hyphens".into(),
        ));
    }
    if label.is_empty() || label.chars().count() > 120 {
        return Err(ResponseError::Form("a campaign needs a name of at most 120 characters".into()));
    }
    Ok(store.add_campaign(permit.by(), slug, label).await?)
}

/// Ends a campaign. Where a colleague was quicker, that is as good.
pub async fn end(
    store: &Store,
    permit: &Permit<act::KeepCampaigns>,
    slug: &str,
) -> Result<(), ResponseError> {
    let known = store.campaigns().await?.into_iter().find(|row| row.slug == slug);
    match known.ok_or(ResponseError::NotFound)?.ended_at {
        Some(_) => Ok(()),
        None => Ok(store.end_campaign(permit.by(), slug).await?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_are_not_shown() {
        assert_eq!(
            [0, 1, 4, 5, 9].map(Shown::of),
            [Shown::None, Shown::Few, Shown::Few, Shown::Count(5), Shown::Count(9)]
        );
    }

    #[test]
    fn only_plain_addresses_are_campaigns() {
        for (text, fits) in
            [("poster-cebu", true), ("a", false), ("../x", false), ("-ab", false), ("UPPER", false)]
        {
            assert_eq!(is_slug(text), fits, "{text}");
        }
    }
}
