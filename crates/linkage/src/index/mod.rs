//! Records one by one: a new one is compared with all that share a key, and clusters follow.
//!
//! What it holds after any order of insertions, replacements and removals is what the batch finds over the same records:
//! the same pairs with the same weights, the same clusters. That is why a block that outgrows its cap is looked at again,
//! and why `degree` counts are live. Rarity is taken from the parameters' frequencies, as in a batch with the same
//! parameters.

mod deferred;
mod finder;
mod groups;
mod links;
mod log;
mod postings;
mod values;

pub use groups::{Change, Cluster, Turn};
pub use links::{Link, Match, Review};
pub use log::SavedIndex;
pub use values::{Cell, Record};

use crate::{
    LinkageError, Model, Parameters,
    cluster::Constraint,
    column::{Column, Table},
    compare::{Batch, Bound, Pair, Rows, Scratch},
    explain::{Explanation, of_pair},
    model::Joining,
    plan::{Pattern, Plan},
    weights::Weights,
};
use deferred::Beside;
use finder::{Crossed, Finder};
use groups::{Groups, Lost};
use hashbrown::HashMap;
use links::Links;
use values::{CompactCells, Degrees, read_values};

/// Most records.
const MOST_RECORDS: u64 = 1 << 31;

/// Records in memory that can be asked and added to one by one.
pub struct Index {
    plan: Plan,
    parameters: Parameters,
    weights: Weights,
    /// What lets a comparison stop early: pairs below the model's floor are not kept.
    bound: Bound,
    table: Table,
    rows: Rows,
    finder: Finder,
    degrees: Degrees,
    /// The cells of each record as they came, by place: a snapshot needs them.
    cells: Vec<CompactCells>,
    /// Key of the record at each place; places of records taken out are free.
    keys: Vec<u64>,
    places: HashMap<u64, u32>,
    free: Vec<u32>,
    links: Links,
    groups: Groups,
    decisions: HashMap<(u64, u64), Constraint>,
    /// For each key, those it was decided on with.
    decided: HashMap<u64, Vec<u64>>,
    memory: Memory,
    /// Records come in without being compared: see [`Index::defer`].
    deferred: bool,
}

/// Working memory.
struct Memory {
    scratch: Scratch,
    batch: Batch,
    pairs: Vec<Pair>,
    patterns: Vec<Pattern>,
    candidates: Vec<u32>,
}

impl Memory {
    fn new(plan: &Plan, rows: &Rows) -> Self {
        Self {
            scratch: Scratch::new(plan, rows),
            batch: Batch::default(),
            pairs: Vec::new(),
            patterns: Vec::new(),
            candidates: Vec::new(),
        }
    }
}

impl Index {
    /// An empty index.
    pub fn new(model: &Model, parameters: &Parameters) -> Result<Self, LinkageError> {
        model.check()?;
        let plan = Plan::new(model)?;
        for column in plan.comparisons.iter().flat_map(|comparison| &comparison.rare).flatten() {
            if let Some(column) = plan.columns.get(*column)
                && !parameters.frequencies.contains_key(&column.name)
            {
                return Err(LinkageError::BadParameters(format!(
                    "the model counts how rare values of {:?} are, but there are no frequencies; train writes them",
                    column.name
                )));
            }
        }
        let mut table = Table {
            columns: plan.columns.iter().map(|column| Column::new(column.spec.kind)).collect(),
            sources: Vec::new(),
        };
        if let Some(segments) = &plan.segments
            && let Some(column) = table.columns.get_mut(segments.column)
        {
            for value in &segments.values {
                column.dictionary.intern(value);
            }
        }
        let weights = Weights::new(&plan, parameters, &table)?;
        let rows = Rows::new(&plan, None);
        let memory = Memory::new(&plan, &rows);
        Ok(Self {
            finder: Finder::new(&plan.blocks),
            degrees: Degrees::new(&plan),
            parameters: parameters.clone(),
            bound: weights.bound(&plan, plan.model.clusters.floor),
            weights,
            table,
            rows,
            cells: Vec::new(),
            keys: Vec::new(),
            places: HashMap::new(),
            free: Vec::new(),
            links: Links::default(),
            groups: Groups::default(),
            decisions: HashMap::new(),
            decided: HashMap::new(),
            memory,
            deferred: false,
            plan,
        })
    }

