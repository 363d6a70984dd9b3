//! Whether payments escalate.

use super::Entry;

/// One day in milliseconds.
pub const DAY: i64 = 86_400_000;
/// Payments whose trend `trend` looks at.
pub const TREND_LENGTH: usize = 8;
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
    let (mut amounts, mut instants) = ([0; TREND_LENGTH], [0; TREND_LENGTH]);
    let mut place = TREND_LENGTH;
    for entry in entries.rev().take(TREND_LENGTH) {
        place -= 1;
        (amounts[place], instants[place]) = (i64::from(entry.amount), entry.at());
    }
    if place > 0 {
        return false;
    }
    let gaps: [i64; TREND_LENGTH - 1] = std::array::from_fn(|at| instants[at + 1] - instants[at]);
    kendall(&amounts) >= LEAST_S[TREND_LENGTH] && -kendall(&gaps) >= LEAST_S[TREND_LENGTH - 1]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{payment::Land, window::Marks};

    fn entries(of: &[(i64, u32)]) -> Vec<Entry> {
        let entry =
            |(at, amount): &(i64, u32)| Entry::new(*at, Marks::TRANSFER, 0, *amount, 0, (Land::UNKNOWN, 0));
        of.iter().map(entry).collect()
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
}
