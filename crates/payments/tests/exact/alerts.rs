//! A stream's alerts are those of a scan over the same payments: late, repeated, corrected, withdrawn, after a crash.

use super::{difference, handed, in_batch};
use payments::{
    Engine, Judge, Marks, Payment, Scope, View,
    around::{Around, Bound},
    pack::{Condition, Fired, Indicator, Occasion, Pack, Where},
    scan::{Alert, Source, explain, scan},
    subject::{Side, Subject, gather, gather_among},
    watch::{News, Watch},
};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Low bounds, so that few payments raise, fall and count for each other.
fn pack() -> Pack {
    let mut pack = Pack::public().unwrap();
    (pack.alert_from, pack.suspect_from) = (1.0, 0.5);
    pack
}

/// Everything that an alert says.
type Said = (u64, Option<(i64, i64)>, u64, Fired, Fired, u32);
type All = BTreeMap<(Side, u32), Said>;

fn said(alert: &Alert) -> ((Side, u32), Said) {
    let one = &alert.subject;
    let what =
        (one.score.points.to_bits(), one.alerts, alert.payment, one.score.counted, one.fired, one.events);
    ((one.side, one.party), what)
}

fn scanned(handed: &[Payment], pack: &Pack) -> Vec<Alert> {
    let source = Source::Rows(handed);
    let found = scan(&source, pack, 1).unwrap();
    explain(&source, pack, &found, &found.subjects, 1).unwrap()
}

/// Alerts as they stand in the end, and the last news of each party.
fn streamed(handed: &[Payment], pack: &Pack, crashes: &[usize]) -> (All, BTreeMap<(Side, u32), Alert>) {
    let mut engine = Engine::new(pack.plan().clone(), pack.clone());
    let mut watch = Watch::default();
    let mut told = BTreeMap::new();
    for (at, payment) in handed.iter().enumerate() {
        if crashes.contains(&at) {
            let (mut state, mut alerts) = (Vec::new(), Vec::new());
            engine.save(&mut state).unwrap();
            watch.save(&mut alerts).unwrap();
            engine = Engine::resume(pack.plan().clone(), pack.clone(), state.as_slice()).unwrap();
            watch = Watch::restore(pack, &mut alerts.as_slice()).unwrap();
            watch.go_on(&mut engine, pack);
        }
        watch.accept(&mut engine, pack, payment, &mut |news| match news {
            News::Alert(alert) => {
                // Every reason is there at once: none is looked up when its window is gone.
                assert_eq!(alert.reasons.len(), alert.subject.score.counted.positions().count());
                told.insert((alert.subject.side, alert.subject.party), *alert);
            }
            News::Retracted(side, party) => {
                assert!(told.remove(&(side, party)).is_some(), "nothing was told of it");
            }
        });
    }
    let standing = watch.alerts().into_iter().map(|(one, payment)| {
        let what =
            (one.score.points.to_bits(), one.alerts, payment, one.score.counted, one.fired, one.events);
        ((one.side, one.party), what)
    });
    (standing.collect(), told)
}

fn compare(handed: &[Payment], pack: &Pack, crashes: &[usize]) -> usize {
    let expected = scanned(handed, pack);
    let (standing, told) = streamed(handed, pack, crashes);
    assert_eq!(standing, expected.iter().map(said).collect::<All>());
    assert!(told.keys().eq(standing.keys()), "what was told is what stands");
    for alert in &expected {
        let last = &told[&(alert.subject.side, alert.subject.party)];
        let (points, now) = (last.subject.score.points, alert.subject.score.points);
        assert!(points <= now && now < points + 1.0, "{points} were told of {now}");
        if alert.payment == last.payment {
            let ids = |alert: &Alert| alert.reasons.iter().map(|one| one.id.clone()).collect::<Vec<_>>();
            assert_eq!(ids(alert), ids(last));
        }
    }
    expected.len()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_stream_raises_what_a_scan_raises((_, order) in handed(), crashes in prop::collection::vec(0_usize..160, 0..3)) {
        let pack = pack();
        compare(&order, &pack, &[]);
        compare(&order, &pack, &crashes);
    }
}

