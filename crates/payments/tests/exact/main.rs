//! Live, replay, batch and crash-and-resume give the same answers, and these are the answers of a plain count by hand:
//! ties at the window's edges, late events to 72 hours, events handed over again, corrected and taken back.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod alerts;
mod figures;
mod hot;
mod zones;

use figures::ASKED;
use payments::{
    Channel, Collector, Engine, Entry, Judge, Kind, Land, Marks, NONE, Payment, Plan, Scope, Taken, Tie,
    Verdict, View, Words, batch,
    window::measures::{self, DAY},
};
use proptest::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};

/// Everything that can be seen of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    transfers: u32,
    relevant: u32,
    relevant_sum: u64,
    even: u32,
    timed: u32,
    night: u32,
    young: u32,
    counterparts: usize,
    relevant_counterparts: u32,
    countries: u32,
    relevant_countries: u32,
    pair: (u32, u32),
    escalates: bool,
    last_days: usize,
    longest: usize,
    figures: [Option<i64>; ASKED.len()],
}

#[derive(Clone)]
struct Survey;

impl Judge for Survey {
    type Answer = Seen;
    fn judge(&self, _: Scope, view: &View<'_>) -> Seen {
        let counts = view.counts();
        Seen {
            transfers: counts.transfers,
            relevant: counts.relevant,
            relevant_sum: counts.relevant_sum,
            even: counts.even,
            timed: counts.timed,
            night: counts.night,
            young: counts.young,
            counterparts: counts.counterparts(),
            relevant_counterparts: counts.relevant_counterparts,
            countries: counts.countries,
            relevant_countries: counts.relevant_countries,
            pair: (view.pair().transfers, view.pair().relevant),
            escalates: measures::escalates(view.main()),
            last_days: view.window(3 * DAY).size(),
            longest: view.events(view.window(90 * DAY)).count(),
            figures: ASKED.map(|(days, pick, of)| view.figure(view.window(days * DAY), pick, of)),
        }
    }
}

fn plan() -> Plan {
    Plan {
        scopes: [true; 4],
        longest: [90 * DAY; 4],
        corridors: [Land::from_letters(b"PH").unwrap(), Land::from_letters(b"TH").unwrap()]
            .into_iter()
            .collect(),
        incoming: true,
        cover: vec![Words::Gift],
        ..Plan::default()
    }
}

type Answers<A> = BTreeMap<(u64, Scope, u32), A>;

/// The definition, word for word: every event whose instant lies in the window, both edges included.
fn by_hand(payments: &[Payment], plan: &Plan) -> Answers<Seen> {
    let mut keys: BTreeMap<(Scope, u32), Vec<(u64, Entry)>> = BTreeMap::new();
    for payment in payments {
        plan.route(payment, 0, |scope, key, entry| {
            keys.entry((scope, key)).or_default().push((payment.id, entry));
        });
    }
    let mut answers = Answers::new();
    for ((scope, key), mut events) in keys {
        events.sort_by_key(|(_, entry)| entry.order());
        for (id, current) in &events {
            let within = |length: i64| {
                let (from, to) = (current.at() - length, current.at());
                events.iter().map(|(_, entry)| entry).filter(move |entry| (from..=to).contains(&entry.at()))
            };
            let transfers: Vec<&Entry> =
                within(plan.window).filter(|entry| entry.is(Marks::TRANSFER)).collect();
            let relevant: Vec<&Entry> =
                within(plan.window).filter(|entry| entry.is(Marks::RELEVANT)).collect();
            let count =
                |mark: Marks| u32::try_from(relevant.iter().filter(|entry| entry.is(mark)).count()).unwrap();
            let others =
                |list: &[&Entry]| list.iter().map(|entry| entry.counterpart).collect::<BTreeSet<_>>().len();
            let lands = |list: &[&Entry]| {
                u32::try_from(list.iter().map(|entry| entry.country()).collect::<BTreeSet<_>>().len())
                    .unwrap()
            };
            let same = |list: &[&Entry]| {
                u32::try_from(list.iter().filter(|entry| entry.counterpart == current.counterpart).count())
                    .unwrap()
            };
            let main: Vec<&Entry> = within(plan.window).collect();
            let seen = Seen {
                transfers: u32::try_from(transfers.len()).unwrap(),
                relevant: u32::try_from(relevant.len()).unwrap(),
                relevant_sum: relevant.iter().map(|entry| u64::from(entry.amount)).sum(),
                even: count(Marks::EVEN),
                timed: count(Marks::TIMED),
                night: count(Marks::NIGHT),
                young: count(Marks::YOUNG),
                counterparts: others(&transfers),
                relevant_counterparts: u32::try_from(others(&relevant)).unwrap(),
                countries: lands(&transfers),
                relevant_countries: lands(&relevant),
                pair: (same(&transfers), same(&relevant)),
                escalates: measures::escalates(main.iter().copied()),
                last_days: within(3 * DAY).count(),
                longest: within(90 * DAY).count(),
                figures: ASKED.map(|(days, pick, of)| {
                    figures::by_hand(&within(days * DAY).copied().collect::<Vec<_>>(), current, pick, of)
                }),
            };
            answers.insert((*id, scope, key), seen);
        }
    }
    answers
}

