//! How fast deliveries are sealed and written, and how long one acknowledged delivery takes.
//!
//! `cargo bench -p tanglaw-store --bench deliver -- [REPORTS]`; with `TEST_POSTGRES_URL` it measures PostgreSQL too.
//! A program of its own rather than a timed loop of a harness: what counts is the state of the tables as they grow.

#![expect(clippy::expect_used, reason = "a measurement that fails must stop")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::time::Instant;
use store::{Delivery, Preparer, Store};
use support::{by, delivery, report, scenes};

const BATCH: u32 = 1_000;

fn a_delivery(number: u32) -> Delivery {
    let mut delivery = delivery(report(number));
    // About the size of a real record, with identifiers of its own.
    delivery.report.narratives[0].words = "Placeholder words of a narrative. ".repeat(20).into();
    for n in 0..5 {
        let address = model::Identifier::email(&format!("person{number}.{n}@example.org"));
        delivery.report.mentions[0].identifiers.push(address);
    }
    delivery.document.bytes = serde_json::to_vec(&delivery.report).unwrap_or_default();
    delivery
}

async fn bulk(store: &Store, count: u32) {
    let mut preparer = store.preparer();
    let (mut sealing, mut writing) = (0.0, 0.0);
    for batch in 0..count / BATCH {
        let deliveries: Vec<_> = (batch * BATCH..(batch + 1) * BATCH).map(a_delivery).collect();
        let made = Instant::now();
        let prepared: Vec<_> = deliveries.into_iter().map(|delivery| preparer.prepare(delivery)).collect();
        sealing += made.elapsed().as_secs_f64();
        let sealed = Instant::now();
        store.deliver(&by(), prepared).await.expect("delivers");
        writing += sealed.elapsed().as_secs_f64();
    }
    let each = |seconds: f64| seconds * 1e6 / f64::from(count);
    println!(
        "{count} reports in batches of {BATCH}: sealing {:.0} µs each, writing {:.0} µs each",
        each(sealing),
        each(writing)
    );
}

async fn single(store: &Store, preparer: &mut Preparer, from: u32, count: u32) {
    let mut times: Vec<f64> = Vec::new();
    for number in from..from + count {
        let delivery = a_delivery(number);
        let began = Instant::now();
        store.deliver(&by(), vec![preparer.prepare(delivery)]).await.expect("delivers");
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times[(times.len() - 1) * share / 1_000];
    println!("one at a time, {count}: p50 {:.2} ms, p99 {:.2} ms, p99.9 {:.2} ms", at(500), at(990), at(999));
}

#[tokio::main]
async fn main() {
    let count: u32 = std::env::args().find_map(|arg| arg.parse().ok()).unwrap_or(100_000);
    for scene in scenes().await {
        println!("{}", scene.name);
        bulk(&scene.store, count).await;
        single(&scene.store, &mut scene.store.preparer(), count + 1, 2_000).await;
    }
}