    /// Names of the input columns, in the order in which a record's cells stand.
    pub fn inputs(&self) -> &[String] {
        &self.plan.inputs
    }
    /// The model.
    pub fn model(&self) -> &Model {
        &self.plan.model
    }
    /// The figures.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }
    /// How many records there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
    /// Whether there is a record of this key.
    pub fn contains(&self, key: u64) -> bool {
        self.places.contains_key(&key)
    }

    /// Adds a record; one of the same key is replaced.
    pub fn insert(&mut self, record: &Record) -> Result<Change, LinkageError> {
        self.check(record)?;
        if self.deferred {
            self.forget(record.key);
            self.put_back(record);
            return Ok(Change::default());
        }
        let (mut touched, mut lost) = (Vec::new(), Vec::new());
        if let Some(place) = self.places.get(&record.key).copied() {
            lost.push(self.take_out(place, &mut touched));
        }
        let place = self.put_in(record, &mut touched);
        self.compare_new(place);
        touched.push(place);
        let matches = self.matches_of(place);
        let new = lost.is_empty().then_some(record.key);
        let mut change = self.regroup(&touched, &lost, new);
        change.matches = matches;
        Ok(change)
    }

    /// Takes a record out.
    pub fn remove(&mut self, key: u64) -> Change {
        if self.deferred {
            self.forget(key);
            return Change::default();
        }
        let Some(place) = self.places.get(&key).copied() else { return Change::default() };
        let mut touched = Vec::new();
        let lost = self.take_out(place, &mut touched);
        self.regroup(&touched, &[lost], None)
    }

    /// What a record would match, without keeping it.
    pub fn look_up(&mut self, record: &Record) -> Result<Vec<Match>, LinkageError> {
        self.check(record)?;
        let known = self.places.get(&record.key).copied();
        let place = self.place_for(record.key);
        self.write(place, record);
        let mut crossed = Vec::new();
        self.finder.add(&self.table, place, &mut crossed);
        let found = self.score_new(place);
        self.finder.take(&self.table, place, &mut crossed);
        self.clear(place);
        match known {
            Some(known) => self.places.insert(record.key, known),
            None => self.places.remove(&record.key),
        };
        let mut matches: Vec<Match> = found
            .into_iter()
            .filter(|(other, ..)| Some(*other) != known)
            .map(|(other, weight, pattern)| Match { key: self.key(other), weight, pattern })
            .collect();
        matches.sort_by(Match::rank);
        Ok(matches)
    }

    /// Notes that two records are the same or different, whatever their weight. Keys may be unknown yet.
    pub fn constrain(&mut self, left: u64, right: u64, constraint: Constraint) -> Change {
        if left == right {
            return Change::default();
        }
        self.note_decision(left, right, constraint);
        self.regroup_keys(left, right)
    }

    fn note_decision(&mut self, left: u64, right: u64, constraint: Constraint) {
        self.decisions.insert((left.min(right), left.max(right)), constraint);
        for (one, other) in [(left, right), (right, left)] {
            let known = self.decided.entry(one).or_default();
            if !known.contains(&other) {
                known.push(other);
            }
        }
    }

    /// Puts a record in whose links are known, or found later: nothing is compared.
    fn put_back(&mut self, record: &Record) {
        let place = self.place_for(record.key);
        self.write(place, record);
        self.finder.add(&self.table, place, &mut Vec::new());
        self.degrees.add(&self.table, place);
    }

    /// All records and links are back: clusters can be made, what hangs together at a time.
    fn restored(&mut self) {
        let threshold = self.plan.model.clusters.threshold;
        let mut all: Vec<u32> = self.places.values().copied().collect();
        all.sort_unstable();
        // Each component once: whoever stays alone in one stands in no group, and would be taken for unsolved.
        let mut solved = vec![false; self.keys.len()];
        for place in all {
            let linked = self.links.of(place).iter().any(|link| link.weight >= threshold);
            let decided = self.decided.contains_key(&self.key(place));
            if (linked || decided) && solved.get(place as usize) == Some(&false) {
                let component = self.hangs_together(&[place]);
                for member in &component {
                    if let Some(solved) = solved.get_mut(*member as usize) {
                        *solved = true;
                    }
                }
                self.solve_again(&component, &[], None);
            }
        }
    }