/// A year in one go, of everything that was handed over.
fn in_batch<J: Judge>(
    handed: &[Payment],
    plan: &Plan,
    judge: &J,
    pieces: usize,
    threads: usize,
) -> Answers<J::Answer> {
    let mut collectors = Vec::new();
    let mut first = 0;
    for piece in handed.chunks(handed.len().div_ceil(pieces).max(1)) {
        let mut collector = Collector::told_apart(plan, first);
        for payment in piece {
            collector.push(payment);
        }
        first += collector.len();
        collectors.push(collector);
    }
    let found = Mutex::new(Vec::new());
    let done = batch::run(collectors, plan, judge, threads, || {
        |scope, key, view: &View<'_>, seen| {
            found.lock().unwrap().push((view.current().sequence, scope, key, seen));
        }
    })
    .unwrap();
    let found = std::mem::take(&mut *found.lock().unwrap());
    found.into_iter().map(|(row, scope, key, seen)| ((done.id(row).unwrap(), scope, key), seen)).collect()
}

/// One by one; saved, dropped and taken up again after each of these counts.
fn in_stream<J: Judge + Clone>(
    handed: &[Payment],
    plan: &Plan,
    judge: &J,
    crashes: &[usize],
) -> Answers<J::Answer> {
    let mut engine = Engine::new(plan.clone(), judge.clone());
    let mut answers = Answers::new();
    for (at, payment) in handed.iter().enumerate() {
        if crashes.contains(&at) {
            let mut saved = Vec::new();
            engine.save(&mut saved).unwrap();
            engine = Engine::resume(plan.clone(), judge.clone(), saved.as_slice()).unwrap();
        }
        let mut given = Vec::new();
        let taken = engine.accept(payment, &mut |verdict: &Verdict<J::Answer>| given.push(*verdict));
        assert!(!matches!(taken, Taken::TooLate | Taken::OutOfTime | Taken::TooManyParties), "{taken:?}");
        if matches!(taken, Taken::Withdrawn(_) | Taken::Corrected(_)) {
            answers.retain(|(id, ..), _| *id != payment.id);
        }
        for verdict in given {
            answers.retain(|(id, ..), _| *id != verdict.id);
            answers.extend(verdict.answers().map(|(scope, key, seen)| ((verdict.id, scope, key), seen)));
        }
    }
    answers
}

/// The first answer that differs, in words; whole tables would hide it.
fn difference<A: PartialEq + std::fmt::Debug>(got: &Answers<A>, expected: &Answers<A>) -> Option<String> {
    let keys: BTreeSet<_> = got.keys().chain(expected.keys()).collect();
    let differs = keys.into_iter().find(|key| got.get(key) != expected.get(key))?;
    Some(format!("{differs:?}: {:?} instead of {:?}", got.get(differs), expected.get(differs)))
}

