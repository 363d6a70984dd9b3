//! Puts records into a saved index one by one, opens it again, and tells what each step took.
//!
//! `one_by_one MODEL RECORDS FOLDER [NEW]`: RECORDS is a Parquet file whose columns are texts; the last NEW (10,000) of
//! them are the new records against all before. Run by `bench/linkage/one_by_one.sh`.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement: it stops where anything is wrong"
)]

use arrow::array::{Array, AsArray};
use linkage::{
    Model, Quiet,
    files::{Input, read},
    index::{Cell, Record, SavedIndex},
};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::{
    fs::File,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, model, records, folder, rest @ ..] = arguments.as_slice() else {
        println!("one_by_one MODEL RECORDS FOLDER [NEW]");
        std::process::exit(2);
    };
    let model = Model::from_toml(&std::fs::read_to_string(model).unwrap()).unwrap();
    let (records, folder) = (PathBuf::from(records), PathBuf::from(folder));
    let new: usize = rest.first().map_or(10_000, |new| new.parse().unwrap());

    let data = read(&model, &[Input { path: records.clone() }]).unwrap();
    let mut parameters = linkage::train(&data, &Quiet).unwrap();
    parameters.frequencies = data.frequencies();
    let total = data.len();
    drop(data);
    println!("records {total}");

    let mut saved = SavedIndex::open(&folder, &model, &parameters).unwrap();
    let inputs = saved.index().inputs().to_vec();
    let mut times: Vec<Duration> = Vec::new();
    let (begun, mut key) = (Instant::now(), 0_u64);
    each(&records, &inputs, &mut |cells| {
        let record = Record { key, source: 0, cells };
        key += 1;
        let started = Instant::now();
        let change = saved.insert(&record).unwrap();
        times.push(started.elapsed());
        std::hint::black_box(change);
    });
    let whole = begun.elapsed();
    let alone: Duration = times.iter().sum();
    println!("records per second, reading the file included {:.0}", rate(total, whole));
    println!("records per second, from the first {:.0}", rate(total, alone));
    let last = times.split_off(total.saturating_sub(new));
    tell("new record against all, with its clusters and the line in the log", &last);
    let started = Instant::now();
    saved.sync().unwrap();
    println!("sync of the log {:.1} ms", milliseconds(started.elapsed()));
    let started = Instant::now();
    saved.compact().unwrap();
    println!("snapshot written in {:.1} s", started.elapsed().as_secs_f64());
    drop(saved);

    let size = std::fs::metadata(folder.join("index.snapshot")).unwrap().len();
    let started = Instant::now();
    let mut saved = SavedIndex::open(&folder, &model, &parameters).unwrap();
    println!("opened in {:.1} s, from {} MiB", started.elapsed().as_secs_f64(), size >> 20);
    let (mut at, mut times) = (0, Vec::new());
    each(&records, &inputs, &mut |cells| {
        at += 1;
        if at + new > total {
            let record = Record { key: u64::MAX, source: 0, cells };
            let started = Instant::now();
            std::hint::black_box(saved.look_up(&record).unwrap());
            times.push(started.elapsed());
        }
    });
    tell("look-up against all", &times);
    println!("look-ups per second {:.0}", rate(times.len(), times.iter().sum()));
}

#[expect(clippy::cast_precision_loss, reason = "counts")]
fn rate(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}
fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn tell(what: &str, times: &[Duration]) {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let at = |share: usize| {
        milliseconds(*sorted.get((sorted.len() * share / 1000).min(sorted.len() - 1)).unwrap())
    };
    println!(
        "{what}: p50 {:.3} ms, p99 {:.3} ms, p99.9 {:.3} ms, longest {:.3} ms",
        at(500),
        at(990),
        at(999),
        at(1000)
    );
}

/// Reads a file record by record.
fn each(path: &Path, inputs: &[String], see: &mut dyn FnMut(Vec<Cell>)) {
    let reader =
        ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap().build().unwrap();
    for batch in reader {
        let batch = batch.unwrap();
        let columns: Vec<_> =
            inputs.iter().map(|name| batch.column_by_name(name).unwrap().as_string::<i32>()).collect();
        for row in 0..batch.num_rows() {
            see(columns
                .iter()
                .map(|column| {
                    if column.is_null(row) { Cell::Missing } else { Cell::One(column.value(row).to_owned()) }
                })
                .collect());
        }
    }
}
