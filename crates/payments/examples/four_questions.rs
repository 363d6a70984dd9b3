//! Measures the four questions of bench/payments: `four_questions batch|stream|latency FILE [THREADS]`.
//!
//! Prints one line of JSON: sums, seconds by the clock, and for `latency` the time of one event.

use payments::{
    Collector, Engine, Figures, Payment, Plan, Questions, Scope, Sums, Verdict, View, batch,
    read::{Columns, PaymentFile, read_shares},
};
use std::{error::Error, fmt::Write as _, path::Path, time::Instant};

struct Adding(Sums);

impl batch::Sink<Figures> for Adding {
    #[inline]
    fn take(&mut self, scope: Scope, _: u32, _: &View<'_>, figures: Figures) {
        self.0.add(scope, &figures);
    }
}

fn columns() -> Columns {
    Columns {
        at: "ts".into(),
        minor_units: "cents".into(),
        sender_country: Some("s_country".into()),
        id: None,
        ..Columns::default()
    }
}

fn told(sums: &Sums, more: &str) {
    println!(r#"{{"Q1":{:?},"Q2":{:?},"Q3":{:?},"Q4":[{}],{more}}}"#, sums.q1, sums.q2, sums.q3, sums.q4);
}

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().collect();
    let [_, how, path, more @ ..] = words.as_slice() else {
        return Err("four_questions batch|stream|latency FILE [THREADS]".into());
    };
    let threads = more.first().map_or(Ok(2), |text| text.parse())?;
    let columns = columns();
    let file = PaymentFile::open(Path::new(path), &columns)?;
    let plan = Plan::default();
    let began = Instant::now();
    match how.as_str() {
        "batch" => {
            let collectors = read_shares(
                std::slice::from_ref(&file),
                threads,
                |first| Collector::rows(&plan, u32::try_from(first).unwrap_or(u32::MAX)),
                |collector, _, _, row| {
                    if let Ok(payment) = row {
                        collector.push(&payment);
                    }
                },
            )?;
            let read = began.elapsed().as_secs_f64();
            let done = batch::run(collectors, &plan, &Questions, threads, || Adding(Sums::default()))?;
            let mut sums = Sums::default();
            done.sinks.iter().for_each(|sink| sums.merge(&sink.0));
            let whole = began.elapsed().as_secs_f64();
            told(&sums, &format!(r#""rows":{},"wall":{whole:.3},"reading":{read:.3}"#, done.rows));
        }
        "stream" | "latency" => {
            let mut payments: Vec<Payment> = Vec::with_capacity(usize::try_from(file.rows())?);
            file.read(&mut |row| payments.extend(row))?;
            let read = began.elapsed().as_secs_f64();
            let (sums, more) = stream(&payments, plan, how == "latency");
            told(&sums, &format!(r#""rows":{},"reading":{read:.3},{more}"#, payments.len()));
        }
        _ => return Err("batch, stream or latency".into()),
    }
    Ok(())
}

/// Seconds that this thread spent on a processor (Linux, `schedstat`).
fn on_processor() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds: u64 = text.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0);
    std::time::Duration::from_nanos(nanoseconds).as_secs_f64()
}

fn stream(payments: &[Payment], plan: Plan, timed: bool) -> (Sums, String) {
    let mut engine = Engine::new(plan, Questions);
    let mut sums = Sums::default();
    let mut times: Vec<u32> = Vec::with_capacity(if timed { payments.len() } else { 0 });
    let (began, spent) = (Instant::now(), on_processor());
    let mut add = |verdict: &Verdict<Figures>| {
        for (scope, _, figures) in verdict.answers() {
            sums.add(scope, &figures);
        }
    };
    if timed {
        for payment in payments {
            let start = Instant::now();
            engine.accept(payment, &mut add);
            times.push(u32::try_from(start.elapsed().as_nanos()).unwrap_or(u32::MAX));
        }
    } else {
        engine.accept_all(payments, &mut add, |_, _| {});
    }
    let (wall, cpu) = (began.elapsed().as_secs_f64(), on_processor() - spent);
    let (events, bytes) = engine.held();
    let mut more = format!(r#""wall":{wall:.3},"cpu":{cpu:.3},"events_held":{events},"bytes_held":{bytes}"#);
    if timed {
        times.sort_unstable();
        for (name, share) in [("p50", 500), ("p99", 990), ("p999", 999)] {
            let at = (times.len().saturating_sub(1)) * share / 1_000;
            let _ = write!(more, r#","{name}_ns":{}"#, times.get(at).copied().unwrap_or(0));
        }
        let _ = write!(more, r#","max_ns":{}"#, times.last().copied().unwrap_or(0));
    }
    (sums, more)
}
