//! The index finds what the batch finds, whatever the order in which records come, change and go; a saved index survives.
#![expect(clippy::unwrap_used, reason = "a test")]

use arrow::array::{ArrayRef, Int64Array, ListBuilder, RecordBatch, StringBuilder};
use linkage::{
    Dataset, LinkageError, Model, Parameters, Quiet, Scorer,
    cluster::{Constraint, Decision},
    index::{Cell, Index, Record, SavedIndex, Turn},
};
use proptest::prelude::*;
use std::{collections::BTreeMap, sync::Arc};

/// Several values, live counts, caps with and without a way to divide, segments, contexts: everything that depends on
/// other records.
const MODEL: &str = r#"
version = 1
name = "people and their numbers"
id = "id"
[columns.given_sound]
from = ["given"]
steps = ["lower", "soundex"]
[[comparisons]]
name = "given"
levels = [
  { name = "same", when = "exact(given)" },
  { name = "close", when = "jaro_winkler(given) >= 0.8" },
  { name = "other" },
]
[[comparisons]]
name = "family"
levels = [
  { name = "same", when = "exact(family)" },
  { name = "one slip", when = "damerau(family) <= 1" },
  { name = "other" },
]
[[comparisons]]
name = "numbers"
levels = [
  { name = "its own", when = "degree(numbers) <= 2" },
  { name = "of few", when = "degree(numbers) <= 4" },
  { name = "of many", when = "shared(numbers) >= 1" },
  { name = "other" },
]
[[blocks]]
on = ["numbers"]
cap = 5
divide = ["family"]
[[blocks]]
on = ["given_sound", "family"]
[[blocks]]
on = ["family:2"]
cap = 4
[segments]
column = "kind"
pairs = ["child", "adult", "child+adult"]
[[contexts]]
name = "household"
agree = ["family"]
changes = ["numbers"]
[clusters]
threshold = 3.0
floor = -1.0
"#;

const PARAMETERS: &str = r#"
version = 1
model = "FINGERPRINT"
records = 100
"#;

const SEGMENT: &str = r#"
[[segments]]
name = "NAME"
prior = PRIOR
comparisons = [
  { name = "given", levels = [ { name = "same", m = 0.8, u = 0.1 }, { name = "close", m = 0.15, u = 0.1 }, { name = "other", m = 0.05, u = 0.8 } ] },
  { name = "family", levels = [ { name = "same", m = 0.8, u = 0.2 }, { name = "one slip", m = 0.15, u = 0.1 }, { name = "other", m = 0.05, u = 0.7 } ] },
  { name = "numbers", levels = [ { name = "its own", m = 0.5, u = 0.001 }, { name = "of few", m = 0.2, u = 0.02 }, { name = "of many", m = 0.1, u = 0.2 }, { name = "other", m = 0.2, u = 0.779 } ] },
]
contexts = [ { name = "household", changes = [ { name = "numbers", u = [0.05, 0.1, 0.2, 0.65] } ] } ]
"#;

fn model() -> (Model, Parameters) {
    let model = Model::from_toml(MODEL).unwrap();
    let mut text = PARAMETERS.replace("FINGERPRINT", &model.fingerprint());
    for (name, prior) in [("child", "0.05"), ("adult", "0.1"), ("child+adult", "0.001")] {
        text.push_str(&SEGMENT.replace("NAME", name).replace("PRIOR", prior));
    }
    (model, Parameters::from_toml(&text).unwrap())
}

#[derive(Clone, Debug)]
struct Person {
    given: Option<&'static str>,
    family: Option<&'static str>,
    numbers: Vec<u8>,
    kind: &'static str,
}

fn person() -> impl Strategy<Value = Person> {
    (
        prop::option::weighted(0.9, prop::sample::select(vec!["ana", "anna", "maria", "mario", "jose"])),
        prop::option::weighted(0.9, prop::sample::select(vec!["cruz", "curz", "santos", "reyes"])),
        prop::collection::vec(0_u8..6, 0..3),
        prop::sample::select(vec!["child", "adult", "adult", "other"]),
    )
        .prop_map(|(given, family, numbers, kind)| Person { given, family, numbers, kind })
}

fn record(key: u64, person: &Person) -> Record {
    let one = |text: Option<&str>| text.map_or(Cell::Missing, |text| Cell::One(text.to_owned()));
    let numbers = person.numbers.iter().map(|number| format!("+63917000000{number}")).collect();
    Record {
        key,
        source: 0,
        cells: vec![one(person.given), one(person.family), Cell::Many(numbers), one(Some(person.kind))],
    }
}

type Found = (Vec<(u64, u64, u64, u64)>, Vec<Vec<u64>>);

