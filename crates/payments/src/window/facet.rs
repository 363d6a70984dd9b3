//! One thing that is counted of the events of a window, as events come at its end and go at its beginning.

use super::{
    Entry, Marks,
    bag::Bag,
    measures::{DAY, TREND_LENGTH, escalates},
    ordered::Ordered,
};
use std::collections::VecDeque;

/// Which events are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pick {
    all: Marks,
    none: Marks,
    alike: Alike,
}

/// In what else events are like the one that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Alike {
    Any,
    Counterpart,
    Country,
}

impl Pick {
    /// Those that have all these marks.
    pub const fn all(all: Marks) -> Self {
        Self { all, none: Marks::NONE, alike: Alike::Any }
    }

    /// Whether an event that it takes can be among events that have no other marks than these.
    pub(super) const fn may_be_among(&self, marks: Marks) -> bool {
        marks.has(self.all)
    }

    /// Of these, those that have none of the other marks.
    #[must_use]
    pub const fn without(self, none: Marks) -> Self {
        Self { none, ..self }
    }

    /// Of these, those with the counterpart of the event that is looked at.
    #[must_use]
    pub const fn of_pair(self) -> Self {
        Self { alike: Alike::Counterpart, ..self }
    }

    /// Of these, those whose other end lies in the same country as that of the event that is looked at.
    #[must_use]
    pub const fn of_corridor(self) -> Self {
        Self { alike: Alike::Country, ..self }
    }
}

/// By what events are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The other party.
    Counterpart,
    /// The country of the other end.
    Country,
    /// The institution.
    Institution,
}

impl Field {
    pub(super) fn of(self, entry: &Entry) -> u32 {
        match self {
            Self::Counterpart => entry.counterpart,
            Self::Country => u32::from(entry.country().number()),
            Self::Institution => u32::from(entry.institution),
        }
    }
}

/// What is asked of the events that are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// How many.
    Count,
    /// Sum of their amounts, minor units.
    Sum,
    /// How many different ones.
    Different(Field),
    /// Median amount, minor units; of two middles the mean, as SQL's `median` has it, rounded towards zero.
    MedianAmount,
    /// Median time between events that follow each other, milliseconds; none for fewer than two.
    MedianGap,
    /// 1 where they keep the rhythm of a payday: at least four, the median gap near a month (25 to 35 days) or half a
    /// month (13 to 17 days), and three of four gaps within three days of the median (ACAMS Today 20(3), the exclusion of
    /// regular monthly payments; the bounds are defaults of this project).
    Paydays,
    /// 1 where the last eight escalate ([`super::measures`]).
    Escalates,
    /// Time since the one before the event, milliseconds; none where there is none.
    LastGap,
    /// How many lie within so many milliseconds of an event with another mark.
    Beside(Marks, i64),
    /// How many lie so many milliseconds or less after an event with another mark, or at its instant.
    After(Marks, i64),
    /// Amount of the first, minor units.
    FirstAmount,
}

/// What is kept, and of what: figures that are read off the same facet share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) window: i64,
    pick: Pick,
    of: Of,
}

impl Key {
    pub(super) const fn new(window: i64, pick: Pick, of: Of) -> Self {
        let of = match of {
            Of::Sum => Of::Count,
            Of::Paydays => Of::MedianGap,
            Of::LastGap => Of::Escalates,
            other => other,
        };
        Self { window, pick, of }
    }

    pub(super) fn takes(&self, entry: &Entry) -> bool {
        let taken = entry.is(self.pick.all) && !entry.marks().meets(self.pick.none);
        match self.of {
            Of::Beside(other, _) | Of::After(other, _) => taken || entry.is(other),
            _ => taken,
        }
    }

    /// Which of several facets an event belongs to: one for each counterpart or country, or one for all.
    pub(super) fn part(&self, entry: &Entry) -> u32 {
        match self.pick.alike {
            Alike::Any => 0,
            Alike::Counterpart => entry.counterpart,
            Alike::Country => Field::Country.of(entry),
        }
    }

    /// Whether the facet looks at the order of events of one instant.
    pub(super) const fn is_ordered(&self) -> bool {
        matches!(self.of, Of::Escalates | Of::FirstAmount)
    }

    pub(super) fn facet(&self) -> Facet {
        match self.of {
            Of::Count | Of::Sum => Facet::Totals { count: 0, sum: 0 },
            Of::Different(field) => Facet::Different(field, Bag::default()),
            Of::MedianAmount => Facet::Amounts(Ordered::default()),
            Of::MedianGap | Of::Paydays => Facet::Gaps(VecDeque::new(), Ordered::default()),
            Of::Escalates | Of::LastGap => Facet::Latest(VecDeque::new()),
            Of::FirstAmount => Facet::First(VecDeque::new()),
            Of::Beside(other, reach) => Facet::Beside(Beside::new(self.pick.all, other, (reach, reach))),
            Of::After(other, reach) => Facet::Beside(Beside::new(self.pick.all, other, (0, reach))),
        }
    }
}

/// What is kept of the events.
#[derive(Debug)]
pub(super) enum Facet {
    Totals {
        count: i64,
        sum: i64,
    },
    Different(Field, Bag),
    Amounts(Ordered),
    /// Instants, and the gaps between them.
    Gaps(VecDeque<i64>, Ordered),
    /// The last [`TREND_LENGTH`].
    Latest(VecDeque<Entry>),
    /// All amounts.
    First(VecDeque<u32>),
    Beside(Beside),
}