    fn cells_of(&self, place: u32) -> Vec<Cell> {
        self.cells.get(place as usize).map(CompactCells::open).unwrap_or_default()
    }

    /// Takes such a note back.
    pub fn release(&mut self, left: u64, right: u64) -> Change {
        if self.decisions.remove(&(left.min(right), left.max(right))).is_none() {
            return Change::default();
        }
        for (one, other) in [(left, right), (right, left)] {
            if let Some(known) = self.decided.get_mut(&one) {
                known.retain(|key| *key != other);
            }
        }
        self.regroup_keys(left, right)
    }

    fn regroup_keys(&mut self, left: u64, right: u64) -> Change {
        if self.deferred {
            return Change::default();
        }
        let touched: Vec<u32> =
            [left, right].iter().filter_map(|key| self.places.get(key).copied()).collect();
        self.regroup(&touched, &[], None)
    }

    fn check(&self, record: &Record) -> Result<(), LinkageError> {
        if record.cells.len() != self.plan.inputs.len() {
            return Err(LinkageError::NotThere(format!(
                "the record has {} cells; {} are expected: {}",
                record.cells.len(),
                self.plan.inputs.len(),
                self.plan.inputs.join(", ")
            )));
        }
        if self.keys.len() as u64 >= MOST_RECORDS && self.free.is_empty() {
            return Err(LinkageError::TooMany { most: MOST_RECORDS });
        }
        Ok(())
    }

    fn key(&self, place: u32) -> u64 {
        self.keys.get(place as usize).copied().unwrap_or(u64::MAX)
    }

    /// A free place for a key.
    fn place_for(&mut self, key: u64) -> u32 {
        let place = self.free.pop().unwrap_or_else(|| {
            // Bounded by the check of the number of records.
            let place = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
            self.keys.push(key);
            self.cells.push(CompactCells::default());
            self.table.sources.push(0);
            self.table.columns.iter_mut().for_each(|column| column.codes.push(crate::column::MISSING));
            self.rows.push(&self.table, place);
            self.links.grow(self.keys.len());
            place
        });
        if let Some(known) = self.keys.get_mut(place as usize) {
            *known = key;
        }
        self.places.insert(key, place);
        place
    }

    /// Writes the values of a record into its place.
    fn write(&mut self, place: u32, record: &Record) {
        if let Some(source) = self.table.sources.get_mut(place as usize) {
            *source = record.source;
        }
        let mut values = Vec::new();
        for (plan, column) in self.plan.columns.iter().zip(&mut self.table.columns) {
            read_values(plan, record, column, &mut values);
            column.replace(place, &mut values);
        }
        if let Some(cells) = self.cells.get_mut(place as usize) {
            *cells = CompactCells::new(&record.cells);
        }
        self.weights.extend(&self.table);
        self.rows.pack(&self.table, place);
    }

    fn clear(&mut self, place: u32) {
        self.table.columns.iter_mut().for_each(|column| column.clear(place));
        self.rows.pack(&self.table, place);
        self.free.push(place);
    }

    fn put_in(&mut self, record: &Record, touched: &mut Vec<u32>) -> u32 {
        let place = self.place_for(record.key);
        self.write(place, record);
        let mut crossed = Vec::new();
        self.finder.add(&self.table, place, &mut crossed);
        let moved = self.degrees.add(&self.table, place);
        self.look_again(&crossed, &moved, touched);
        place
    }

    /// Takes a record out; returns what had been told of it.
    fn take_out(&mut self, place: u32, touched: &mut Vec<u32>) -> Lost {
        let lost = self.last_told(place);
        for other in self.links.unlink_all(place) {
            touched.push(other);
        }
        let mut crossed = Vec::new();
        self.finder.take(&self.table, place, &mut crossed);
        let moved = self.degrees.take(&self.table, place);
        let key = self.key(place);
        // Those it was grouped with by decision alone.
        let decided = self.decided.get(&key).into_iter().flatten();
        touched.extend(decided.filter_map(|other| self.places.get(other)));
        self.places.remove(&key);
        self.clear(place);
        self.groups.forget(place, touched);
        self.look_again(&crossed, &moved, touched);
        lost
    }