/// Payments with few parties and coarse instants, so that ties and full windows are common.
fn payment() -> impl Strategy<Value = Payment> {
    let land = prop::sample::select(vec![*b"PH", *b"TH", *b"AU", *b"US"]);
    let kind = prop::sample::select(vec![
        Kind::Transfer,
        Kind::Transfer,
        Kind::Transfer,
        Kind::Transfer,
        Kind::CashOut,
        Kind::Companion,
    ]);
    let channel = prop::sample::select(vec![Channel::Bank, Channel::Wallet]);
    let parts = (0_i64..240, 0_u32..4, 0_u32..5, 500_u32..24_000, land.clone(), land, kind, channel);
    // What the clock showed is not known of every payment.
    let minute = prop_oneof![4 => 0_u16..1_440, 1 => Just(Payment::NO_MINUTE), 1 => Just(Payment::DAY_ONLY)];
    (parts, minute, 0_u8..40, 0_u16..3).prop_map(
        |((slot, sender, recipient, amount, from, to, kind, channel), minute, age, institution)| Payment {
            // Eight hours a slot: 30 days are 90 slots, so that payments lie on both edges of a window.
            at: 1_700_000_000_000 + slot * DAY / 3,
            device: sender % 3,
            sender_country: Land::from_letters(&from).unwrap(),
            recipient_country: Land::from_letters(&to).unwrap(),
            institution,
            local_minute: minute,
            kind,
            channel,
            sender_age: age,
            customer_days: age * 2,
            by_third_country: institution == 2 && amount % 3 == 0,
            words: if amount % 2 == 0 { Words::Medical } else { Words::None },
            tie: Tie::Unknown,
            recipient: if kind == Kind::Transfer { recipient } else { NONE },
            ..Payment::transfer(0, 0, sender, recipient, amount / 100 * 100)
        },
    )
}