impl Facet {
    pub(super) fn enter(&mut self, entry: &Entry) {
        match self {
            Self::Totals { count, sum } => {
                *count += 1;
                *sum += i64::from(entry.amount);
            }
            Self::Different(field, bag) => {
                bag.add(field.of(entry), 0);
            }
            Self::Amounts(amounts) => amounts.insert(i64::from(entry.amount)),
            Self::Gaps(instants, gaps) => {
                if let Some(last) = instants.back() {
                    gaps.insert(entry.at() - last);
                }
                instants.push_back(entry.at());
            }
            Self::Latest(latest) => {
                if latest.len() == TREND_LENGTH {
                    latest.pop_front();
                }
                latest.push_back(*entry);
            }
            Self::First(amounts) => amounts.push_back(entry.amount),
            Self::Beside(beside) => beside.enter(entry),
        }
    }

    /// The first event goes.
    pub(super) fn leave(&mut self, entry: &Entry) {
        match self {
            Self::Totals { count, sum } => {
                *count -= 1;
                *sum -= i64::from(entry.amount);
            }
            Self::Different(field, bag) => {
                bag.remove(field.of(entry), 0);
            }
            Self::Amounts(amounts) => amounts.remove(i64::from(entry.amount)),
            Self::Gaps(instants, gaps) => {
                if let (Some(first), Some(second)) = (instants.pop_front(), instants.front()) {
                    gaps.remove(second - first);
                }
            }
            Self::Latest(latest) => {
                if latest.front().is_some_and(|first| first.sequence == entry.sequence) {
                    latest.pop_front();
                }
            }
            Self::First(amounts) => {
                amounts.pop_front();
            }
            Self::Beside(beside) => beside.leave(entry),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Totals { count, .. } => *count == 0,
            Self::Different(_, bag) => bag.len() == 0,
            Self::Amounts(amounts) => amounts.len() == 0,
            Self::Gaps(instants, _) => instants.is_empty(),
            Self::Latest(latest) => latest.is_empty(),
            Self::First(amounts) => amounts.is_empty(),
            Self::Beside(beside) => beside.ones.is_empty() && beside.others.is_empty(),
        }
    }

    /// The figure at an event.
    pub(super) fn figure(&self, of: Of, current: &Entry) -> Option<i64> {
        match self {
            Self::Totals { sum, .. } if of == Of::Sum => Some(*sum),
            Self::Totals { count, .. } => Some(*count),
            Self::Different(_, bag) => i64::try_from(bag.len()).ok(),
            Self::Amounts(amounts) => amounts.median(),
            Self::Gaps(_, gaps) if of == Of::Paydays => Some(i64::from(keep_paydays(gaps))),
            Self::Gaps(_, gaps) => gaps.median(),
            Self::Latest(latest) if of == Of::LastGap => {
                let before = latest.iter().rev().find(|entry| entry.sequence != current.sequence);
                before.map(|entry| current.at() - entry.at())
            }
            Self::Latest(latest) => Some(i64::from(escalates(latest.iter()))),
            Self::First(amounts) => amounts.front().map(|amount| i64::from(*amount)),
            Self::Beside(beside) => i64::try_from(beside.near).ok(),
        }
    }
}

fn keep_paydays(gaps: &Ordered) -> bool {
    let Some(middle) = gaps.median().filter(|_| gaps.len() >= 3) else { return false };
    let near =
        |days: std::ops::RangeInclusive<i64>| (days.start() * DAY..=days.end() * DAY).contains(&middle);
    let close = gaps.below(middle + 3 * DAY + 1) - gaps.below(middle - 3 * DAY);
    (near(25..=35) || near(13..=17)) && close * 4 >= gaps.len() * 3
}

/// Events with one mark, and which of them lie near an event with another. Each is looked at once when it becomes near and
/// once when it is no more: an event that comes can only reach those after the last that is near already (an event that
/// lies before it and is not near would be reached by what made the later one near), and an event that goes can only
/// leave those alone that its successor does not reach.
#[derive(Debug)]
pub(super) struct Beside {
    one: Marks,
    other: Marks,
    /// How long before the other event, and how long after it.
    reach: (i64, i64),
    ones: VecDeque<(i64, bool)>,
    others: VecDeque<i64>,
    near: usize,
}

impl Beside {
    const fn new(one: Marks, other: Marks, reach: (i64, i64)) -> Self {
        Self { one, other, reach, ones: VecDeque::new(), others: VecDeque::new(), near: 0 }
    }

    fn enter(&mut self, entry: &Entry) {
        let at = entry.at();
        if entry.is(self.other) {
            for (_, near) in
                self.ones.iter_mut().rev().take_while(|(one, near)| !near && at - one <= self.reach.0)
            {
                *near = true;
                self.near += 1;
            }
            self.others.push_back(at);
        }
        if entry.is(self.one) {
            let near = self.others.back().is_some_and(|other| at - other <= self.reach.1);
            self.near += usize::from(near);
            self.ones.push_back((at, near));
        }
    }

    fn leave(&mut self, entry: &Entry) {
        let at = entry.at();
        if entry.is(self.one)
            && let Some((_, near)) = self.ones.pop_front()
        {
            self.near -= usize::from(near);
        }
        if entry.is(self.other) {
            self.others.pop_front();
            let next = self.others.front().map_or(i64::MAX, |next| next - self.reach.0);
            for (_, near) in
                self.ones.iter_mut().take_while(|(one, _)| *one < next && one - at <= self.reach.1)
            {
                self.near -= usize::from(*near);
                *near = false;
            }
        }
    }
}
