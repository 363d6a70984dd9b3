//! What is computed of a window only when it is asked for: medians, gaps, trends, bursts.

use super::{Entry, Marks, View};

/// One day in milliseconds.
pub const DAY: i64 = 86_400_000;
/// Payments whose trend `trend` looks at.
pub const TREND_LENGTH: usize = 8;
/// Longest list that a median is taken of; of more, the last so many count.
const MEDIAN_LENGTH: usize = 512;

fn median(mut values: Vec<i64>) -> Option<i64> {
    if values.is_empty() {
        return None;
    }
    let middle = values.len() / 2;
    let (below, upper, _) = values.select_nth_unstable(middle);
    let upper = *upper;
    if below.len() > middle.saturating_sub(1) && values.len().is_multiple_of(2) {
        let lower = values[..middle].iter().copied().max().unwrap_or(upper);
        return Some(i64::midpoint(lower, upper));
    }
    Some(upper)
}

fn latest<'a>(entries: impl DoubleEndedIterator<Item = &'a Entry>) -> Vec<&'a Entry> {
    let mut found: Vec<&Entry> = entries.rev().take(MEDIAN_LENGTH).collect();
    found.reverse();
    found
}

/// Median amount, minor units; the lower of two middles counts half, as in SQL's `median`, rounded towards zero.
pub fn median_amount<'a>(entries: impl DoubleEndedIterator<Item = &'a Entry>) -> Option<i64> {
    median(latest(entries).iter().map(|entry| i64::from(entry.amount)).collect())
}

/// Median time between events that follow each other, milliseconds; none for fewer than two.
pub fn median_gap<'a>(entries: impl DoubleEndedIterator<Item = &'a Entry>) -> Option<i64> {
    let found = latest(entries);
    median(found.windows(2).map(|two| two[1].at() - two[0].at()).collect())
}

/// Kendall's S: pairs in rising order less pairs in falling order (Mann 1945; Kendall, Rank Correlation Methods).
fn kendall(values: &[i64]) -> i64 {
    let mut sum = 0;
    for (at, one) in values.iter().enumerate() {
        sum += values[at + 1..].iter().map(|later| (later - one).signum()).sum::<i64>();
    }
    sum
}

/// The least S that chance reaches in fewer than one of twenty orders, one-sided, for so many values without ties
/// (Kendall, Rank Correlation Methods, appendix table 1; computed anew by a test). None below four values.
const LEAST_S: [i64; 9] = [i64::MAX, i64::MAX, i64::MAX, i64::MAX, 6, 8, 11, 13, 16];

/// Whether the amounts of the last [`TREND_LENGTH`] events rise while their gaps shrink, each in rank with p < 0.05
/// one-sided (AIC Trends & issues 589: with more payments the amount rises and the gap shrinks).
pub fn escalates<'a>(entries: impl DoubleEndedIterator<Item = &'a Entry>) -> bool {
    let mut found: Vec<&Entry> = entries.rev().take(TREND_LENGTH).collect();
    if found.len() < TREND_LENGTH {
        return false;
    }
    found.reverse();
    let amounts: Vec<i64> = found.iter().map(|entry| i64::from(entry.amount)).collect();
    let gaps: Vec<i64> = found.windows(2).map(|two| two[1].at() - two[0].at()).collect();
    kendall(&amounts) >= LEAST_S[amounts.len()] && -kendall(&gaps) >= LEAST_S[gaps.len()]
}

/// Whether payments keep the rhythm of a payday: at least four, the median gap near a month (25 to 35 days) or half a
/// month (13 to 17 days), and three of four gaps within three days of the median (ACAMS Today 20(3), the exclusion of
/// regular monthly payments; the bounds are defaults of this project).
pub fn keeps_paydays<'a>(entries: impl DoubleEndedIterator<Item = &'a Entry>) -> bool {
    let found = latest(entries);
    if found.len() < 4 {
        return false;
    }
    let gaps: Vec<i64> = found.windows(2).map(|two| two[1].at() - two[0].at()).collect();
    let Some(middle) = median(gaps.clone()) else { return false };
    let near =
        |days: std::ops::RangeInclusive<i64>| (days.start() * DAY..=days.end() * DAY).contains(&middle);
    let close = gaps.iter().filter(|gap| (**gap - middle).abs() <= 3 * DAY).count();
    (near(25..=35) || near(13..=17)) && close * 4 >= gaps.len() * 3
}