/// What is true in the end, and what was handed over, in order of arrival.
fn handed() -> impl Strategy<Value = (Vec<Payment>, Vec<Payment>)> {
    let one = (payment(), 0_i64..=3 * DAY, 0_u8..12, payment(), any::<prop::sample::Index>());
    prop::collection::vec(one, 1..120).prop_map(|rows| {
        let (mut truth, mut arrivals) = (Vec::new(), Vec::new());
        for (id, (payment, delay, fate, other, _)) in (1_u64..).zip(rows) {
            let first = Payment { id, version: 1, ..payment };
            arrivals.push((first.at + delay, first));
            match fate {
                // Handed over again.
                0 | 1 => arrivals.push((first.at + delay + DAY / 2, first)),
                // Corrected within the lateness: another amount, recipient or instant.
                2 | 3 => {
                    let at = if fate == 2 { first.at } else { first.at + DAY / 3 };
                    let second = Payment { id, version: 2, at, ..other };
                    arrivals.push((first.at + delay.max(DAY / 3), second));
                    truth.push(second);
                    continue;
                }
                // Taken back.
                4 => {
                    arrivals.push((first.at + delay, Payment { version: 2, kind: Kind::Withdrawn, ..first }));
                    continue;
                }
                _ => {}
            }
            truth.push(first);
        }
        // Stable: of one instant of arrival the earlier version comes first.
        arrivals.sort_by_key(|(at, payment)| (*at, payment.version));
        // Nothing is later than the lateness: what arrives after the newest by more is put where it just fits.
        let mut newest = i64::MIN;
        let mut order = Vec::new();
        for (_, payment) in arrivals {
            if payment.at >= newest.saturating_sub(3 * DAY) {
                newest = newest.max(payment.at);
                order.push(payment);
            } else {
                truth.retain(|known: &Payment| known.id != payment.id);
                order.retain(|known: &Payment| known.id != payment.id);
                newest = order.iter().map(|known: &Payment| known.at).max().unwrap_or(i64::MIN);
            }
        }
        truth.retain(|known| order.iter().any(|other| other == known));
        (truth, order)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn live_replay_batch_and_resume_are_one((truth, order) in handed(), crashes in prop::collection::vec(0_usize..160, 0..3)) {
        let plan = plan();
        let expected = by_hand(&truth, &plan);
        let batch = in_batch(&order, &plan, &Survey, 1, 1);
        prop_assert_eq!(difference(&batch, &expected), None, "batch");
        prop_assert_eq!(difference(&in_batch(&order, &plan, &Survey, 3, 2), &expected), None, "batch in pieces");
        // A correction may take back the id after the stream saw it, which the batch never did.
        let ids: BTreeSet<u64> = truth.iter().map(|payment| payment.id).collect();
        let mut live = in_stream(&order, &plan, &Survey, &[]);
        live.retain(|(id, ..), _| ids.contains(id));
        prop_assert_eq!(difference(&live, &expected), None, "live");
        let mut resumed = in_stream(&order, &plan, &Survey, &crashes);
        resumed.retain(|(id, ..), _| ids.contains(id));
        prop_assert_eq!(difference(&resumed, &expected), None, "crash and resume");
        let mut replay = truth;
        replay.sort_by_key(|payment| payment.at);
        prop_assert_eq!(difference(&in_stream(&replay, &plan, &Survey, &[]), &expected), None, "replay");
    }

    #[test]
    fn a_damaged_state_is_refused(at in any::<prop::sample::Index>(), bit in 0_u8..8, cut in any::<bool>()) {
        let mut engine = Engine::new(plan(), Survey);
        for number in 0..40_u32 {
            let payment = Payment::transfer(u64::from(number), i64::from(number) * DAY, number % 3, number % 5, 5_000);
            engine.accept(&payment, &mut |_| {});
        }
        let mut saved = Vec::new();
        engine.save(&mut saved).unwrap();
        prop_assert!(Engine::resume(plan(), Survey, saved.as_slice()).is_ok());
        let at = at.index(saved.len());
        if cut { saved.truncate(at) } else { saved[at] ^= 1 << bit }
        prop_assert!(Engine::resume(plan(), Survey, saved.as_slice()).is_err());
    }
}

/// A key with more events than are counted anew each time: what is kept beside them is the same.
#[test]
fn a_hot_key_is_counted_as_a_cold_one() {
    let plan = plan();
    let payments: Vec<Payment> = (0..2_000_u32)
        .map(|number| Payment {
            recipient_country: Land::from_letters(b"PH").unwrap(),
            ..Payment::transfer(
                u64::from(number),
                // Of whole thirds of a day: several of one instant, in which a window kept is added to.
                i64::from(number) / 4 * (DAY / 3),
                number % 97,
                number % 2,
                1_000 + number,
            )
        })
        .collect();
    let expected = in_batch(&payments, &plan, &Survey, 2, 2);
    assert_eq!(difference(&expected, &by_hand(&payments, &plan)), None);
    assert_eq!(difference(&in_stream(&payments, &plan, &Survey, &[700]), &expected), None);
    let mut all = Engine::new(plan, Survey);
    let mut answered = BTreeSet::new();
    all.accept_all(
        &payments,
        &mut |verdict| {
            answered.insert(verdict.id);
        },
        |_, taken| assert!(matches!(taken, Taken::New | Taken::Late(_)), "{taken:?}"),
    );
    assert_eq!(answered.len(), 2_000);
}

#[test]
fn what_cannot_be_taken_is_told() {
    let mut engine = Engine::new(Plan::default(), Survey);
    let mut accept = |payment: Payment| engine.accept(&payment, &mut |_| {});
    assert_eq!(accept(Payment::transfer(1, 100 * DAY, 1, 2, 5_000)), Taken::New);
    assert_eq!(accept(Payment::transfer(1, 100 * DAY, 1, 2, 5_000)), Taken::Again);
    assert_eq!(accept(Payment::transfer(1, 100 * DAY, 1, 2, 6_000)), Taken::Conflict);
    assert_eq!(
        accept(Payment { version: 3, ..Payment::transfer(1, 100 * DAY, 1, 2, 6_000) }),
        Taken::Corrected(0)
    );
    assert_eq!(
        accept(Payment { version: 2, ..Payment::transfer(1, 100 * DAY, 1, 2, 7_000) }),
        Taken::Superseded
    );
    assert_eq!(accept(Payment::transfer(2, 97 * DAY, 1, 2, 5_000)), Taken::Late(1));
    assert_eq!(accept(Payment::transfer(3, 97 * DAY - 1, 1, 2, 5_000)), Taken::TooLate);
    assert_eq!(accept(Payment::transfer(4, -1, 1, 2, 5_000)), Taken::OutOfTime);
    assert_eq!(accept(Payment::transfer(5, 100 * DAY, 1 << 25, 2, 5_000)), Taken::TooManyParties);
    engine.refuse_after(101 * DAY);
    let far = Payment::transfer(6, 300 * DAY, 1, 2, 5_000);
    assert_eq!(engine.accept(&far, &mut |_| {}), Taken::OutOfTime);
}
