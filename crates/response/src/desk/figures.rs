//! What the points ranked and what people did: agreement by tier, overrides, and whether groups fare alike. Small counts
//! are not shown, nor what they could be reckoned from.

use super::{Service, setting};
use crate::{
    ResponseError, Sight,
    linking::Linker,
    policy::{Permit, act},
};
use model::{Country, LeadState, LeadStep, Override, RegionCode};
use std::collections::{BTreeMap, HashMap};
use store::{QueueRow, Store};

/// Steps read at once.
const BATCH: i64 = 2_000;
/// Most decisions looked at, the latest.
const MOST: usize = 20_000;

/// What was ranked and what was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// By tier of the points.
    pub tiers: Vec<TierRow>,
    /// Leads that people put sooner than their points.
    pub sooner: usize,
    /// Leads that people put later than their points.
    pub later: usize,
    /// Of all pairs of a lead that was taken on and one that was no concern, the share in which the points had the first
    /// before the second; a half is chance. Nothing where there are no pairs.
    pub pairs: Option<f64>,
    /// Whether groups fare alike.
    pub groups: Vec<GroupRow>,
}

/// A tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TierRow {
    /// Its name.
    pub tier: String,
    /// First decisions.
    pub decided: usize,
    /// Of them, leads that were taken on: handed over or accepted.
    pub taken: usize,
    /// Of them, leads that were no concern.
    pub no_concern: usize,
}

/// By what leads are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// The source of the report that names the lead.
    Source,
    /// The languages of the words of the report that names the lead, and of the conversation with whoever reported.
    Language,
    /// The regions where it happens, else the countries, else the country of the source.
    Region,
}

impl Group {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Language => "language",
            Self::Region => "region",
        }
    }
}

/// A group; counts are missing where they are too small to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRow {
    /// By what.
    pub group: Group,
    /// Which: a short name, a language tag, a country; empty where it is not known.
    pub name: String,
    /// First decisions, and those of them that were taken on.
    pub counts: Option<(usize, usize)>,
}

/// A first decision about a lead.
struct First {
    lead: i64,
    rank: i64,
    taken: bool,
}

/// Reckons all of it from the decisions in the journal.
pub async fn agreement(
    store: &Store,
    linker: &Linker,
    _permit: &Permit<act::SeeFigures>,
    sight: &Sight,
    service: &Service,
) -> Result<Agreement, ResponseError> {
    sight.whole()?;
    let (mut first, mut urgency): (BTreeMap<i64, First>, BTreeMap<i64, Override>) =
        (BTreeMap::new(), BTreeMap::new());
    let mut after = 0;
    loop {
        let steps = store.steps_after(after, BATCH).await?;
        let Some(last) = steps.last() else { break };
        after = last.entry;
        for step in steps {
            if step.step == LeadStep::Reorder {
                urgency.insert(step.lead, step.urgency);
            }
            let taken = matches!(step.step, LeadStep::Refer | LeadStep::Accept);
            if taken || step.state == LeadState::NoConcern && step.step == LeadStep::NoConcern {
                first.entry(step.lead).or_insert(First { lead: step.lead, rank: step.rank, taken });
            }
        }
    }
    let first: Vec<First> = first.into_values().rev().take(MOST).collect();
    let tiers = service.tiers.iter().map(|tier| {
        let of = |taken: bool| {
            let in_tier = |one: &&First| {
                service.tier(one.rank).is_some_and(|found| found.name == tier.name) && one.taken == taken
            };
            first.iter().filter(in_tier).count()
        };
        let (taken, no_concern) = (of(true), of(false));
        TierRow { tier: tier.name.clone(), decided: taken + no_concern, taken, no_concern }
    });
    let count = |wanted: Override| urgency.values().filter(|one| **one == wanted).count();
    Ok(Agreement {
        tiers: tiers.collect(),
        sooner: count(Override::Sooner),
        later: count(Override::Later),
        pairs: concordance(&first),
        groups: groups(store, linker, service, &first).await?,
    })
}

/// The area under the curve of rank against what was taken on, ties as halves.
#[expect(clippy::cast_precision_loss, reason = "counts of decisions")]
fn concordance(first: &[First]) -> Option<f64> {
    let mut ranked: Vec<(i64, bool)> = first.iter().map(|one| (one.rank, one.taken)).collect();
    ranked.sort_unstable();
    let (mut before, mut won, mut all) = (0_u64, 0.0, 0.0);
    let taken_in_all = ranked.iter().filter(|(_, taken)| *taken).count() as f64;
    for tied in ranked.chunk_by(|a, b| a.0 == b.0) {
        let taken = tied.iter().filter(|(_, taken)| *taken).count() as u64;
        let not = tied.len() as u64 - taken;
        won += not as f64 * (before as f64 + taken as f64 / 2.0);
        all += not as f64 * taken_in_all;
        before += taken;
    }
    (all > 0.0).then(|| won / all)
}

