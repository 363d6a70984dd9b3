//! What a condition of an indicator can look at.

use crate::{
    payment::NONE,
    window::{
        Entry, Marks, View,
        measures::{self, DAY, different},
    },
};
use serde::Deserialize;

/// A figure of the window at one event. Shares are in percent, amounts in minor units, times in hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Relevant transfers (small, within the corridors) in the window.
    Relevant,
    /// Their sum.
    RelevantSum,
    /// Their counterparts: recipients in the sender's window, senders in the recipient's.
    Counterparts,
    /// Countries at their other end.
    Countries,
    /// Institutions that they went through.
    Institutions,
    /// Relevant transfers with the event's counterpart.
    Pair,
    /// Sum of relevant transfers with the event's counterpart.
    PairSum,
    /// Median amount of relevant transfers with the event's counterpart.
    PairMedianAmount,
    /// Median time between them, hours.
    PairMedianGap,
    /// Median amount of relevant transfers.
    MedianAmount,
    /// Median time between relevant transfers, hours.
    MedianGap,
    /// Time since the relevant transfer before, hours; nothing where there is none.
    LastGap,
    /// 1 where amounts rise and gaps shrink over the last eight relevant transfers.
    Escalates,
    /// Share of even sums among relevant transfers.
    EvenShare,
    /// Relevant transfers of which it is known what the sender's clock showed.
    Timed,
    /// Share of these at night where the sender is; the others are no evidence.
    NightShare,
    /// 1 where the event's text is of a class used as a cover.
    Cover,
    /// 1 where the event's text is a handle.
    Handle,
    /// Purchases that go with the abuse, within a day of a relevant transfer.
    CompanionBeside,
    /// Card or cash uses in a corridor country.
    Travel,
    /// Median amount of all transfers.
    AllMedianAmount,
    /// Counterparts of very small transfers.
    MicroCounterparts,
    /// Transfers that came in from other parties.
    Incoming,
    /// Their sum.
    IncomingSum,
    /// Parties that they came from.
    IncomingCounterparts,
    /// What share of that sum the relevant transfers passed on; nothing where nothing came in.
    PassedShare,
    /// Cash paid in.
    CashIn,
    /// Relevant transfers of young senders.
    Young,
    /// Different young senders of relevant transfers.
    YoungCounterparts,
    /// Cash taken out within a day after a relevant transfer came in.
    CashOutBeside,
    /// 1 where the event's counterpart is a confirmed node.
    Known,
    /// 1 where it is a neighbour of a confirmed node by shared payers.
    Near,
    /// 1 where the sender's age lies in the band of the prior.
    PriorAge,
    /// 1 where the surnames agree.
    Surname,
    /// 1 where a tie is declared or known.
    Tie,
    /// 1 where the recipient is an institution.
    ToInstitution,
    /// 1 where the transfers with the event's counterpart keep the rhythm of a payday.
    Paydays,
    /// Share of relevant transfers with a shared surname or a known tie.
    KinShare,
    /// Share of the sender's relevant transfers that go to the event's counterpart.
    PairShare,
    /// Days since the first event that the window holds: how new the relation or the account is.
    AgeDays,
    /// 1 where the event is at night where the sender is.
    Night,
    /// 1 where the event's sum is even.
    Even,
    /// Counterparts of relevant transfers without a shared surname, a known tie or an institution at the other end.
    UnrelatedCounterparts,
    /// Share of relevant transfers whose sender's age lies in the band of the prior.
    PriorShare,
    /// Other payers of the event's recipient who were suspect for payments to the same recipient before. It is counted
    /// over parties, not in a window: [`crate::subject::Collective`].
    SuspectPayers,
}

impl Measure {
    /// Its word, as a pack writes it.
    pub fn code(self) -> String {
        let mut code = String::new();
        for letter in format!("{self:?}").chars() {
            if letter.is_ascii_uppercase() && !code.is_empty() {
                code.push('-');
            }
            code.push(letter.to_ascii_lowercase());
        }
        code
    }