/// Links (weights as bits) and clusters as the batch finds them over records in the order of their keys.
fn batch(people: &BTreeMap<u64, Person>, decisions: &[(u64, u64, Constraint)]) -> Found {
    let (model, parameters) = model();
    let keys: Vec<u64> = people.keys().copied().collect();
    let texts = |of: fn(&Person) -> Option<&'static str>| -> ArrayRef {
        Arc::new(people.values().map(of).collect::<arrow::array::StringArray>())
    };
    let mut numbers = ListBuilder::new(StringBuilder::new());
    for person in people.values() {
        for number in &person.numbers {
            numbers.values().append_value(format!("+63917000000{number}"));
        }
        numbers.append(true);
    }
    let ids: ArrayRef = Arc::new(Int64Array::from_iter_values(keys.iter().map(|key| key.cast_signed())));
    let batch = RecordBatch::try_from_iter_with_nullable([
        ("id", ids, false),
        ("given", texts(|person| person.given), true),
        ("family", texts(|person| person.family), true),
        ("numbers", Arc::new(numbers.finish()) as ArrayRef, true),
        ("kind", texts(|person| Some(person.kind)), true),
    ])
    .unwrap();
    let data = Dataset::read::<LinkageError>(&model, [Ok((0, batch))]).unwrap();
    let mut pairs = Vec::new();
    linkage::score::<LinkageError>(&data, &parameters, model.clusters.floor, None, &Quiet, &mut |found| {
        pairs.extend_from_slice(found);
        Ok(())
    })
    .unwrap();
    let place = |key: u64| keys.binary_search(&key).ok().map(|place| u32::try_from(place).unwrap());
    let decisions: Vec<Decision> = decisions
        .iter()
        .filter_map(|(left, right, constraint)| {
            Some(Decision { left: place(*left)?, right: place(*right)?, constraint: *constraint })
        })
        .collect();
    let clusters = Scorer::new(&data, &parameters).unwrap().clusters(&pairs, &decisions, None);
    let mut links: Vec<_> = pairs
        .iter()
        .map(|pair| {
            let (a, b) = (keys[pair.left as usize], keys[pair.right as usize]);
            (a.min(b), a.max(b), pair.weight.to_bits(), pair.pattern)
        })
        .collect();
    links.sort_unstable();
    let mut groups: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
    for (key, cluster) in keys.iter().zip(&clusters.of) {
        groups.entry(*cluster).or_default().push(*key);
    }
    let mut groups: Vec<Vec<u64>> = groups.into_values().collect();
    groups.sort();
    (links, groups)
}

fn found(index: &Index, people: &BTreeMap<u64, Person>) -> Found {
    let mut links = Vec::new();
    for key in people.keys() {
        for edge in index.edges_of(*key) {
            if *key < edge.key {
                links.push((*key, edge.key, edge.weight.to_bits(), edge.pattern));
            }
        }
    }
    links.sort_unstable();
    let mut groups: Vec<Vec<u64>> = index.clusters().map(|cluster| cluster.members).collect();
    groups.sort();
    (links, groups)
}

#[derive(Clone, Debug)]
enum Action {
    Insert(u64, Person),
    Remove(u64),
    Constrain(u64, u64, Constraint),
    Release(u64, u64),
}

fn action() -> impl Strategy<Value = Action> {
    let constraint = prop::sample::select(vec![Constraint::Same, Constraint::Different]);
    prop_oneof![
        12 => (0_u64..24, person()).prop_map(|(key, person)| Action::Insert(key, person)),
        2 => (0_u64..24).prop_map(Action::Remove),
        1 => (0_u64..24, 0_u64..24, constraint).prop_map(|(a, b, c)| Action::Constrain(a, b, c)),
        1 => (0_u64..24, 0_u64..24).prop_map(|(a, b)| Action::Release(a, b)),
    ]
}

/// Clusters as someone has them who only ever heard what changed.
#[derive(Default)]
struct Heard(BTreeMap<u64, Vec<u64>>);

