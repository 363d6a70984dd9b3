//! Bars sum to the total, and the total is the score: over random records, models and figures.

use super::*;
use crate::{
    Model, Quiet,
    parameters::{
        ChangedFigures, ComparisonFigures, ContextFigures, Correction, LevelFigures, PARAMETERS_VERSION,
        SegmentFigures,
    },
    score::pattern_words,
};
use arrow::array::{ArrayRef, ListBuilder, RecordBatch, StringArray, StringBuilder};
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::Arc;

const HEAD: &str = "version = 1\nname = \"random\"\nid = \"id\"\n[[blocks]]\non = [\"one\"]\n";
const NAME: &str = r#"
[[comparisons]]
name = "name"
levels = [
  { name = "same", when = "exact(name)", rare = "name" },
  { name = "close", when = "jaro_winkler(name) >= 0.8", rare = "name" },
  { name = "other" },
]
"#;
const CITY: &str = r#"
[[comparisons]]
name = "city"
levels = [{ name = "same", when = "exact(city)", rare = "city" }, { name = "other" }]
"#;
const PHONES: &str = r#"
[[comparisons]]
name = "phones"
levels = [
  { name = "two", when = "shared(phones) >= 2", rare = "phones" },
  { name = "same", when = "exact(phones)", rare = "phones" },
  { name = "slip", when = "levenshtein(phones) <= 1", weight = 1.5 },
  { name = "other" },
]
"#;
const CONTEXTS: &str = r#"
[[contexts]]
name = "household"
agree = ["name"]
changes = ["city", "phones"]
[[contexts]]
name = "town"
agree = ["city"]
changes = ["phones"]
"#;
const SEGMENTS: &str = "[segments]\ncolumn = \"kind\"\npairs = [\"a\", \"a+b\"]\n";

fn model(segments: bool, contexts: bool) -> Model {
    let mut text = format!("{HEAD}{NAME}{CITY}{PHONES}");
    if contexts {
        text.push_str(CONTEXTS);
    }
    if segments {
        text.push_str(SEGMENTS);
    }
    Model::from_toml(&text).unwrap()
}

fn data(model: &Model, rows: usize, rng: &mut impl Rng) -> Dataset {
    const NAMES: [&str; 5] = ["ana cruz", "anna cruz", "maria santos", "", "niño"];
    let pick = |rng: &mut dyn FnMut(usize) -> usize, from: &[&str]| from[rng(from.len())].to_owned();
    let mut draw = |most: usize| rng.random_range(0..most);
    let mut phones = ListBuilder::new(StringBuilder::new());
    let (mut names, mut cities, mut kinds) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rows {
        names.push(pick(&mut draw, &NAMES));
        cities.push(pick(&mut draw, &["manila", "cebu", ""]));
        kinds.push(pick(&mut draw, &["a", "a", "b"]));
        for _ in 0..draw(4) {
            phones.values().append_value(pick(&mut draw, &["111", "112", "999", "555"]));
        }
        phones.append(true);
    }
    let texts = |texts: Vec<String>| Arc::new(StringArray::from(texts)) as ArrayRef;
    let batch = RecordBatch::try_from_iter([
        ("id", texts((0..rows).map(|row| row.to_string()).collect())),
        ("one", texts(vec!["1".into(); rows])),
        ("name", texts(names)),
        ("city", texts(cities)),
        ("kind", texts(kinds)),
        ("phones", Arc::new(phones.finish()) as ArrayRef),
    ])
    .unwrap();
    Dataset::read(model, [Ok::<_, LinkageError>((0, batch))]).unwrap()
}