    /// Whether it is read off counts that are kept, for the main window: such conditions are looked at first.
    pub(super) const fn is_counted(self) -> bool {
        matches!(
            self,
            Self::Relevant
                | Self::RelevantSum
                | Self::Counterparts
                | Self::Countries
                | Self::Pair
                | Self::EvenShare
                | Self::Timed
                | Self::NightShare
                | Self::Young
                | Self::PairShare
                | Self::Cover
                | Self::Handle
                | Self::Known
                | Self::Near
                | Self::PriorAge
                | Self::Surname
                | Self::Tie
                | Self::ToInstitution
                | Self::Night
                | Self::Even
        )
    }

    /// Its value; none where the window has too little to say.
    pub(super) fn of(self, view: &View<'_>, window: i64, is_main: bool) -> Option<i64> {
        let counts = view.counts();
        let current = view.current();
        let flag = |mark: Marks| Some(i64::from(current.is(mark)));
        let share = |part: u32, of: u32| (of > 0).then(|| i64::from(part) * 100 / i64::from(of));
        let within = || view.last(window);
        let relevant = || within().filter(|entry| entry.is(Marks::RELEVANT));
        let incoming = || within().filter(|entry| entry.is(Marks::INCOMING));
        let pair = || {
            let counterpart = current.counterpart;
            relevant().filter(move |entry| entry.counterpart == counterpart)
        };
        let counted = |kept: u32, mark: Marks| {
            if is_main { i64::from(kept) } else { number(relevant().filter(|entry| entry.is(mark)).count()) }
        };
        let hours = |gap: Option<i64>| gap.map(|milliseconds| milliseconds / 3_600_000);
        Some(match self {
            Self::Relevant => counted(counts.relevant, Marks::RELEVANT),
            Self::RelevantSum if is_main => i64::try_from(counts.relevant_sum).unwrap_or(i64::MAX),
            Self::RelevantSum => sum(relevant()),
            Self::Counterparts if is_main => i64::from(counts.relevant_counterparts),
            Self::Counterparts => number(different(relevant().map(|entry| entry.counterpart))),
            Self::Countries if is_main => i64::from(counts.relevant_countries),
            Self::Countries => number(different(relevant().map(|entry| u32::from(entry.country().number())))),
            Self::Institutions => number(measures::institutions(relevant())),
            Self::Pair if is_main => i64::from(view.pair().relevant),
            Self::Pair => number(pair().count()),
            Self::PairSum => sum(pair()),
            Self::PairMedianAmount => return measures::median_amount(pair()),
            Self::PairMedianGap => return hours(measures::median_gap(pair())),
            Self::MedianAmount => return measures::median_amount(relevant()),
            Self::MedianGap => return hours(measures::median_gap(relevant())),
            Self::LastGap => {
                let before = relevant().rev().find(|entry| entry.sequence != current.sequence);
                return hours(before.map(|entry| current.at() - entry.at()));
            }
            Self::Escalates => i64::from(measures::escalates(relevant())),
            Self::EvenShare if is_main => return share(counts.even, counts.relevant),
            Self::Timed => counted(counts.timed, Marks::TIMED),
            Self::NightShare if is_main => return share(counts.night, counts.timed),
            Self::EvenShare => return percent(relevant(), Marks::EVEN, Marks::EVEN),
            Self::NightShare => {
                return percent(
                    relevant().filter(|entry| entry.is(Marks::TIMED)),
                    Marks::NIGHT,
                    Marks::NIGHT,
                );
            }
            Self::KinShare => return percent(relevant(), Marks::SURNAME, Marks::TIE),
            Self::Cover => return flag(Marks::COVER),
            Self::Handle => return flag(Marks::HANDLE),
            Self::CompanionBeside => {
                number(measures::beside(view, window, Marks::COMPANION, Marks::RELEVANT, DAY))
            }
            Self::Travel => marked(within(), Marks::TRAVEL),
            Self::AllMedianAmount => {
                return measures::median_amount(within().filter(|entry| entry.is(Marks::TRANSFER)));
            }
            Self::MicroCounterparts => {
                let micro = within().filter(|entry| entry.is(Marks::MICRO));
                number(different(micro.map(|entry| entry.counterpart)))
            }
            Self::Incoming => marked(within(), Marks::INCOMING),
            Self::IncomingSum => sum(incoming()),
            Self::IncomingCounterparts => number(different(incoming().map(|entry| entry.counterpart))),
            Self::PassedShare => {
                let came = sum(incoming());
                return (came > 0).then(|| sum(relevant()).saturating_mul(100) / came);
            }
            Self::CashIn => marked(within(), Marks::CASH_IN),
            Self::Young => counted(counts.young, Marks::YOUNG),
            Self::YoungCounterparts => {
                number(different(relevant().filter(|e| e.is(Marks::YOUNG)).map(|entry| entry.counterpart)))
            }
            Self::CashOutBeside => {
                number(measures::beside(view, window, Marks::CASH_OUT, Marks::RELEVANT, DAY))
            }
            Self::Known => return flag(Marks::KNOWN),
            Self::Near => return flag(Marks::NEAR),
            Self::PriorAge => return flag(Marks::PRIOR),
            Self::Surname => return flag(Marks::SURNAME),
            Self::Tie => return flag(Marks::TIE),
            Self::ToInstitution => return flag(Marks::INSTITUTION),
            Self::Paydays => {
                let same =
                    |entry: &&Entry| entry.is(Marks::TRANSFER) && entry.counterpart == current.counterpart;
                i64::from(current.counterpart != NONE && measures::keeps_paydays(within().filter(same)))
            }
            Self::PairShare => return share(view.pair().relevant, counts.relevant),
            Self::AgeDays => {
                return within().next().map(|first| (current.at() - first.at()) / DAY);
            }
            Self::Night => return flag(Marks::NIGHT),
            Self::Even => return flag(Marks::EVEN),
            Self::UnrelatedCounterparts => {
                let ties = [Marks::SURNAME, Marks::TIE, Marks::INSTITUTION];
                let unrelated = relevant().filter(|entry| !ties.iter().any(|tie| entry.is(*tie)));
                number(different(unrelated.map(|entry| entry.counterpart)))
            }
            Self::PriorShare => return percent(relevant(), Marks::PRIOR, Marks::PRIOR),
            Self::SuspectPayers => return None,
        })
    }

