//! What a key with very many payments costs.

use payments::{Collector, Engine, Land, Payment, View, batch, pack::Pack, window::measures::DAY};
use std::{fs, time::Instant};

/// Processor time of this thread where the system tells it, so that others on the machine do not count.
fn spent(since: Instant) -> f64 {
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    #[expect(clippy::cast_precision_loss, reason = "a time")]
    nanoseconds.map_or_else(|| since.elapsed().as_secs_f64(), |whole| whole as f64 / 1e9)
}

/// One recipient, paid by many within the pack's windows, looked at by the public pack: in batch and live.
fn costs(count: u32) -> (f64, f64) {
    let payments: Vec<Payment> = (0..count)
        .map(|number| Payment {
            sender_country: Land::from_letters(b"AU").unwrap(),
            recipient_country: Land::from_letters(b"PH").unwrap(),
            ..Payment::transfer(
                u64::from(number),
                100 * DAY + i64::from(number) * DAY * 80 / i64::from(count),
                number * 7 % 3_001,
                1_000_000,
                2_000 + number % 91 * 100,
            )
        })
        .collect();
    let pack = Pack::public().unwrap();
    let start = Instant::now();
    let zero = spent(start);
    let mut collector = Collector::told_apart(pack.plan(), 0);
    for payment in &payments {
        collector.push(payment);
    }
    batch::run(vec![collector], pack.plan(), &pack, 1, || |_, _, _: &View<'_>, _| {}).unwrap();
    let in_batch = spent(start);
    let mut engine = Engine::new(pack.plan().clone(), pack);
    for payment in &payments {
        engine.accept(payment, &mut |_| {});
    }
    (in_batch - zero, spent(start) - in_batch)
}

#[test]
fn a_hot_key_costs_about_as_much_for_each_payment() {
    let all: Vec<(u32, f64, f64)> = [1_000, 2_000, 4_000, 8_000]
        .into_iter()
        .map(|count| {
            let (in_batch, live) = costs(count);
            println!("{count} payments of one recipient: batch {in_batch:.3} s, live {live:.3} s");
            (count, in_batch, live)
        })
        .collect();
    let (small, large) = (all[1], all[3]);
    // Four times the payments: four times the work and the logarithm; sixteen times where each is a walk over all.
    assert!(large.1 < small.1 * 9.0 && large.2 < small.2 * 9.0, "{all:?}");
}
