//! Figures of a window that is looked at from end to end: of one that is small, this is less work than keeping anything of it.

use super::{
    Entry,
    facet::{Key, Of},
    kept::SMALL,
    measures::escalates,
    ordered::median,
};
use smallvec::SmallVec;

/// Numbers of a small window: no allocation for them.
type Numbers<T> = SmallVec<[T; SMALL]>;

/// A figure of these events, all of which the key takes: the same that a facet into which they enter one by one has.
pub(super) fn figure<'a>(
    key: Key,
    of: Of,
    entries: impl DoubleEndedIterator<Item = &'a Entry> + Clone,
    current: &Entry,
) -> Option<i64> {
    match of {
        Of::Count => i64::try_from(entries.count()).ok(),
        Of::Sum => Some(entries.map(|entry| i64::from(entry.amount)).sum()),
        Of::Different(field) => {
            let mut values: Numbers<u32> = entries.map(|entry| field.of(entry)).collect();
            values.sort_unstable();
            values.dedup();
            i64::try_from(values.len()).ok()
        }
        Of::MedianAmount => middle(entries.map(|entry| i64::from(entry.amount)).collect()),
        Of::MedianGap => {
            let later = entries.clone().skip(1);
            middle(entries.zip(later).map(|(one, next)| next.at() - one.at()).collect())
        }
        Of::LastGap => {
            let before = entries.rev().find(|entry| entry.sequence != current.sequence);
            before.map(|entry| current.at() - entry.at())
        }
        Of::Escalates => Some(i64::from(escalates(entries))),
        Of::FirstAmount => entries.map(|entry| i64::from(entry.amount)).next(),
        // What few indicators ask, and what walks over its numbers more than once, has one form only.
        Of::Paydays | Of::Beside(..) | Of::After(..) => {
            let mut facet = key.facet();
            entries.for_each(|entry| facet.enter(entry));
            facet.figure(of, current)
        }
    }
}

fn middle(mut numbers: Numbers<i64>) -> Option<i64> {
    numbers.sort_unstable();
    median(numbers.len(), |at| numbers.get(at).copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        payment::Land,
        window::{Field, Marks, Pick},
    };
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_walk_and_a_facet_agree(events in prop::collection::vec((0_i64..40, 1_u32..30, 0_u16..6), 1..100)) {
            let mut at = 0;
            let entries: Vec<Entry> = (0..)
                .zip(events)
                .map(|(sequence, (gap, amount, other))| {
                    at += gap * 3_600_000;
                    Entry::new(at, Marks::RELEVANT, sequence, amount, u32::from(other), (Land::UNKNOWN, other % 3))
                })
                .collect();
            let current = entries.last().unwrap();
            for of in [
                Of::Count,
                Of::Sum,
                Of::Different(Field::Counterpart),
                Of::Different(Field::Country),
                Of::Different(Field::Institution),
                Of::MedianAmount,
                Of::MedianGap,
                Of::Escalates,
                Of::LastGap,
                Of::FirstAmount,
            ] {
                let key = Key::new(1, Pick::all(Marks::RELEVANT), of);
                let mut facet = key.facet();
                for entry in &entries {
                    facet.enter(entry);
                }
                prop_assert_eq!(figure(key, of, entries.iter(), current), facet.figure(of, current), "{:?}", of);
            }
        }
    }
}
