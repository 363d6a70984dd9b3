//! Costs are those of the blocks themselves; sets reach what was wanted or say that they do not.

use super::*;
use crate::{LinkageError, Model, block::Blocks, block::pairs_of};
use arrow::array::{ArrayRef, ListBuilder, RecordBatch, StringArray, StringBuilder};
use std::sync::Arc;

const MODEL: &str = r#"
version = 1
name = "small"
id = "id"
[columns.birth]
from = ["dob"]
kind = "date"
[[comparisons]]
name = "name"
levels = [
  { name = "same", when = "exact(name)" },
  { name = "close", when = "jaro_winkler(name) >= 0.9" },
  { name = "other" },
]
[[comparisons]]
name = "phones"
levels = [{ name = "same", when = "exact(phones)" }, { name = "other" }]
[[comparisons]]
name = "dob"
levels = [
  { name = "same", when = "exact(dob)" },
  { name = "near", when = "days(birth) <= 30" },
  { name = "other" },
]
"#;

fn data(blocks: &str, across: bool, rows: usize, seed: u64) -> Dataset {
    let link = if across { "link = \"across\"\n" } else { "" };
    let model = MODEL.replace("id = \"id\"\n", &format!("id = \"id\"\n{link}"));
    let model = Model::from_toml(&format!("{model}{blocks}")).unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut phones = ListBuilder::new(StringBuilder::new());
    let (mut names, mut days) = (Vec::new(), Vec::new());
    for _ in 0..rows {
        let names_of = ["ana", "anna", "anabel", "niño", "niñas", "", "jo"];
        names.push(names_of[rng.random_range(0..names_of.len())]);
        days.push(format!("19{}-0{}-11", rng.random_range(50..60), rng.random_range(1..9)));
        for _ in 0..rng.random_range(0..3) {
            phones.values().append_value(format!("0{}", rng.random_range(100..130)));
        }
        phones.append(true);
    }
    let column = |texts: Vec<String>| Arc::new(StringArray::from(texts)) as ArrayRef;
    let batch = RecordBatch::try_from_iter([
        ("id", column((0..rows).map(|row| row.to_string()).collect())),
        ("name", column(names.iter().map(|name| (*name).to_owned()).collect())),
        ("dob", column(days)),
        ("phones", Arc::new(phones.finish()) as ArrayRef),
    ])
    .unwrap();
    let half = rows / 2;
    let parts = [(0_u16, batch.slice(0, half)), (u16::from(across), batch.slice(half, rows - half))];
    Dataset::read(&model, parts.map(Ok::<_, LinkageError>)).unwrap()
}

#[test]
fn costs_are_those_of_the_blocks() {
    let rules = [
        r#"["name"]"#,
        r#"["name:3"]"#,
        r#"["name:4", "dob"]"#,
        r#"["phones"]"#,
        r#"["phones:3", "dob:4"]"#,
        r#"["name", "phones"]"#,
    ];
    let blocks = rules.map(|rule| format!("[[blocks]]\non = {rule}\n")).concat();
    let data = data(&blocks, false, 300, 4);
    let advice = advise_rules(&data, None, 0.9, u64::MAX);
    let made = Blocks::new(&data.plan.blocks, &data.table);
    for (plan, blocks) in data.plan.blocks.iter().zip(&made.rules) {
        let name: Vec<&str> = plan.name.split(" + ").collect();
        let found = advice.rules.iter().find(|rule| rule.on == name).unwrap_or_else(|| panic!("{name:?}"));
        let sizes = || (0..blocks.len()).map(|block| blocks.block(block).len());
        assert_eq!(found.pairs, sizes().map(pairs_of).sum::<u64>(), "{name:?}");
        assert_eq!(found.largest, sizes().max().unwrap() as u64, "{name:?}");
        assert!(found.filled > 0.5 && found.filled <= 1.0);
    }
    // The date beside its text is no column of its own, and no rule names one comparison twice.
    assert!(advice.rules.iter().flat_map(|rule| &rule.on).all(|name| !name.starts_with("birth")));
    let one_twice = |rule: &&RuleEstimate| rule.on.iter().filter(|name| name.starts_with("name")).count() > 1;
    assert!(!advice.rules.iter().any(|rule| one_twice(&rule)));
}

#[test]
fn only_pairs_of_different_inputs_count_across() {
    let data = data("[[blocks]]\non = [\"name\"]\n", true, 60, 2);
    let advice = advise_rules(&data, None, 0.5, u64::MAX);
    let values = |record: u32| data.table.columns[0].values(record);
    let mut wanted = 0;
    for left in 0..60 {
        for right in left + 1..60 {
            let differ = data.table.sources[left as usize] != data.table.sources[right as usize];
            wanted += u64::from(differ && !values(left).is_empty() && values(left) == values(right));
        }
    }
    assert_eq!(advice.rules.iter().find(|rule| rule.on == ["name"]).unwrap().pairs, wanted);
}

#[test]
fn sets_reach_what_is_wanted_within_the_budget() {
    let data = data("[[blocks]]\non = [\"name\"]\n", false, 400, 3);
    let parameters = crate::train(&data, &crate::Quiet).unwrap();
    let free = advise_rules(&data, Some(&parameters), 0.6, u64::MAX);
    assert!(free.reached && free.recall >= 0.6, "{free:?}");
    assert_eq!(free.pairs, free.chosen.iter().map(|rule| rule.pairs).sum::<u64>());
    for at in 0..free.chosen.len() {
        // No rule of a set that reaches the goal is needless: estimates of the others stay below it.
        let others: f64 = free
            .chosen
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at)
            .map(|(_, r)| 1.0 - r.recall)
            .product();
        assert!(1.0 - others < 0.75, "{:?}", free.chosen);
    }
    let tight = advise_rules(&data, Some(&parameters), 0.99, free.pairs / 2);
    assert!(!tight.reached && tight.pairs <= free.pairs / 2);
    let most = advise_rules(&data, Some(&parameters), 1.1, u64::MAX);
    assert!(!most.reached && most.recall > free.recall);
    assert_eq!(most, advise_rules(&data, Some(&parameters), 1.1, u64::MAX));
}

#[test]
fn nothing_comes_of_no_records() {
    let data = data("[[blocks]]\non = [\"name\"]\n", false, 0, 1);
    let advice = advise_rules(&data, None, 0.9, 10);
    assert!(advice.pairs == 0 && advice.rules.iter().all(|rule| rule.pairs == 0 && rule.recall == 0.0));
}