async fn groups(
    store: &Store,
    linker: &Linker,
    service: &Service,
    first: &[First],
) -> Result<Vec<GroupRow>, ResponseError> {
    let mut found: BTreeMap<(Group, String), (usize, usize)> = BTreeMap::new();
    let numbers: Vec<i64> = first.iter().map(|one| one.lead).collect();
    let rows = store.report_rows(&numbers).await?;
    let settings = setting::of_reports(store, linker, service, &rows).await?;
    let rows: HashMap<i64, QueueRow> = rows.into_iter().map(|row| (row.no, row)).collect();
    for one in first {
        let (Some(row), Some(setting)) = (rows.get(&one.lead), settings.get(&one.lead)) else { continue };
        let languages: Vec<&str> = setting.languages.iter().map(String::as_str).collect();
        let regions: Vec<&str> = setting.regions.iter().map(RegionCode::as_str).collect();
        let countries: Vec<&str> = setting.countries.iter().map(Country::code).collect();
        // Each lead is in one group of each kind, or a small group could be reckoned from the others.
        for (group, name) in [
            (Group::Source, row.source.clone()),
            (Group::Language, languages.join(", ")),
            (Group::Region, if regions.is_empty() { countries.join(", ") } else { regions.join(", ") }),
        ] {
            let counts = found.entry((group, name)).or_default();
            counts.0 += 1;
            counts.1 += usize::from(one.taken);
        }
    }
    let mut rows = Vec::new();
    for group in [Group::Source, Group::Language, Group::Region] {
        let of: Vec<_> = found.iter().filter(|((one, _), _)| *one == group).collect();
        let counts: Vec<(usize, usize)> = of.iter().map(|(_, counts)| **counts).collect();
        for (((_, name), _), counts) in of.iter().zip(shown(&counts, service.figures.smallest)) {
            rows.push(GroupRow { group, name: name.clone(), counts });
        }
    }
    Ok(rows)
}

/// Which counts of a table whose sum is known may be shown: those of groups that are large enough, and where only one is
/// not, the next smallest is left out too, so that nobody can reckon it from the rest.
fn shown(counts: &[(usize, usize)], smallest: usize) -> Vec<Option<(usize, usize)>> {
    let mut hidden: Vec<bool> = counts.iter().map(|(all, _)| *all < smallest).collect();
    if hidden.iter().filter(|hidden| **hidden).count() == 1 {
        let next = (0..counts.len()).filter(|at| !hidden[*at]).min_by_key(|at| counts[*at].0);
        if let Some(next) = next {
            hidden[next] = true;
        }
    }
    counts.iter().zip(hidden).map(|(counts, hidden)| (!hidden).then_some(*counts)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_are_hidden_and_cannot_be_reckoned() {
        assert_eq!(shown(&[(9, 4), (7, 2)], 5), [Some((9, 4)), Some((7, 2))]);
        assert_eq!(shown(&[(9, 4), (7, 2), (3, 1)], 5), [Some((9, 4)), None, None], "7 = sum − 9 − 3");
        assert_eq!(shown(&[(9, 4), (2, 2), (3, 1)], 5), [Some((9, 4)), None, None]);
        assert_eq!(shown(&[(3, 1)], 5), [None]);
    }

    #[test]
    fn the_share_of_pairs_is_that_of_a_count_by_hand() {
        let one = |rank, taken| First { lead: 0, rank, taken };
        let by_hand = |first: &[First]| {
            let mut sum = (0.0, 0.0);
            for taken in first.iter().filter(|one| one.taken) {
                for not in first.iter().filter(|one| !one.taken) {
                    sum.1 += 1.0;
                    sum.0 += match taken.rank.cmp(&not.rank) {
                        std::cmp::Ordering::Less => 1.0,
                        std::cmp::Ordering::Equal => 0.5,
                        std::cmp::Ordering::Greater => 0.0,
                    };
                }
            }
            sum.0 / sum.1
        };
        let first = [
            one(-90, true),
            one(-40, false),
            one(-40, true),
            one(-10, true),
            one(-5, false),
            one(-95, false),
        ];
        assert!((concordance(&first).unwrap() - by_hand(&first)).abs() < 1e-12);
        assert_eq!(concordance(&[one(1, true)]), None);
    }
}
