//! A look at records and blocks before the work: what is empty, what says nothing, what would take long.

use crate::{
    Cut,
    block::{Blocks, pairs_of},
    dataset::Dataset,
};
use serde::Serialize;

/// What was seen, and what to do about it.
#[derive(Clone, Debug, Serialize)]
pub struct Advice {
    /// How many records there are.
    pub records: u64,
    /// Columns of the model.
    pub columns: Vec<ColumnAdvice>,
    /// Block rules of the model.
    pub blocks: Vec<BlockAdvice>,
    /// Pairs to look at, those of several rules counted by each.
    pub pairs: u64,
    /// What to do, in words.
    pub remarks: Vec<String>,
}

/// One column.
#[derive(Clone, Debug, Serialize)]
pub struct ColumnAdvice {
    /// Its name.
    pub name: String,
    /// Records with a value.
    pub filled: u64,
    /// Different values.
    pub distinct: u64,
    /// The value that most records carry.
    pub commonest: String,
    /// How many records carry it.
    pub commonest_records: u64,
}

/// One block rule.
#[derive(Clone, Debug, Serialize)]
pub struct BlockAdvice {
    /// The rule, as its columns.
    pub rule: String,
    /// Blocks of two records and more.
    pub blocks: u64,
    /// Records of the largest.
    pub largest: u64,
    /// Pairs it finds.
    pub pairs: u64,
    /// What its cap cuts.
    pub cut: Cut,
}

/// Blocks from this size on are told where nothing caps them: 12.5 million pairs of one block.
const LARGE: u64 = 5_000;
/// A value that so many times the records carry that carry the next one may stand for a missing value: names and cities
/// fall off slowly, `n/a` and `1900-01-01` do not.
const STANDS_OUT: u64 = 4;
/// Pairs that a core looks at in a second, roughly.
const PAIRS_A_SECOND: u64 = 3_000_000;

/// Looks at records and blocks.
pub fn advise(data: &Dataset) -> Advice {
    let records = data.len() as u64;
    let mut advice =
        Advice { records, columns: Vec::new(), blocks: Vec::new(), pairs: 0, remarks: Vec::new() };
    if records < 2 {
        advice.remarks.push("fewer than two records: there is nothing to link".into());
    }
    for (plan, column) in data.plan.columns.iter().zip(&data.table.columns) {
        let words = &column.dictionary;
        let codes = || (1..words.codes()).map(|code| u32::try_from(code).unwrap_or(0));
        let commonest = codes().max_by_key(|code| (words.count(*code), std::cmp::Reverse(*code)));
        let seen = ColumnAdvice {
            name: plan.name.clone(),
            filled: column.present() as u64,
            distinct: codes().filter(|code| words.count(*code) > 0).count() as u64,
            commonest: commonest.map(|code| words.text(code).to_owned()).unwrap_or_default(),
            commonest_records: commonest.map_or(0, |code| u64::from(words.count(code))),
        };
        let others = codes().filter(|code| Some(*code) != commonest);
        let next = others.map(|code| u64::from(words.count(code))).max().unwrap_or(0);
        remark_column(&seen, next, records, &mut advice.remarks);
        advice.columns.push(seen);
    }
    let blocks = Blocks::new(&data.plan.blocks, &data.table);
    for rule in &blocks.rules {
        let sizes = || (0..rule.len()).map(|block| rule.block(block).len());
        let seen = BlockAdvice {
            rule: rule.cut.rule.clone(),
            blocks: rule.len() as u64,
            largest: sizes().max().unwrap_or(0) as u64,
            pairs: sizes().map(pairs_of).sum(),
            cut: rule.cut.clone(),
        };
        remark_block(&seen, &mut advice.remarks);
        advice.pairs = advice.pairs.saturating_add(seen.pairs);
        advice.blocks.push(seen);
    }
    let seconds = advice.pairs / PAIRS_A_SECOND;
    if seconds > 60 {
        advice.remarks.push(format!(
            "{} pairs take some {} minutes of one core; divide them among cores or machines, or tighten the largest rule",
            advice.pairs,
            seconds / 60
        ));
    }
    advice
}

fn remark_column(seen: &ColumnAdvice, next: u64, records: u64, remarks: &mut Vec<String>) {
    let name = &seen.name;
    if records == 0 {
        return;
    }
    if seen.filled == 0 {
        remarks.push(format!(
            "column {name:?} has no value in any record: nothing is compared by it. Is it named rightly, and does its kind fit?"
        ));
    } else if seen.filled * 4 < records {
        remarks.push(format!("column {name:?} has a value in {} of {records} records only", seen.filled));
    }
    if seen.distinct > 20 && seen.commonest_records > 20 && seen.commonest_records > next * STANDS_OUT {
        remarks.push(format!(
            "column {name:?}: {:?} stands in {} records. If it stands for a missing value, name it: steps = [{{ nothing = [{:?}] }}]",
            seen.commonest, seen.commonest_records, seen.commonest
        ));
    }
}

fn remark_block(seen: &BlockAdvice, remarks: &mut Vec<String>) {
    let rule = &seen.rule;
    if seen.pairs == 0 && seen.cut.large == 0 {
        remarks.push(format!("block {rule}: finds no pair"));
    }
    if seen.largest > LARGE {
        remarks.push(format!(
            "block {rule}: one block has {} records, that is {} pairs. Set a cap, and columns to divide by",
            seen.largest,
            pairs_of(usize::try_from(seen.largest).unwrap_or(usize::MAX))
        ));
    }
    if seen.cut.left_out > 0 {
        remarks.push(format!(
            "block {rule}: {} blocks stay larger than the cap and are left out, {} pairs",
            seen.cut.left_out, seen.cut.pairs
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LinkageError, Model};
    use arrow::array::{ArrayRef, RecordBatch, StringArray};
    use std::sync::Arc;

    #[test]
    fn stand_ins_and_large_blocks_are_told() {
        let model = Model::from_toml(
            r#"
version = 1
name = "small"
id = "id"
[[comparisons]]
name = "a"
levels = [{ name = "same", when = "exact(a)" }, { name = "other" }]
[[comparisons]]
name = "b"
levels = [{ name = "same", when = "exact(b)" }, { name = "other" }]
[[blocks]]
on = ["a"]
[[blocks]]
on = ["b"]
"#,
        )
        .unwrap();
        let texts = |of: &dyn Fn(usize) -> Option<String>| -> ArrayRef {
            Arc::new((0..6_000).map(of).collect::<StringArray>())
        };
        let batch = RecordBatch::try_from_iter([
            ("id", texts(&|at| Some(at.to_string()))),
            ("a", texts(&|at| Some(if at < 5_500 { "n/a".into() } else { format!("v{}", at % 250) }))),
            ("b", texts(&|_| None)),
        ])
        .unwrap();
        let data = Dataset::read(&model, [Ok::<_, LinkageError>((0, batch))]).unwrap();
        let advice = advise(&data);
        let said = advice.remarks.join("\n");
        for words in [
            "\"n/a\" stands in 5500 records",
            "column \"b\" has no value in any record",
            "block a: one block has 5500 records, that is 15122250 pairs",
            "block b: finds no pair",
        ] {
            assert!(said.contains(words), "{words:?} is not in {said}");
        }
        assert_eq!((advice.columns[0].filled, advice.columns[0].distinct), (6_000, 251));
    }
}