/// Institutions of the transfers.
pub fn institutions<'a>(entries: impl Iterator<Item = &'a Entry>) -> usize {
    different(entries.map(|entry| u32::from(entry.institution)))
}

/// How many different numbers there are.
pub fn different(numbers: impl Iterator<Item = u32>) -> usize {
    let mut found: Vec<u32> = Vec::new();
    for number in numbers {
        if let Err(at) = found.binary_search(&number) {
            found.insert(at, number);
        }
    }
    found.len()
}

/// Events with a mark within `milliseconds` of another event with another mark.
pub fn beside(view: &View<'_>, window: i64, one: Marks, other: Marks, milliseconds: i64) -> usize {
    let others: Vec<i64> = view.last(window).filter(|entry| entry.is(other)).map(Entry::at).collect();
    let near = |at: i64| {
        let from = others.partition_point(|known| *known < at - milliseconds);
        others.get(from).is_some_and(|known| *known <= at + milliseconds)
    };
    view.last(window).filter(|entry| entry.is(one) && near(entry.at())).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payment::Land;

    fn entries(of: &[(i64, u32)]) -> Vec<Entry> {
        let entry =
            |(at, amount): &(i64, u32)| Entry::new(*at, Marks::TRANSFER, 0, *amount, 0, (Land::UNKNOWN, 0));
        of.iter().map(entry).collect()
    }

    #[test]
    fn medians() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![5]), Some(5));
        assert_eq!(median(vec![9, 1]), Some(5));
        assert_eq!(median(vec![9, 1, 4]), Some(4));
        assert_eq!(median(vec![4, 4, 9, 1]), Some(4));
        let some = entries(&[(0, 100), (10, 300), (40, 200)]);
        assert_eq!((median_amount(some.iter()), median_gap(some.iter())), (Some(200), Some(20)));
        assert_eq!(median_gap(some[..1].iter()), None);
    }

    #[test]
    fn the_bounds_of_kendall_are_those_of_all_orders() {
        fn orders(values: &mut Vec<i64>, from: usize, sums: &mut Vec<i64>) {
            if from == values.len() {
                return sums.push(kendall(values));
            }
            for at in from..values.len() {
                values.swap(from, at);
                orders(values, from + 1, sums);
                values.swap(from, at);
            }
        }
        for (length, bound) in LEAST_S.iter().enumerate().skip(4) {
            let mut sums = Vec::new();
            orders(&mut (0..i64::try_from(length).unwrap()).collect(), 0, &mut sums);
            let share = |bound: i64| sums.iter().filter(|sum| **sum >= bound).count() * 20;
            // S moves in steps of two: the bound is the first that is rare enough.
            assert!(share(*bound) < sums.len(), "{length}");
            assert!(share(bound - 2) >= sums.len(), "{length}");
        }
    }

    #[test]
    fn amounts_that_rise_and_gaps_that_shrink_escalate() {
        let rising = [(0, 10), (90, 12), (170, 15), (240, 20), (300, 22), (350, 30), (390, 41), (420, 50)];
        assert!(escalates(entries(&rising).iter()));
        assert!(!escalates(entries(&rising[1..]).iter()));
        let level = rising.map(|(at, _)| (at, 10));
        assert!(!escalates(entries(&level).iter()));
    }

    #[test]
    fn paydays_are_regular() {
        let at = |days: &[i64]| entries(&days.iter().map(|day| (day * DAY, 50)).collect::<Vec<_>>());
        assert!(keeps_paydays(at(&[0, 30, 61, 91, 121]).iter()));
        assert!(keeps_paydays(at(&[0, 15, 30, 45]).iter()));
        assert!(!keeps_paydays(at(&[0, 9, 14, 30, 33]).iter()));
        assert!(!keeps_paydays(at(&[0, 30, 60]).iter()));
    }
}