    /// Pairs whose blocks or counts crossed a bound are looked at again.
    fn look_again(&mut self, crossed: &[Crossed], moved: &[Vec<u32>], touched: &mut Vec<u32>) {
        for Crossed { members, grew } in crossed {
            for (at, left) in members.iter().enumerate() {
                for right in members.iter().skip(at + 1) {
                    // A block that grew out of its cap can only lose pairs, one that shrank can only win them.
                    if self.links.linked(*left, *right) == *grew {
                        self.look_at(*left, *right, touched);
                    }
                }
            }
        }
        for holders in moved {
            for (at, left) in holders.iter().enumerate() {
                for right in holders.iter().skip(at + 1) {
                    self.look_at(*left, *right, touched);
                }
            }
        }
    }

    /// Brings the link of one pair up to date.
    fn look_at(&mut self, left: u32, right: u32, touched: &mut Vec<u32>) {
        let scored =
            if self.finder.meet(&self.table, left, right) { self.score_pair(left, right) } else { None };
        let floor = self.plan.model.clusters.floor;
        let link = scored.filter(|(weight, _)| *weight >= floor);
        if self.links.set(left, right, link) {
            touched.extend([left, right]);
        }
    }

    fn across(&self, left: u32, right: u32) -> bool {
        let source = |place: u32| self.table.sources.get(place as usize);
        !self.plan.across() || source(left) != source(right)
    }

    /// Weight and pattern of two records, whether a block finds them or not.
    fn score_pair(&mut self, left: u32, right: u32) -> Option<(f64, Pattern)> {
        score_pair(&self.plan, &self.table, &self.rows, &self.weights, &mut self.memory, left, right)
            .filter(|_| self.across(left, right))
    }

    /// Scores a record that is in the finder against all it shares a key with.
    fn score_new(&mut self, place: u32) -> Vec<(u32, f64, Pattern)> {
        let Self { plan, table, rows, finder, weights, bound, memory, .. } = self;
        Beside { plan, table, rows, finder, weights, bound }.score(memory, place, None)
    }

    fn compare_new(&mut self, place: u32) {
        for (other, weight, pattern) in self.score_new(place) {
            self.links.set(place, other, Some((weight, pattern)));
        }
    }

    fn matches_of(&self, place: u32) -> Vec<Match> {
        let mut matches: Vec<Match> = self
            .links
            .of(place)
            .iter()
            .map(|link| Match { key: self.key(link.other), weight: link.weight, pattern: link.pattern })
            .collect();
        matches.sort_by(Match::rank);
        matches
    }

    /// Pairs of a record from the model's floor on, the heaviest first.
    pub fn edges_of(&self, key: u64) -> Vec<Match> {
        self.places.get(&key).map(|place| self.matches_of(*place)).unwrap_or_default()
    }

    /// Why two records have their weight, whether a block finds the pair or not; none where one is not there or the model
    /// does not compare them.
    pub fn explain(&self, left: u64, right: u64) -> Option<Explanation> {
        let (left, right) = (self.places.get(&left)?, self.places.get(&right)?);
        (left != right && self.across(*left, *right)).then_some(())?;
        of_pair(&self.plan, &self.table, &self.rows, &self.weights, *left, *right)
    }

    /// The pattern as people read it.
    pub fn pattern_words(&self, pattern: Pattern) -> String {
        self.plan.radix.words(pattern)
    }

    fn cautious(&self) -> bool {
        self.plan.model.clusters.joining == Joining::Cautious
    }
}

fn score_pair(
    plan: &Plan,
    table: &Table,
    rows: &Rows,
    weights: &Weights,
    memory: &mut Memory,
    left: u32,
    right: u32,
) -> Option<(f64, Pattern)> {
    let Memory { scratch, batch, pairs, patterns, .. } = memory;
    batch.gather(rows, &[left, right]);
    pairs.clear();
    pairs.push([0, 1]);
    scratch.compare(plan, table, rows, batch, pairs, patterns, None);
    let pattern = *patterns.first()?;
    Some((weights.pair(plan, table, left, right, pattern), pattern))
}
