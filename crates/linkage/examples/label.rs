//! How much labels help: suggests pairs, takes their labels from the truth, learns, and tells F1 before and after.
#![expect(clippy::unwrap_used, clippy::cast_precision_loss, reason = "a measurement, not a product")]
use arrow::{array::AsArray, compute::cast, datatypes::DataType};
use linkage::{Dataset, Label, LinkageError, Parameters, Quiet};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::{collections::HashMap, path::PathBuf};

fn truth(path: &PathBuf) -> Vec<String> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(std::fs::File::open(path).unwrap())
        .unwrap()
        .build()
        .unwrap();
    let mut truth = Vec::new();
    for batch in reader {
        let batch = batch.unwrap();
        let column = cast(batch.column_by_name("true_cluster").unwrap(), &DataType::Utf8).unwrap();
        truth.extend(column.as_string::<i32>().iter().map(|text| text.unwrap().to_owned()));
    }
    truth
}

/// Best F1 with its threshold, and F1 at 0 bits.
fn quality(data: &Dataset, parameters: &Parameters, truth: &[String], pairs: u64) -> (f64, f64, f64) {
    let mut scored: Vec<(f64, bool)> = Vec::new();
    linkage::score(data, parameters, -12.0, None, &Quiet, &mut |found| {
        let same = |a: u32, b: u32| truth[a as usize] == truth[b as usize];
        scored.extend(found.iter().map(|pair| (pair.weight, same(pair.left, pair.right))));
        Ok::<_, LinkageError>(())
    })
    .unwrap();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut right, mut best, mut even) = (0_u64, (0.0, 0.0), 0.0);
    for (at, (weight, same)) in scored.iter().enumerate() {
        right += u64::from(*same);
        let f1 = 2.0 * right as f64 / (at as f64 + 1.0 + pairs as f64);
        if f1 > best.0 {
            best = (f1, *weight);
        }
        if *weight >= 0.0 {
            even = f1;
        }
    }
    (best.0, best.1, even)
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let model = linkage::Model::from_toml(&std::fs::read_to_string(&arguments[1]).unwrap()).unwrap();
    let path = PathBuf::from(&arguments[2]);
    let truth = truth(&path);
    let data = linkage::files::read(&model, &[linkage::files::Input { path }]).unwrap();
    let mut sizes: HashMap<&str, u64> = HashMap::new();
    for group in &truth {
        *sizes.entry(group).or_default() += 1;
    }
    let pairs = sizes.values().map(|size| size * (size - 1) / 2).sum();
    let parameters = linkage::train(&data, &Quiet).unwrap();
    println!("without labels: {:?}", quality(&data, &parameters, &truth, pairs));
    // Model, records, and how many labels: 10,100,500.
    let counts = arguments.get(3).map_or("10,100,500", String::as_str);
    for count in counts.split(',').map(|count| count.parse().unwrap()) {
        for seed in 1..=4 {
            let labels: Vec<Label> = linkage::suggest_labels(&data, &parameters, count, seed)
                .unwrap()
                .iter()
                .map(|pair| Label {
                    left: pair.left,
                    right: pair.right,
                    same: truth[pair.left as usize] == truth[pair.right as usize],
                })
                .collect();
            let same = labels.iter().filter(|label| label.same).count();
            let learned = linkage::train_with_labels(&data, &parameters, &labels, &Quiet).unwrap();
            let found = quality(&data, &learned, &truth, pairs);
            println!(
                "{count} labels ({same} same), seed {seed}: best F1, its threshold, F1 at 0 bits: {found:?}"
            );
        }
    }
}
