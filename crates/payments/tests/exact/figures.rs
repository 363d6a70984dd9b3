//! Figures of every window, and the same by their definition: over a list of the window's events, each time anew.

use payments::{Entry, Field, Marks, Of, Pick, window::measures::DAY};
use std::collections::BTreeSet;

const RELEVANT: Pick = Pick::all(Marks::RELEVANT);

/// What is asked: days, of which events, what.
pub(super) const ASKED: [(i64, Pick, Of); 19] = [
    (30, RELEVANT, Of::MedianAmount),
    (30, RELEVANT, Of::MedianGap),
    (3, RELEVANT, Of::Count),
    (90, RELEVANT, Of::Sum),
    (90, RELEVANT, Of::Different(Field::Counterpart)),
    (90, Pick::all(Marks::TRANSFER), Of::Different(Field::Country)),
    (
        90,
        Pick::all(Marks::RELEVANT).without(Marks::NIGHT.with(Marks::YOUNG)),
        Of::Different(Field::Institution),
    ),
    (90, Pick::all(Marks::TRANSFER), Of::MedianAmount),
    (60, RELEVANT.of_pair(), Of::MedianGap),
    (60, RELEVANT.of_pair(), Of::MedianAmount),
    (90, Pick::all(Marks::TRANSFER).of_pair(), Of::Paydays),
    (90, RELEVANT.of_pair(), Of::Count),
    (90, RELEVANT, Of::LastGap),
    (20, Pick::all(Marks::COMPANION), Of::Beside(Marks::RELEVANT, DAY)),
    (5, RELEVANT, Of::Beside(Marks::CASH_OUT, 2 * DAY)),
    (20, Pick::all(Marks::COMPANION), Of::After(Marks::RELEVANT, DAY)),
    (5, RELEVANT, Of::After(Marks::CASH_OUT, 2 * DAY)),
    (90, Pick::all(Marks::TRANSFER).of_pair(), Of::FirstAmount),
    (60, RELEVANT.of_corridor(), Of::MedianGap),
];

fn median(mut numbers: Vec<i64>) -> Option<i64> {
    numbers.sort_unstable();
    let middle = numbers.len() / 2;
    let upper = *numbers.get(middle)?;
    Some(if numbers.len().is_multiple_of(2) { i64::midpoint(numbers[middle - 1], upper) } else { upper })
}

/// The marks of a pick cannot be read back: they stand here once more.
fn picks(pick: Pick, entry: &Entry, current: &Entry) -> bool {
    let pair = |base: Pick| {
        pick == base
            || (pick == base.of_pair() && entry.counterpart == current.counterpart)
            || (pick == base.of_corridor() && entry.country() == current.country())
    };
    (entry.is(Marks::RELEVANT) && pair(RELEVANT))
        || (entry.is(Marks::TRANSFER) && pair(Pick::all(Marks::TRANSFER)))
        || (entry.is(Marks::COMPANION) && pair(Pick::all(Marks::COMPANION)))
        || (entry.is(Marks::RELEVANT)
            && !entry.is(Marks::NIGHT)
            && !entry.is(Marks::YOUNG)
            && pair(RELEVANT.without(Marks::NIGHT.with(Marks::YOUNG))))
}

pub(super) fn by_hand(window: &[Entry], current: &Entry, pick: Pick, of: Of) -> Option<i64> {
    let picked: Vec<&Entry> = window.iter().filter(|entry| picks(pick, entry, current)).collect();
    let gaps: Vec<i64> = picked.windows(2).map(|two| two[1].at() - two[0].at()).collect();
    let whole = |count: usize| i64::try_from(count).ok();
    match of {
        Of::Count => whole(picked.len()),
        Of::Sum => Some(picked.iter().map(|entry| i64::from(entry.amount)).sum()),
        Of::Different(field) => {
            let of = |entry: &&Entry| match field {
                Field::Counterpart => entry.counterpart,
                Field::Country => u32::from(entry.country().number()),
                Field::Institution => u32::from(entry.institution),
            };
            whole(picked.iter().map(of).collect::<BTreeSet<u32>>().len())
        }
        Of::MedianAmount => median(picked.iter().map(|entry| i64::from(entry.amount)).collect()),
        Of::MedianGap => median(gaps),
        Of::Paydays => {
            let Some(middle) = median(gaps.clone()).filter(|_| picked.len() >= 4) else { return Some(0) };
            let days = middle / DAY;
            let near = (25..35).contains(&days)
                || (13..17).contains(&days)
                || [17 * DAY, 35 * DAY].contains(&middle);
            let close = gaps.iter().filter(|gap| (**gap - middle).abs() <= 3 * DAY).count();
            Some(i64::from(near && close * 4 >= gaps.len() * 3))
        }
        Of::Beside(other, reach) => {
            let near = |one: &&&Entry| {
                window.iter().any(|entry| entry.is(other) && (entry.at() - one.at()).abs() <= reach)
            };
            whole(picked.iter().filter(near).count())
        }
        Of::After(other, reach) => {
            let after = |one: &&&Entry| {
                window.iter().any(|entry| entry.is(other) && (0..=reach).contains(&(one.at() - entry.at())))
            };
            whole(picked.iter().filter(after).count())
        }
        Of::FirstAmount => picked.first().map(|entry| i64::from(entry.amount)),
        // The event itself is one of its instant: of two of one instant the other lies no time before.
        Of::LastGap => {
            let own = picks(pick, current, current);
            let same = picked.iter().filter(|entry| entry.at() == current.at()).count();
            if same > usize::from(own) {
                return Some(0);
            }
            picked.iter().rev().find(|entry| entry.at() < current.at()).map(|entry| current.at() - entry.at())
        }
        Of::Escalates => None,
    }
}