impl Heard {
    fn hear(&mut self, change: &linkage::index::Change) {
        for gone in &change.gone {
            self.0.remove(gone);
        }
        for cluster in &change.clusters {
            self.0.insert(cluster.id, cluster.members.clone());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn batch_and_increments_agree(actions in prop::collection::vec(action(), 1..60), deferred in 0_usize..60) {
        let (model, parameters) = model();
        let mut index = Index::new(&model, &parameters).unwrap();
        // So many come without being compared, then all are compared at once, the rest one by one.
        index.defer().unwrap();
        prop_assert_eq!(index.inputs(), ["given", "family", "numbers", "kind"]);
        let mut people = BTreeMap::new();
        let mut decisions: BTreeMap<(u64, u64), Constraint> = BTreeMap::new();
        let mut heard = Heard::default();
        for (at, action) in actions.into_iter().enumerate() {
            if at == deferred {
                index.compare_deferred(&Quiet);
                heard = Heard(index.clusters().map(|cluster| (cluster.id, cluster.members)).collect());
            }
            let change = match action {
                Action::Insert(key, person) => {
                    let record = record(key, &person);
                    let before = index.look_up(&record).unwrap();
                    people.insert(key, person);
                    let known = index.contains(key);
                    let change = index.insert(&record).unwrap();
                    if !known && !index.is_deferred() {
                        prop_assert_eq!(&before, &change.matches);
                    }
                    change
                }
                Action::Remove(key) => {
                    people.remove(&key);
                    index.remove(key)
                }
                Action::Constrain(left, right, constraint) => {
                    if left != right {
                        decisions.insert((left.min(right), left.max(right)), constraint);
                    }
                    index.constrain(left, right, constraint)
                }
                Action::Release(left, right) => {
                    decisions.remove(&(left.min(right), left.max(right)));
                    index.release(left, right)
                }
            };
            heard.hear(&change);
            for turn in &change.turns {
                let told = match turn {
                    Turn::Merged { into, from } => !from.contains(into) && !from.is_empty(),
                    Turn::Split { into, .. } => into.len() > 1,
                };
                prop_assert!(told, "{turn:?}");
            }
        }
        if index.is_deferred() {
            index.compare_deferred(&Quiet);
            heard = Heard(index.clusters().map(|cluster| (cluster.id, cluster.members)).collect());
        }
        let decisions: Vec<_> = decisions.into_iter().map(|((a, b), c)| (a, b, c)).collect();
        let (links, groups) = batch(&people, &decisions);
        let (index_links, index_groups) = found(&index, &people);
        prop_assert_eq!(index_links, links);
        prop_assert_eq!(&index_groups, &groups);
        let mut told: Vec<Vec<u64>> = heard.0.into_values().collect();
        told.sort();
        prop_assert_eq!(&told, &groups);
    }

    #[test]
    fn a_saved_index_survives(
        actions in prop::collection::vec(action(), 1..40),
        compact_at in 0_usize..40,
        cut in 0_usize..60,
    ) {
        let (model, parameters) = model();
        let folder = tempfile::tempdir().unwrap();
        let mut saved = SavedIndex::open(folder.path(), &model, &parameters).unwrap();
        let mut people = BTreeMap::new();
        for (at, action) in actions.into_iter().enumerate() {
            match action {
                Action::Insert(key, person) => {
                    saved.insert(&record(key, &person)).unwrap();
                    people.insert(key, person);
                }
                Action::Remove(key) => {
                    saved.remove(key).unwrap();
                    people.remove(&key);
                }
                Action::Constrain(a, b, c) => {
                    saved.constrain(a, b, c).unwrap();
                }
                Action::Release(a, b) => {
                    saved.release(a, b).unwrap();
                }
            }
            if at == compact_at {
                saved.compact().unwrap();
            }
        }
        saved.sync().unwrap();
        let expected = found(saved.index(), &people);
        drop(saved);
        // A crash in the middle of a line that nobody was told of.
        let log = folder.path().join("index.log");
        let mut bytes = std::fs::read(&log).unwrap();
        let torn = format!("{:016x} {{\"add\":[1,0,[null", 7);
        bytes.extend_from_slice(&torn.as_bytes()[..cut.min(torn.len())]);
        std::fs::write(&log, bytes).unwrap();
        for _ in 0..2 {
            let saved = SavedIndex::open(folder.path(), &model, &parameters).unwrap();
            prop_assert_eq!(&found(saved.index(), &people), &expected);
        }
    }
}

#[test]
fn a_damaged_line_is_named() {
    let (model, parameters) = model();
    let folder = tempfile::tempdir().unwrap();
    let mut saved = SavedIndex::open(folder.path(), &model, &parameters).unwrap();
    let person = Person { given: Some("ana"), family: None, numbers: vec![1], kind: "child" };
    for key in 0..3 {
        saved.insert(&record(key, &person)).unwrap();
    }
    saved.sync().unwrap();
    let log = folder.path().join("index.log");
    let text = std::fs::read_to_string(&log).unwrap().replacen("ana", "eva", 1);
    std::fs::write(&log, text).unwrap();
    let error = SavedIndex::open(folder.path(), &model, &parameters).err().unwrap().to_string();
    assert!(error.contains("line 2 is damaged"), "{error}");
    let mut other = model.clone();
    other.comparisons.truncate(2);
    other.contexts.clear();
    let mut figures = parameters.clone();
    figures.model = other.fingerprint();
    figures.segments.iter_mut().for_each(|segment| segment.comparisons.truncate(2));
    let error = SavedIndex::open(folder.path(), &other, &figures).err().unwrap().to_string();
    assert!(error.contains("another model"), "{error}");
}

#[test]
fn a_record_of_another_shape_is_refused() {
    let (model, parameters) = model();
    let mut index = Index::new(&model, &parameters).unwrap();
    let error = index.insert(&Record { key: 1, source: 0, cells: vec![] }).unwrap_err().to_string();
    assert!(error.contains("0 cells; 4 are expected: given, family, numbers, kind"), "{error}");
}

/// A server holds one index for many threads.
#[test]
fn an_index_can_be_shared() {
    fn shared<T: Send + Sync>() {}
    shared::<Index>();
    shared::<SavedIndex>();
}
