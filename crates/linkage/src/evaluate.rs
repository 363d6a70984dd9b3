//! How good pairs and clusters are, where the truth is known.
//!
//! Pairs: precision, recall and their harmonic mean F1 over thresholds; a true pair that was never looked at counts as
//! missed. Clusters: the same over all pairs inside clusters, and B-cubed (Bagga and Baldwin 1998), which counts records
//! instead of pairs and is not ruled by the largest cluster.

use crate::{LinkageError, files};
use arrow::{
    array::{Array, AsArray, RecordBatch, StringArray},
    compute::cast,
    datatypes::DataType,
};
use serde::Serialize;
use std::{collections::HashMap, path::Path};

/// Which records are the same in truth.
pub struct Truth {
    /// By id: its group, and its input where only pairs across inputs count.
    records: HashMap<String, (u32, u32)>,
    across: bool,
    /// How many pairs are the same.
    pairs: u64,
}

/// Precision, recall and F1 at one threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Quality {
    /// Weight in bits from which pairs count.
    pub threshold: f64,
    /// Share of these pairs that are the same.
    pub precision: f64,
    /// Share of all true pairs that are among them.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
}

/// How good scored pairs are.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairQuality {
    /// At the threshold with the best F1.
    pub best: Quality,
    /// At every whole bit.
    pub curve: Vec<Quality>,
    /// Pairs that are the same in truth.
    pub true_pairs: u64,
    /// Pairs in the file (those across inputs, where only they count).
    pub scored_pairs: u64,
    /// Share of true pairs that are in the file at all.
    pub found: f64,
}

/// How good clusters are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ClusterQuality {
    /// Over pairs inside clusters.
    pub precision: f64,
    /// Over pairs inside clusters.
    pub recall: f64,
    /// Over pairs inside clusters.
    pub f1: f64,
    /// B-cubed precision.
    pub bcubed_precision: f64,
    /// B-cubed recall.
    pub bcubed_recall: f64,
    /// B-cubed F1.
    pub bcubed_f1: f64,
    /// How many clusters there are.
    pub clusters: u64,
    /// Records in the largest.
    pub largest: u64,
}

impl Truth {
    /// Reads the truth from a file of records: `group` says which are the same; with `across` (the column that tells inputs
    /// apart) only pairs of different inputs count.
    pub fn read(path: &Path, id: &str, group: &str, across: Option<&str>) -> Result<Self, LinkageError> {
        let mut wanted = vec![id.to_owned(), group.to_owned()];
        wanted.extend(across.map(str::to_owned));
        let (mut groups, mut inputs) = (Numbers::default(), Numbers::default());
        let mut records = HashMap::new();
        for batch in files::batches(path, &wanted)? {
            let batch = batch?;
            let (ids, groups_of) = (texts(path, &batch, id)?, texts(path, &batch, group)?);
            let inputs_of = across.map(|column| texts(path, &batch, column)).transpose()?;
            for row in 0..batch.num_rows() {
                // A record of an unknown group is alone.
                let of =
                    if groups_of.is_null(row) { groups.alone() } else { groups.of(groups_of.value(row)) };
                let input = inputs_of.as_ref().map_or(0, |inputs_of| inputs.of(inputs_of.value(row)));
                records.insert(ids.value(row).to_owned(), (of, input));
            }
        }
        let mut sizes: HashMap<u32, u64> = HashMap::new();
        let mut sizes_within: HashMap<(u32, u32), u64> = HashMap::new();
        for of in records.values() {
            *sizes.entry(of.0).or_default() += 1;
            *sizes_within.entry(*of).or_default() += 1;
        }
        let all: u64 = sizes.values().map(|size| pairs_of(*size)).sum();
        let within: u64 = sizes_within.values().map(|size| pairs_of(*size)).sum();
        let pairs = if across.is_some() { all - within } else { all };
        Ok(Self { records, across: across.is_some(), pairs })
    }

    fn of(&self, path: &Path, id: &str) -> Result<(u32, u32), LinkageError> {
        self.records.get(id).copied().ok_or_else(|| LinkageError::File {
            path: path.display().to_string(),
            problem: format!("the id {id:?} is not among the records of the truth"),
        })
    }

    /// How good a file of pairs is.
    pub fn pairs(&self, path: &Path) -> Result<PairQuality, LinkageError> {
        let mut scored: Vec<(f64, bool)> = Vec::new();
        let mut problem = None;
        files::read_pairs(path, &mut |row| match (self.of(path, &row.left), self.of(path, &row.right)) {
            (Ok(left), Ok(right)) if !self.across || left.1 != right.1 => {
                scored.push((row.weight, left.0 == right.0));
            }
            (Ok(_), Ok(_)) => {}
            (Err(error), _) | (_, Err(error)) => problem = Some(error),
        })?;
        if let Some(problem) = problem {
            return Err(problem);
        }
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut quality = PairQuality {
            best: Quality::default(),
            curve: Vec::new(),
            true_pairs: self.pairs,
            scored_pairs: scored.len() as u64,
            found: 0.0,
        };
        let (mut right, mut next) = (0_u64, scored.first().map_or(0.0, |first| first.0.floor()));
        for (at, (weight, same)) in scored.iter().enumerate() {
            right += u64::from(*same);
            let below = scored.get(at + 1).map_or(f64::NEG_INFINITY, |below| below.0);
            if below.to_bits() == weight.to_bits() {
                continue;
            }
            let here = self.quality(*weight, right, at as u64 + 1);
            if here.f1 > quality.best.f1 {
                quality.best = here;
            }
            while below < next && next > -100.0 {
                quality.curve.push(Quality { threshold: next, ..here });
                next -= 1.0;
                if below.is_infinite() {
                    break;
                }
            }
        }
        quality.found = share(right, self.pairs);
        Ok(quality)
    }