fn figures(data: &Dataset, rng: &mut impl Rng) -> Parameters {
    let plan = &data.plan;
    let mut segments = Vec::new();
    for (at, name) in plan.segment_names().into_iter().enumerate() {
        let mut chance = || rng.random_range(1e-6..1.0);
        let comparisons: Vec<ComparisonFigures> = plan
            .comparisons
            .iter()
            .map(|comparison| ComparisonFigures {
                name: comparison.name.clone(),
                levels: (1..comparison.digits())
                    .rev()
                    .map(|digit| LevelFigures {
                        name: comparison.levels[digit].clone(),
                        m: chance(),
                        u: chance(),
                    })
                    .collect(),
                rarity: chance(),
                least_frequency: chance() * 0.1,
            })
            .collect();
        let contexts = plan
            .contexts
            .iter()
            .map(|context| ContextFigures {
                name: context.name.clone(),
                changes: context
                    .changes
                    .iter()
                    .map(|at| ChangedFigures {
                        name: plan.comparisons[*at].name.clone(),
                        u: (1..plan.comparisons[*at].digits()).map(|_| chance()).collect(),
                    })
                    .collect(),
            })
            .collect();
        let corrections = (0..20)
            .map(|_| {
                let pattern = rng.random_range(0..plan.radix.segment) + plan.radix.segment * at as u64;
                Correction { pattern: pattern_words(data, pattern), bits: rng.random_range(-9.0..9.0) }
            })
            .collect();
        segments.push(SegmentFigures {
            name,
            prior: rng.random_range(1e-9..0.9),
            comparisons,
            contexts,
            corrections,
        });
    }
    Parameters {
        version: PARAMETERS_VERSION,
        model: plan.model.fingerprint(),
        records: data.len() as u64,
        segments,
        frequencies: std::collections::HashMap::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn bars_sum_to_the_score(seed in any::<u64>(), segments in any::<bool>(), contexts in any::<bool>()) {
        let rng = &mut ChaCha8Rng::seed_from_u64(seed);
        let data = data(&model(segments, contexts), 12, rng);
        let parameters = figures(&data, rng);
        let explainer = Explainer::new(&data, &parameters).unwrap();
        let mut scored = std::collections::HashMap::new();
        crate::score(&data, &parameters, f64::NEG_INFINITY, None, &Quiet, &mut |pairs| {
            scored.extend(pairs.iter().map(|pair| ((pair.left, pair.right), pair.weight)));
            Ok::<_, LinkageError>(())
        })
        .unwrap();
        for left in 0..12 {
            for right in 0..12 {
                let found = explainer.explain(left, right);
                let Some(weight) = scored.get(&(left.min(right), left.max(right))).filter(|_| left != right) else {
                    prop_assert!(found.is_err() && (segments || left == right));
                    continue;
                };
                let found = found.unwrap();
                prop_assert_eq!(found.total.to_bits(), weight.to_bits());
                // In their order and against it: sums of such parts are exact.
                let sum: f64 = found.bars.iter().map(|bar| bar.weight).sum();
                let against: f64 = found.bars.iter().rev().map(|bar| bar.weight).sum();
                prop_assert_eq!(sum.to_bits(), found.total.to_bits());
                prop_assert_eq!(against.to_bits(), found.total.to_bits());
                prop_assert_eq!(found.in_words().len(), found.bars.len() + 1);
                prop_assert!(found.to_svg("pair").ends_with("</svg>\n"));
            }
        }
    }
}

#[test]
fn bars_tell_columns_levels_and_values() {
    let rng = &mut ChaCha8Rng::seed_from_u64(3);
    let data = data(&model(true, true), 40, rng);
    let parameters = figures(&data, rng);
    let explainer = Explainer::new(&data, &parameters).unwrap();
    let (mut kinds, mut refused) = (Vec::new(), 0);
    for right in 1..40 {
        match explainer.explain(0, right) {
            Err(error) => {
                refused += 1;
                assert!(error.to_string().contains("does not compare these two"), "{error}");
            }
            Ok(found) => {
                assert_eq!(found.bars[0].kind, BarKind::Prior);
                for (at, bar) in found.bars.iter().enumerate() {
                    kinds.push(bar.kind);
                    match bar.kind {
                        BarKind::Context => assert_eq!(found.bars[at - 1].name, bar.name),
                        BarKind::Rarity => assert!(!bar.left.is_empty() && !bar.right.is_empty()),
                        BarKind::Column if bar.level == "same" && bar.name == "city" => {
                            assert_eq!(bar.left, bar.right);
                        }
                        BarKind::Column if bar.level == "missing" => {
                            assert!(bar.left.is_empty() || bar.right.is_empty());
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    for kind in [BarKind::Prior, BarKind::Column, BarKind::Rarity, BarKind::Context, BarKind::Correction] {
        assert!(kinds.contains(&kind), "{kind:?}");
    }
    assert!(refused > 0 || data.len() == 40);
    assert!(explainer.explain(0, 0).unwrap_err().to_string().contains("itself"));
    assert!(explainer.explain(0, 99).unwrap_err().to_string().contains("99 is not there"));
}
