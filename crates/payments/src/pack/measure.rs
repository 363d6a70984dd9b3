//! What a condition of an indicator can look at.

use crate::{
    payment::NONE,
    window::{
        Field, Marks, Of, Pick, View, Window,
        measures::{DAY, TREND_LENGTH},
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
    /// Relevant transfers along the event's corridor: to the same country, or (in the recipient's window) from it.
    Corridor,
    /// Median amount of these.
    CorridorMedianAmount,
    /// Median time between them, hours.
    CorridorMedianGap,
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
    /// Relevant transfers with the event's counterpart whose text is of a class used as a cover.
    PairCover,
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
    /// Transfers of any sum within the corridors.
    Reaching,
    /// Their sum.
    ReachingSum,
    /// Those of young senders.
    ReachingYoung,
    /// Those of new customers.
    ReachingNew,
    /// Share of them that has the event's counterpart.
    ReachingPairShare,
    /// Amount of the first of them with the event's counterpart.
    FirstAmount,
    /// Transfers that were paid out in a country of neither party.
    ThirdCountry,
    /// Relevant transfers of young senders.
    Young,
    /// Different young senders of relevant transfers.
    YoungCounterparts,
    /// Times that cash was taken out within a day after a relevant transfer came in.
    CashOutAfter,
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
    /// over parties, not in a window: [`crate::subject::join`].
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

    /// Whether it counts events of the window, each once at the most: it is never above the number of these.
    pub(super) const fn is_a_count(self) -> bool {
        matches!(
            self,
            Self::Relevant
                | Self::Counterparts
                | Self::Countries
                | Self::Institutions
                | Self::Pair
                | Self::PairCover
                | Self::Corridor
                | Self::Timed
                | Self::CompanionBeside
                | Self::Travel
                | Self::MicroCounterparts
                | Self::Incoming
                | Self::IncomingCounterparts
                | Self::CashIn
                | Self::Reaching
                | Self::ReachingYoung
                | Self::ReachingNew
                | Self::ThirdCountry
                | Self::Young
                | Self::YoungCounterparts
                | Self::CashOutAfter
                | Self::UnrelatedCounterparts
        )
    }

    /// How many events a window must hold for it to be at least so much, or to have a value at all.
    pub(super) fn events_for(self, least: i64) -> usize {
        match self {
            _ if self.is_a_count() => usize::try_from(least).unwrap_or(0),
            Self::PairMedianGap | Self::MedianGap | Self::CorridorMedianGap | Self::LastGap => 2,
            Self::Paydays if least > 0 => 4,
            Self::Escalates if least > 0 => TREND_LENGTH,
            _ => 0,
        }
    }

    /// Its value; none where the window has too little to say.
    pub(super) fn of(self, view: &View<'_>, window: Window, is_main: bool) -> Option<i64> {
        let counts = view.counts();
        let current = view.current();
        let relevant = Pick::all(Marks::RELEVANT);
        let reaching = Pick::all(Marks::REACHING);
        let incoming = Pick::all(Marks::INCOMING);
        let timed = Pick::all(Marks::RELEVANT.with(Marks::TIMED));
        let flag = |mark: Marks| Some(i64::from(current.is(mark)));
        let ask = |pick: Pick, of: Of| view.figure(window, pick, of);
        let marked = |mark: Marks| ask(Pick::all(mark), Of::Count);
        let counterparts = |pick: Pick| ask(pick, Of::Different(Field::Counterpart));
        let percent = |part: Option<i64>, of: Option<i64>| Some(part? * 100 / of.filter(|of| *of > 0)?);
        let kept_share = |part: u32, of: u32| percent(Some(i64::from(part)), Some(i64::from(of)));
        let of_relevant = |pick: Pick| percent(ask(pick, Of::Count), ask(relevant, Of::Count));
        let hours = |gap: Option<i64>| gap.map(|milliseconds| milliseconds / 3_600_000);
        match self {
            Self::Relevant if is_main => Some(i64::from(counts.relevant)),
            Self::Relevant => ask(relevant, Of::Count),
            Self::RelevantSum if is_main => i64::try_from(counts.relevant_sum).ok(),
            Self::RelevantSum => ask(relevant, Of::Sum),
            Self::Counterparts if is_main => Some(i64::from(counts.relevant_counterparts)),
            Self::Counterparts => counterparts(relevant),
            Self::Countries if is_main => Some(i64::from(counts.relevant_countries)),
            Self::Countries => ask(relevant, Of::Different(Field::Country)),
            Self::Institutions => ask(relevant, Of::Different(Field::Institution)),
            Self::Pair if is_main => Some(i64::from(view.pair().relevant)),
            Self::Pair => ask(relevant.of_pair(), Of::Count),
            Self::PairSum => ask(relevant.of_pair(), Of::Sum),
            Self::PairMedianAmount => ask(relevant.of_pair(), Of::MedianAmount),
            Self::PairMedianGap => hours(ask(relevant.of_pair(), Of::MedianGap)),
            Self::MedianAmount => ask(relevant, Of::MedianAmount),
            Self::MedianGap => hours(ask(relevant, Of::MedianGap)),
            Self::Corridor => ask(relevant.of_corridor(), Of::Count),
            Self::CorridorMedianAmount => ask(relevant.of_corridor(), Of::MedianAmount),
            Self::CorridorMedianGap => hours(ask(relevant.of_corridor(), Of::MedianGap)),
            Self::LastGap => hours(ask(relevant, Of::LastGap)),
            Self::Escalates => ask(relevant, Of::Escalates),
            Self::EvenShare if is_main => kept_share(counts.even, counts.relevant),
            Self::Timed if is_main => Some(i64::from(counts.timed)),
            Self::Timed => ask(timed, Of::Count),
            Self::NightShare if is_main => kept_share(counts.night, counts.timed),
            Self::EvenShare => of_relevant(Pick::all(Marks::RELEVANT.with(Marks::EVEN))),
            Self::NightShare => percent(
                ask(Pick::all(Marks::RELEVANT.with(Marks::TIMED).with(Marks::NIGHT)), Of::Count),
                ask(timed, Of::Count),
            ),
            Self::KinShare => {
                let all = ask(relevant, Of::Count)?;
                let others = ask(relevant.without(Marks::SURNAME.with(Marks::TIE)), Of::Count)?;
                percent(Some(all - others), Some(all))
            }
            Self::Cover => flag(Marks::COVER),
            Self::PairCover => ask(Pick::all(Marks::RELEVANT.with(Marks::COVER)).of_pair(), Of::Count),
            Self::CompanionBeside => ask(Pick::all(Marks::COMPANION), Of::Beside(Marks::RELEVANT, DAY)),
            Self::Travel => marked(Marks::TRAVEL),
            Self::AllMedianAmount => ask(Pick::all(Marks::TRANSFER), Of::MedianAmount),
            Self::MicroCounterparts => counterparts(Pick::all(Marks::MICRO)),
            Self::Incoming => ask(incoming, Of::Count),
            Self::IncomingSum => ask(incoming, Of::Sum),
            Self::IncomingCounterparts => counterparts(incoming),
            Self::PassedShare => {
                let came = ask(incoming, Of::Sum).filter(|came| *came > 0)?;
                Some(ask(relevant, Of::Sum)?.saturating_mul(100) / came)
            }
            Self::CashIn => marked(Marks::CASH_IN),
            Self::Reaching => ask(reaching, Of::Count),
            Self::ReachingSum => ask(reaching, Of::Sum),
            Self::ReachingYoung => marked(Marks::REACHING.with(Marks::YOUNG)),
            Self::ReachingNew => marked(Marks::REACHING.with(Marks::NEW)),
            Self::ReachingPairShare => percent(ask(reaching.of_pair(), Of::Count), ask(reaching, Of::Count)),
            Self::FirstAmount => ask(reaching.of_pair(), Of::FirstAmount),
            Self::ThirdCountry => marked(Marks::THIRD_COUNTRY),
            Self::Young if is_main => Some(i64::from(counts.young)),
            Self::Young => marked(Marks::RELEVANT.with(Marks::YOUNG)),
            Self::YoungCounterparts => counterparts(Pick::all(Marks::RELEVANT.with(Marks::YOUNG))),
            Self::CashOutAfter => ask(Pick::all(Marks::CASH_OUT), Of::After(Marks::RELEVANT, DAY)),
            Self::Known => flag(Marks::KNOWN),
            Self::Near => flag(Marks::NEAR),
            Self::PriorAge => flag(Marks::PRIOR),
            Self::Surname => flag(Marks::SURNAME),
            Self::Tie => flag(Marks::TIE),
            Self::ToInstitution => flag(Marks::INSTITUTION),
            Self::Paydays if current.counterpart == NONE => Some(0),
            Self::Paydays => ask(Pick::all(Marks::TRANSFER).of_pair(), Of::Paydays),
            Self::PairShare => kept_share(view.pair().relevant, counts.relevant),
            Self::AgeDays => view.events(window).next().map(|first| (current.at() - first.at()) / DAY),
            Self::Night => flag(Marks::NIGHT),
            Self::Even => flag(Marks::EVEN),
            Self::UnrelatedCounterparts => {
                counterparts(relevant.without(Marks::SURNAME.with(Marks::TIE).with(Marks::INSTITUTION)))
            }
            Self::PriorShare => of_relevant(Pick::all(Marks::RELEVANT.with(Marks::PRIOR))),
            Self::SuspectPayers => None,
        }
    }

    /// The figure in words, for the sentence of a reason.
    pub(super) fn words(self, value: i64) -> String {
        match self {
            Self::RelevantSum
            | Self::PairSum
            | Self::IncomingSum
            | Self::MedianAmount
            | Self::PairMedianAmount
            | Self::CorridorMedianAmount
            | Self::ReachingSum
            | Self::FirstAmount
            | Self::AllMedianAmount => format!("{}.{:02}", value / 100, value % 100),
            Self::EvenShare
            | Self::NightShare
            | Self::PairShare
            | Self::ReachingPairShare
            | Self::KinShare
            | Self::PriorShare
            | Self::PassedShare => {
                format!("{value} %")
            }
            Self::PairMedianGap | Self::MedianGap | Self::CorridorMedianGap | Self::LastGap => {
                if value >= 48 { format!("{} days", value / 24) } else { format!("{value} hours") }
            }
            Self::AgeDays => format!("{value} days"),
            _ => value.to_string(),
        }
    }
}