    /// The figure in words, for the sentence of a reason.
    pub(super) fn words(self, value: i64) -> String {
        match self {
            Self::RelevantSum
            | Self::PairSum
            | Self::IncomingSum
            | Self::MedianAmount
            | Self::PairMedianAmount
            | Self::AllMedianAmount => format!("{}.{:02}", value / 100, value % 100),
            Self::EvenShare
            | Self::NightShare
            | Self::PairShare
            | Self::KinShare
            | Self::PriorShare
            | Self::PassedShare => {
                format!("{value} %")
            }
            Self::PairMedianGap | Self::MedianGap | Self::LastGap if value >= 48 => {
                format!("{} days", value / 24)
            }
            Self::PairMedianGap | Self::MedianGap | Self::LastGap => format!("{value} hours"),
            Self::AgeDays => format!("{value} days"),
            _ => value.to_string(),
        }
    }
}

/// Share of events with one of two marks, in percent; none of no event.
fn percent<'a>(entries: impl Iterator<Item = &'a Entry>, one: Marks, other: Marks) -> Option<i64> {
    let (mut all, mut marked) = (0_i64, 0_i64);
    for entry in entries {
        all += 1;
        marked += i64::from(entry.is(one) || entry.is(other));
    }
    (all > 0).then(|| marked * 100 / all)
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn sum<'a>(entries: impl Iterator<Item = &'a Entry>) -> i64 {
    entries.map(|entry| i64::from(entry.amount)).sum()
}

fn marked<'a>(entries: impl Iterator<Item = &'a Entry>, mark: Marks) -> i64 {
    number(entries.filter(|entry| entry.is(mark)).count())
}
