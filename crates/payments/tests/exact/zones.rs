//! The same payments, told by one institution in the local time of its head office and by another in that of its branch, are the same
//! payments: over a clock change of either zone they stand in the same windows and raise the same alerts, live and in batch.

use super::{Answers, Survey, by_hand, difference, in_batch, in_stream, plan};
use jiff::{Timestamp, tz::TimeZone};
use payments::{
    Judge, Payment, Plan,
    pack::Pack,
    read::{CsvReader, Currency, Normaliser, Rates},
    scan::{Source, scan},
    subject::{Subject, gather},
};
use proptest::prelude::*;
use std::fmt::Write as _;

/// Zones with a clock change on different days and in different directions, and one with none.
const ZONES: [&str; 4] = ["Australia/Sydney", "Europe/London", "America/New_York", "Asia/Manila"];

/// Changes of 2026 in these zones, UTC.
const CHANGES: [&str; 6] = [
    "2026-03-08T07:00:00Z",
    "2026-03-29T01:00:00Z",
    "2026-04-04T16:00:00Z",
    "2026-10-03T16:00:00Z",
    "2026-10-25T01:00:00Z",
    "2026-11-01T06:00:00Z",
];

/// Countries of senders with the zone that their local hour is told by.
const SENDERS: [(&str, &str); 3] =
    [("GB", "Europe/London"), ("PH", "Asia/Manila"), ("NZ", "Pacific/Auckland")];

/// A payment as it was made.
#[derive(Clone, Debug)]
struct Made {
    at: Timestamp,
    sender: u8,
    recipient: u8,
    /// Whole units of the reference currency.
    units: u16,
    country: usize,
}

/// The local time of an instant. An hour that comes twice is told with its offset, as whoever tells both must.
fn local(at: Timestamp, zone: &TimeZone) -> String {
    let zoned = at.to_zoned(zone.clone());
    let twice = zone.to_ambiguous_timestamp(zoned.datetime()).is_ambiguous();
    zoned.strftime(if twice { "%Y-%m-%dT%H:%M:%S%:z" } else { "%Y-%m-%dT%H:%M:%S" }).to_string()
}

/// The payments as a file in a zone declares them, read back.
fn told(made: &[Made], zone: &str) -> Vec<Payment> {
    let map = format!(
        "institution = \"Harbor Remit\"\nzone = \"{zone}\"\ncurrency = \"AUD\"\nrecipient_country = \"PH\"\n[columns]\n\
         reference = \"ref\"\nat = \"at\"\nsender = \"from\"\nrecipient = \"to\"\namount = \"amount\"\nsender_country = \"land\"\n"
    );
    let zone = TimeZone::get(zone).unwrap();
    let mut text = String::from("ref,at,from,to,amount,land\n");
    for (number, one) in made.iter().enumerate() {
        let (at, land) = (local(one.at, &zone), SENDERS[one.country].0);
        let _ = writeln!(text, "R{number},{at},S-{},M-{},{}.00,{land}", one.sender, one.recipient, one.units);
    }
    let aud = Currency::new("AUD").unwrap();
    let mut normaliser = Normaliser::new(Rates::only(aud));
    let mut payments = Vec::new();
    let reader = CsvReader::from_toml(&map, "map.toml").unwrap();
    reader
        .read(text.as_bytes(), "a.csv", &mut |row| {
            payments.push(normaliser.payment(&row.unwrap().1).unwrap());
        })
        .unwrap();
    payments
}

/// Parties to look at.
fn alerts(payments: &[Payment], pack: &Pack) -> Vec<Subject> {
    let found = scan(&Source::Rows(payments), pack, 1).unwrap();
    gather(&found.hits, pack)
}

/// What a judge answers at each payment: live, taken up again, and in batch, which must be one.
fn answers<J: Judge + Clone>(payments: &[Payment], plan: &Plan, judge: &J) -> Answers<J::Answer> {
    let batch = in_batch(payments, plan, judge, 2, 2);
    for crashes in [&[][..], &[payments.len() / 2]] {
        assert_eq!(difference(&in_stream(payments, plan, judge, crashes), &batch), None, "live is not batch");
    }
    batch
}

/// Payments around the clock changes, a quarter of an hour to 30 days from one: at both edges of a window, and in the hours that come
/// twice or not at all.
fn made() -> impl Strategy<Value = Vec<Made>> {
    let near = prop_oneof![-12_i64..12, prop::sample::select(vec![-2_880_i64, -96, 96, 2_880])];
    let one = (prop::sample::select(CHANGES.to_vec()), near, 0_u8..4, 0_u8..5, 20_u16..260, 0..SENDERS.len());
    let one = one.prop_map(|(change, quarters, sender, recipient, units, country)| {
        let change: Timestamp = change.parse().unwrap();
        let at = Timestamp::from_second(change.as_second() + quarters * 900).unwrap();
        Made { at, sender, recipient, units: units / 10 * 10, country }
    });
    prop::collection::vec(one, 1..80).prop_map(|mut all| {
        all.sort_by_key(|one| one.at);
        all
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn two_zones_and_a_clock_change_tell_the_same(made in made(), one in 0..ZONES.len(), other in 0..ZONES.len()) {
        let (here, there) = (told(&made, ZONES[one]), told(&made, ZONES[other]));
        for (payment, made) in here.iter().zip(&made) {
            prop_assert_eq!(payment.at, made.at.as_millisecond());
            // Night is where the payer is, whatever zone the file is written in.
            let time = made.at.to_zoned(TimeZone::get(SENDERS[made.country].1).unwrap()).time();
            prop_assert_eq!(i32::from(payment.local_minute), i32::from(time.hour()) * 60 + i32::from(time.minute()));
        }
        prop_assert_eq!(&here, &there);
        let windows = answers(&here, &plan(), &Survey);
        prop_assert_eq!(difference(&windows, &by_hand(&there, &plan())), None, "windows");
        prop_assert_eq!(difference(&windows, &answers(&there, &plan(), &Survey)), None, "windows");
        let pack = Pack::public().unwrap();
        prop_assert_eq!(difference(&answers(&here, pack.plan(), &pack), &answers(&there, pack.plan(), &pack)), None, "alerts");
        prop_assert_eq!(alerts(&here, &pack), alerts(&there, &pack));
    }
}

/// The property is not empty: a payer of many small sums in the nights around a clock change is an alert in either zone.
#[test]
fn an_alert_over_a_clock_change_is_one_in_both_zones() {
    let change: Timestamp = "2026-03-29T01:00:00Z".parse().unwrap();
    let made: Vec<Made> = (-8_i64..8)
        .map(|night| Made {
            at: Timestamp::from_second(change.as_second() + night * 86_400).unwrap(),
            sender: 1,
            recipient: u8::try_from(night.rem_euclid(5)).unwrap(),
            units: 50,
            country: 0,
        })
        .collect();
    let pack = Pack::public().unwrap();
    let [here, there] = ["Europe/London", "Asia/Manila"].map(|zone| alerts(&told(&made, zone), &pack));
    assert!(here.iter().any(|subject| subject.alerts.is_some()), "{here:?}");
    assert_eq!(here, there);
}