/// The public pack without an indicator, as if it had never been written.
fn pack_without(id: &str) -> Pack {
    let mut text: toml::Table = Pack::PUBLIC.parse().unwrap();
    let all = text.get_mut("indicator").unwrap().as_array_mut().unwrap();
    all.retain(|one| one["id"].as_str() != Some(id));
    for one in all {
        if let Some(with) = one.get_mut("with").and_then(toml::Value::as_array_mut) {
            with.retain(|other| other.as_str() != Some(id));
        }
    }
    let mut pack = Pack::from_toml(&text.to_string(), "public.toml").unwrap();
    (pack.alert_from, pack.suspect_from) = (1.0, 0.5);
    pack
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    // What each indicator adds is told by taking it away from what fired: that must be the pack without it.
    #[test]
    fn what_is_taken_away_was_never_there((_, order) in handed(), number in any::<prop::sample::Index>()) {
        let pack = pack();
        let collective = ["C1", "C2"].into_iter();
        let id = number.get(&pack.indicators).id.as_str();
        for id in collective.chain([id]) {
            let found = scan(&Source::Rows(&order), &pack, 1).unwrap();
            let among = pack.all_but(|one| one.id == id);
            let taken = gather_among(&found.hits, &pack, among, pack.alert_from, |_| {});
            let less = pack_without(id);
            let without = gather(&scan(&Source::Rows(&order), &less, 1).unwrap().hits, &less);
            let told = |subjects: &[Subject]| -> Vec<_> {
                subjects.iter().map(|one| (one.side, one.party, one.score.points.to_bits(), one.alerts, one.events)).collect()
            };
            prop_assert_eq!(told(&taken), told(&without), "{}", id);
        }
    }
}

/// A pack by its letter: every condition of every indicator at every event, each time anew.
struct ByTheLetter(Pack);

impl Judge for ByTheLetter {
    type Answer = Fired;