    fn quality(&self, threshold: f64, right: u64, counted: u64) -> Quality {
        let (precision, recall) = (share(right, counted), share(right, self.pairs));
        Quality { threshold, precision, recall, f1: f1(precision, recall) }
    }

    /// How good a file of clusters is.
    #[expect(clippy::cast_precision_loss, reason = "counts of records")]
    pub fn clusters(&self, path: &Path) -> Result<ClusterQuality, LinkageError> {
        let mut numbers = Numbers::default();
        let (mut sizes, mut groups, mut both) =
            (HashMap::<u32, u64>::new(), HashMap::<u32, u64>::new(), HashMap::<(u32, u32), u64>::new());
        for batch in files::batches(path, &["rec_id".to_owned(), "cluster_id".to_owned()])? {
            let batch = batch?;
            let (ids, clusters) = (texts(path, &batch, "rec_id")?, texts(path, &batch, "cluster_id")?);
            for row in 0..batch.num_rows() {
                let (group, _) = self.of(path, ids.value(row))?;
                let cluster = numbers.of(clusters.value(row));
                *sizes.entry(cluster).or_default() += 1;
                *groups.entry(group).or_default() += 1;
                *both.entry((cluster, group)).or_default() += 1;
            }
        }
        let pairs = |sizes: &mut dyn Iterator<Item = &u64>| sizes.map(|size| pairs_of(*size)).sum::<u64>();
        let right = pairs(&mut both.values());
        let (precision, recall) =
            (share(right, pairs(&mut sizes.values())), share(right, pairs(&mut groups.values())));
        let records: u64 = sizes.values().sum();
        // Sums in a fixed order: the same files give the same digits.
        let bcubed = |whole: &dyn Fn(&(u32, u32)) -> u64| {
            let mut parts: Vec<(u64, u64)> = both.iter().map(|(of, size)| (*size, whole(of))).collect();
            parts.sort_unstable();
            let sum: f64 =
                parts.iter().map(|(size, whole)| (size * size) as f64 / (*whole).max(1) as f64).sum();
            sum / records.max(1) as f64
        };
        let bcubed_precision = bcubed(&|(cluster, _)| sizes.get(cluster).copied().unwrap_or(1));
        let bcubed_recall = bcubed(&|(_, group)| groups.get(group).copied().unwrap_or(1));
        Ok(ClusterQuality {
            precision,
            recall,
            f1: f1(precision, recall),
            bcubed_precision,
            bcubed_recall,
            bcubed_f1: f1(bcubed_precision, bcubed_recall),
            clusters: sizes.len() as u64,
            largest: sizes.values().copied().max().unwrap_or(0),
        })
    }
}

/// Numbers for texts in the order in which they come.
#[derive(Default)]
struct Numbers {
    known: HashMap<String, u32>,
    next: u32,
}

impl Numbers {
    fn of(&mut self, text: &str) -> u32 {
        if let Some(number) = self.known.get(text) {
            return *number;
        }
        let number = self.alone();
        self.known.insert(text.to_owned(), number);
        number
    }
    fn alone(&mut self) -> u32 {
        self.next += 1;
        self.next
    }
}

fn texts(path: &Path, batch: &RecordBatch, name: &str) -> Result<StringArray, LinkageError> {
    let bad = |problem: String| LinkageError::File { path: path.display().to_string(), problem };
    let column = batch.column_by_name(name).ok_or_else(|| bad(format!("it has no column {name:?}")))?;
    let text = cast(column, &DataType::Utf8).map_err(|error| bad(error.to_string()))?;
    Ok(text.as_string::<i32>().clone())
}

fn pairs_of(size: u64) -> u64 {
    size * size.saturating_sub(1) / 2
}

#[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn f1(precision: f64, recall: f64) -> f64 {
    if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn clusters_by_hand() {
        let folder = tempfile::tempdir().unwrap();
        let (records, clusters) = (folder.path().join("r.csv"), folder.path().join("c.csv"));
        fs::write(&records, "id,person,source\n1,a,x\n2,a,x\n3,a,y\n4,b,x\n5,,y\n").unwrap();
        fs::write(&clusters, "rec_id,cluster_id\n1,1\n2,1\n3,3\n4,3\n5,5\n").unwrap();
        let truth = Truth::read(&records, "id", "person", None).unwrap();
        assert_eq!(truth.pairs, 3);
        let found = truth.clusters(&clusters).unwrap();
        // Pairs inside clusters: 1-2 (right) and 3-4 (wrong).
        assert!((found.precision - 0.5).abs() < 1e-12 && (found.recall - 1.0 / 3.0).abs() < 1e-12);
        // Each record's share of its cluster: 1, 1, 1/2, 1/2, 1; of its person: 2/3, 2/3, 1/3, 1, 1.
        assert!((found.bcubed_precision - 0.8).abs() < 1e-12, "{}", found.bcubed_precision);
        assert!((found.bcubed_recall - (2.0 / 3.0 * 2.0 + 1.0 / 3.0 + 2.0) / 5.0).abs() < 1e-12);
        assert_eq!((found.clusters, found.largest), (3, 2));
        assert_eq!(Truth::read(&records, "id", "person", Some("source")).unwrap().pairs, 2);
        fs::write(&clusters, "rec_id,cluster_id\n9,1\n").unwrap();
        assert!(truth.clusters(&clusters).unwrap_err().to_string().contains("\"9\" is not among"));
        assert!(Truth::read(&records, "id", "nobody", None).is_err());
    }
}
