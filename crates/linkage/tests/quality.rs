//! Figures of pairs against a truth that was counted by hand.
#![expect(clippy::unwrap_used, reason = "a test")]

use linkage::{Dataset, Model, ScoredPair, Truth, files};
use std::{fs, path::Path};

const MODEL: &str = r#"
version = 1
name = "small"
id = "id"
[[comparisons]]
name = "name"
levels = [{ name = "same", when = "exact(name)" }, { name = "other" }]
[[blocks]]
on = ["name"]
"#;

fn write(path: &Path, data: &Dataset, pairs: &[(u32, u32, f64)]) {
    let mut file = files::PairFile::create(path, data).unwrap();
    let pairs: Vec<ScoredPair> = pairs
        .iter()
        .map(|(left, right, weight)| ScoredPair { left: *left, right: *right, weight: *weight, pattern: 2 })
        .collect();
    file.write(&pairs).unwrap();
    file.finish().unwrap();
}

#[test]
fn pairs_that_were_never_looked_at_count_as_missed() {
    let folder = tempfile::tempdir().unwrap();
    let (records, pairs) = (folder.path().join("records.csv"), folder.path().join("pairs.parquet"));
    // Persons a (3 records: 3 pairs), b (2 records: 1 pair); one record of nobody known.
    fs::write(&records, "id,name,person,source\n1,x,a,p\n2,x,a,p\n3,x,a,q\n4,y,b,p\n5,y,b,q\n6,y,,q\n")
        .unwrap();
    let input = files::Input { path: records.clone() };
    let data = files::read(&Model::from_toml(MODEL).unwrap(), &[input]).unwrap();
    // Right at 9 and 5, wrong at 5 and 1; 1-3 and 4-5 were never looked at.
    write(&pairs, &data, &[(0, 1, 9.0), (1, 2, 5.0), (3, 5, 5.0), (4, 5, 1.0)]);
    let found = Truth::read(&records, "id", "person", None).unwrap().pairs(&pairs).unwrap();
    assert_eq!((found.true_pairs, found.scored_pairs), (4, 4));
    assert!((found.found - 0.5).abs() < 1e-12);
    // From 9 bits: 1 of 1 is right, 1 of 4 is found: F1 0.4. From 5: 2 of 3, 2 of 4: F1 4/7.
    assert!(
        (found.best.threshold - 5.0).abs() < 1e-12 && (found.best.f1 - 4.0 / 7.0).abs() < 1e-12,
        "{:?}",
        found.best
    );
    let at = |threshold: f64| *found.curve.iter().find(|at| (at.threshold - threshold).abs() < 1e-9).unwrap();
    assert!((at(9.0).precision - 1.0).abs() < 1e-12 && (at(9.0).recall - 0.25).abs() < 1e-12);
    assert!((at(7.0).recall - 0.25).abs() < 1e-12, "between two weights the greater stands");
    assert!((at(5.0).precision - 2.0 / 3.0).abs() < 1e-12 && (at(1.0).precision - 0.5).abs() < 1e-12);
    // Across inputs: a has 2 pairs of different inputs, b one; of the scored ones 1-2 does not count.
    let across = Truth::read(&records, "id", "person", Some("source")).unwrap().pairs(&pairs).unwrap();
    assert_eq!((across.true_pairs, across.scored_pairs), (3, 2));
}
