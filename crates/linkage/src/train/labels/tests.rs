//! Labels help where the figures are wrong, and change nothing where they have nothing to say.

use super::*;
use crate::{Model, Quiet, ScoredPair};
use arrow::array::{ArrayRef, RecordBatch, StringArray};
use rand::{RngExt as _, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::Arc;

const MODEL: &str = r#"
version = 1
name = "small"
id = "id"
[[comparisons]]
name = "name"
levels = [{ name = "same", when = "exact(name)", rare = "name" }, { name = "other" }]
[[comparisons]]
name = "city"
levels = [{ name = "same", when = "exact(city)" }, { name = "other" }]
[[comparisons]]
name = "phone"
levels = [
  { name = "same", when = "exact(phone)" },
  { name = "slip", when = "levenshtein(phone) <= 1" },
  { name = "other" },
]
[[blocks]]
on = ["half"]
[training]
random_pairs = 10000
"#;

/// Persons with one to three records each; record by record, the person it is of.
fn persons(count: usize, seed: u64) -> (Vec<[String; 4]>, Vec<usize>) {
    let rng = &mut ChaCha8Rng::seed_from_u64(seed);
    let (mut rows, mut truth) = (Vec::new(), Vec::new());
    for person in 0..count {
        let name = format!("name{}", rng.random_range(0..count / 2));
        let city = format!("city{}", rng.random_range(0..3));
        let phone: u32 = rng.random_range(1_000_000..9_999_999);
        for _ in 0..rng.random_range(1..4) {
            let or = |rng: &mut ChaCha8Rng, chance: f64, value: &str, other: String| {
                if rng.random_bool(chance) { value.to_owned() } else { other }
            };
            let stray = rng.random_range(0..count / 2);
            let name = or(rng, 0.9, &name, format!("name{stray}"));
            // People move all the time: a city says nearly nothing.
            let moved = rng.random_range(0..3);
            let city = or(rng, 0.3, &city, format!("city{moved}"));
            let last = rng.random_range(0..10);
            let phone = or(rng, 0.7, &phone.to_string(), format!("{}{last}", phone / 10));
            rows.push([name, city, phone, rng.random_range(0..2).to_string()]);
            truth.push(person);
        }
    }
    (rows, truth)
}

fn data(model: &str, rows: &[[String; 4]]) -> Dataset {
    let column =
        |at: usize| Arc::new(StringArray::from_iter_values(rows.iter().map(|row| &row[at]))) as ArrayRef;
    let ids = Arc::new(StringArray::from_iter_values((0..rows.len()).map(|row| row.to_string()))) as ArrayRef;
    let batch = RecordBatch::try_from_iter([
        ("id", ids),
        ("name", column(0)),
        ("city", column(1)),
        ("phone", column(2)),
        ("half", column(3)),
    ])
    .unwrap();
    Dataset::read(&Model::from_toml(model).unwrap(), [Ok::<_, LinkageError>((0, batch))]).unwrap()
}

/// The mean surprise of the truth, in nats a pair, and all pairs.
fn surprise(data: &Dataset, parameters: &Parameters, truth: &[usize]) -> (f64, Vec<ScoredPair>) {
    let mut all = Vec::new();
    crate::score(data, parameters, f64::NEG_INFINITY, None, &Quiet, &mut |pairs| {
        all.extend_from_slice(pairs);
        Ok::<_, LinkageError>(())
    })
    .unwrap();
    let loss = all.iter().map(|pair| {
        let same = truth[pair.left as usize] == truth[pair.right as usize];
        let toward = if same { pair.weight } else { -pair.weight } * std::f64::consts::LN_2;
        (-toward).exp().ln_1p()
    });
    (loss.sum::<f64>() / f64::from(u32::try_from(all.len()).unwrap()), all)
}

fn labels(pairs: &[ScoredPair], truth: &[usize]) -> Vec<Label> {
    let same = |pair: &ScoredPair| truth[pair.left as usize] == truth[pair.right as usize];
    pairs.iter().map(|pair| Label { left: pair.left, right: pair.right, same: same(pair) }).collect()
}

/// Figures that hold a city for a strong proof.
fn wrong(data: &Dataset) -> Parameters {
    let mut parameters = crate::train(data, &Quiet).unwrap();
    let figures = &mut parameters.segments[0].comparisons;
    for (comparison, m) in [(0, vec![0.9, 0.1]), (1, vec![0.97, 0.03]), (2, vec![0.7, 0.28, 0.02])] {
        figures[comparison].levels.iter_mut().zip(m).for_each(|(level, m)| level.m = m);
    }
    parameters
}

#[test]
fn labels_help_more_the_more_there_are() {
    let (rows, truth) = persons(300, 1);
    let data = data(MODEL, &rows);
    let parameters = wrong(&data);
    let (before, _) = surprise(&data, &parameters, &truth);
    let mut last = before;
    for count in [100, 1_000] {
        let suggested = suggest_labels(&data, &parameters, count, 7).unwrap();
        let learned = train_with_labels(&data, &parameters, &labels(&suggested, &truth), &Quiet).unwrap();
        let (after, _) = surprise(&data, &learned, &truth);
        assert!(after < last, "{count}: {after} is not below {last}");
        last = after;
        for comparison in &learned.segments[0].comparisons {
            let sum: f64 = comparison.levels.iter().map(|level| level.m).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{}", comparison.name);
        }
        assert_eq!(Parameters::from_toml(&learned.to_toml()).unwrap(), learned);
    }
    assert!(last < 0.7 * before, "{before} {last}");
}

#[test]
fn few_labels_move_little() {
    let (rows, truth) = persons(300, 2);
    let data = data(&MODEL.replace("[training]", "[training]\non = [[\"name\"], [\"phone\"]]"), &rows);
    let parameters = crate::train(&data, &Quiet).unwrap();
    let (before, all) = surprise(&data, &parameters, &truth);
    let weight = |pairs: &[ScoredPair]| pairs.iter().map(|pair| pair.weight).collect::<Vec<f64>>();
    for seed in 0..20 {
        let suggested = suggest_labels(&data, &parameters, 5, seed).unwrap();
        let learned = train_with_labels(&data, &parameters, &labels(&suggested, &truth), &Quiet).unwrap();
        let (after, moved) = surprise(&data, &learned, &truth);
        assert!(after < before * 1.1, "{seed}: {before} {after}");
        let most = weight(&all).iter().zip(weight(&moved)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(most < 1.0, "{seed}: a weight moved by {most} bits");
    }
    assert_eq!(train_with_labels(&data, &parameters, &[], &Quiet).unwrap(), parameters);
}

#[test]
fn order_and_repetition_of_labels_change_nothing() {
    let (rows, truth) = persons(100, 3);
    let data = data(MODEL, &rows);
    let parameters = wrong(&data);
    let labels = labels(&suggest_labels(&data, &parameters, 50, 1).unwrap(), &truth);
    let learned = train_with_labels(&data, &parameters, &labels, &Quiet).unwrap();
    let mut turned: Vec<Label> =
        labels.iter().rev().map(|l| Label { left: l.right, right: l.left, ..*l }).collect();
    turned.extend_from_slice(&labels[..10]);
    assert_eq!(train_with_labels(&data, &parameters, &turned, &Quiet).unwrap(), learned);
    for (left, right) in [(3, 3), (0, 9_999)] {
        let error =
            train_with_labels(&data, &parameters, &[Label { left, right, same: true }], &Quiet).unwrap_err();
        assert!(error.to_string().contains("two different records"), "{error}");
    }
}

#[test]
fn without_blocks_to_learn_from_labels_tell_m() {
    let (rows, truth) = persons(300, 4);
    let data = data(MODEL, &rows);
    assert!(data.plan.training.is_empty());
    let mut parameters = crate::train(&data, &Quiet).unwrap();
    let (_, all) = surprise(&data, &parameters, &truth);
    parameters.segments[0].comparisons[1].levels[0].m = 0.9;
    parameters.segments[0].comparisons[1].levels[1].m = 0.1;
    let same: Vec<Label> = labels(&all, &truth).into_iter().filter(|label| label.same).take(90).collect();
    let seen = patterns(&data, &same).unwrap();
    shares(&data.plan, &seen, &mut parameters);
    let agree = same.iter().filter(|l| rows[l.left as usize][1] == rows[l.right as usize][1]).count();
    let wanted = (f64::from(u32::try_from(agree).unwrap()) + 9.0) / 100.0;
    assert!((parameters.segments[0].comparisons[1].levels[0].m - wanted).abs() < 1e-12);
}

#[test]
fn suggestions_are_uncertain_distinct_and_the_same_every_time() {
    let (rows, _) = persons(300, 5);
    let data = data(MODEL, &rows);
    let parameters = wrong(&data);
    let suggested = suggest_labels(&data, &parameters, 200, 9).unwrap();
    assert_eq!(suggested.len(), 200);
    assert_eq!(suggested, suggest_labels(&data, &parameters, 200, 9).unwrap());
    assert_eq!(suggested[..50], suggest_labels(&data, &parameters, 50, 9).unwrap());
    assert_ne!(suggested, suggest_labels(&data, &parameters, 200, 10).unwrap());
    let distinct: BTreeSet<(u32, u32)> = suggested.iter().map(|pair| (pair.left, pair.right)).collect();
    assert_eq!(distinct.len(), 200);
    let unsure = suggested.iter().filter(|pair| pair.weight.abs() < 6.0).count();
    assert!(unsure > 100, "{unsure}");
    let patterns: BTreeSet<u64> = suggested.iter().map(|pair| pair.pattern).collect();
    assert!(patterns.len() >= 4, "{}", patterns.len());
}