    fn judge(&self, scope: Scope, view: &View<'_>) -> Fired {
        let Self(pack) = self;
        let (all, main) = (pack.figures(), pack.plan().window / 3_600_000);
        let holds = |indicator: &Indicator, condition: &Condition| {
            let hours = condition.hours.unwrap_or(indicator.window_days.map_or(main, |days| days * 24));
            let length = if hours % 24 == 0 { format!("{}d", hours / 24) } else { format!("{hours}h") };
            let name = format!("{}.{}.{length}", scope.code(), condition.measure.code());
            let figure = all.iter().find(|figure| figure.name() == name);
            let bounds = condition.at_least.unwrap_or(i64::MIN)..=condition.at_most.unwrap_or(i64::MAX);
            figure.and_then(|figure| figure.of(view)).is_some_and(|value| bounds.contains(&value))
        };
        let marks = view.current().marks();
        let on = |occasion: &Occasion| {
            marks.has(match occasion {
                Occasion::Relevant => Marks::RELEVANT,
                Occasion::Transfer => Marks::TRANSFER,
                Occasion::Micro => Marks::MICRO,
                Occasion::Companion => Marks::COMPANION,
                Occasion::Reaching => Marks::REACHING,
                Occasion::Travel => Marks::TRAVEL,
                Occasion::CashOut => Marks::CASH_OUT,
            })
        };
        let fired = (0_u64..).zip(&pack.indicators).filter(|(_, one)| {
            let own = matches!(
                (one.scope, scope),
                (Where::Sender, Scope::Sender) | (Where::Recipient, Scope::Recipient)
            );
            own && one.on.iter().any(on) && one.when.iter().all(|condition| holds(one, condition))
        });
        Fired(fired.fold(0, |bits, (at, _)| bits | 1 << at))
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// What is left out because a window is too small, or looked at once for several indicators, changes nothing.
    #[test]
    fn a_pack_fires_by_its_letter((_, order) in handed()) {
        let pack = pack();
        let quick = in_batch(&order, pack.plan(), &pack, 1, 1);
        let slow = in_batch(&order, pack.plan(), &ByTheLetter(pack.clone()), 1, 1);
        prop_assert_eq!(difference(&quick, &slow), None);
    }
}

/// Who is confirmed grows from day to day; what a stream holds is taken up all the same, and neighbours are found in it.
#[test]
fn a_longer_list_of_confirmed_recipients_goes_on_with_the_same_state() {
    let pack = Pack::public().unwrap();
    let paid = |id: u64, from: u32, to: u32| {
        Payment::transfer(id, i64::try_from(id).unwrap() * 1_000, from, to, 5_000)
    };
    let before = [paid(1, 1, 10), paid(2, 2, 10), paid(3, 1, 11), paid(4, 2, 11), paid(5, 1, 12)];
    let mut engine = Engine::new(pack.plan().clone(), pack.clone());
    for payment in &before {
        engine.accept(payment, &mut |_| {});
    }
    let mut state = Vec::new();
    engine.save(&mut state).unwrap();
    let mut engine = Engine::resume(
        pack.clone().with_known(vec![9], vec![]).plan().clone(),
        pack.clone(),
        state.as_slice(),
    )
    .unwrap();
    engine.confirm(10);
    engine.confirm(10);
    engine.find_neighbours(Bound::default());
    let place = |id: &str| pack.indicators.iter().position(|one| one.id == id).unwrap();
    let mut fired = |payment: &Payment| {
        let mut all = Fired::default();
        engine.accept(payment, &mut |verdict| {
            all = verdict.answers().fold(all, |all, (_, _, answer): (_, _, Fired)| all.with(answer));
        });
        (all.has(place("I14")), all.has(place("I14b")))
    };
    let told = [9, 10, 11, 12, 13].map(|to| fired(&paid(100 + u64::from(to), 7, to)));
    assert_eq!(told, [(true, false), (true, false), (false, true), (false, false), (false, false)]);
    // As a batch over the same finds them.
    let near = Around::new(&before).expand(&[9, 10], Bound::default()).neighbours;
    assert_eq!(near.iter().map(|one| one.recipient).collect::<Vec<_>>(), [11]);
}

/// What a device or an institution shows concerns who pays by it and who is paid through it, in a stream as in a scan.
#[test]
fn windows_of_devices_and_institutions_concern_a_party() {
    let text = |scope: &str| {
        format!(
            r#"
format = 1
name = "scopes"
version = "1"
[plan]
currencies = ["AUD"]
window_days = 30
lateness_hours = 72
small = [10, 200]
micro = 2
destinations = []
across = false
night = ["22:00", "05:00"]
young_below = 25
prior_ages = [45, 69]
even_sent = 5
even_landed = 0
cover = []
source = [{{ document = "a test", section = "none" }}]
[score]
alert_from = 1.0
[[indicator]]
id = "X1"
name = "several by one"
scope = "{scope}"
weight = 2.0
trigger = true
on = ["transfer"]
when = [{{ measure = "relevant", at_least = 2 }}]
sentence = "{{1}} payments."
source = [{{ document = "a test", section = "none" }}]
fires = [["0 10:00 s1>r1 50 AU>PH device=1", "1 10:00 s2>r2 50 AU>PH device=1"]]
silent = [["0 10:00 s1>r1 50 AU>PH device=1"]]
"#
        )
    };
    let payments: Vec<Payment> = (0..4_u32)
        .map(|at| Payment {
            device: 1,
            ..Payment::transfer(u64::from(at), 1_000_000_000 + i64::from(at), at, 10 + at, 5_000)
        })
        .collect();
    for (scope, side) in [("device", Side::Payer), ("institution", Side::Payee)] {
        let pack = Pack::from_toml(&text(scope), "scopes.toml").unwrap();
        assert_eq!(compare(&payments, &pack, &[2]), 3, "{scope}");
        assert!(scanned(&payments, &pack).iter().all(|alert| alert.subject.side == side));
    }
}
