//! All records at once.

use super::{Caution, Components, Constraint, Contradiction, Decision, Edge, Held, Solver};
use rayon::prelude::*;

/// What is to be clustered.
#[derive(Clone, Copy, Debug)]
pub struct Task<'a> {
    /// Records, numbered from 0.
    pub records: u32,
    /// Pairs with their weights, in any order. Those below the threshold join nothing, but save asking for their weight.
    pub edges: &'a [Edge],
    /// Decisions of analysts.
    pub decisions: &'a [Decision],
    /// Weight in bits from which a pair joins.
    pub threshold: f64,
    /// How cautious; none: everything that hangs together is one cluster.
    pub caution: Option<Caution>,
}

/// A cluster's weakest link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weakest {
    /// The cluster: its smallest record.
    pub cluster: u32,
    /// Its records.
    pub size: u32,
    /// The lightest edge of its maximum spanning tree; none where only decisions hold it together.
    pub edge: Option<Edge>,
}

/// In numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Clusters, those of one record included.
    pub clusters: u32,
    /// Clusters of several records.
    pub several: u32,
    /// Records of the largest cluster.
    pub largest: u32,
    /// What hangs together at the threshold, single records included.
    pub components: u32,
    /// Joins that were refused.
    pub held: u32,
}

/// Every record in its cluster.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clusters {
    /// The cluster of each record: its smallest record.
    pub of: Vec<u32>,
    /// Clusters of several records, by number, each with its weakest link.
    pub several: Vec<Weakest>,
    /// Joins that were refused, by component, the strongest edge first.
    pub held: Vec<Held>,
    /// Decisions that could not be followed.
    pub contradictions: Vec<Contradiction>,
    /// In numbers.
    pub summary: Summary,
}

/// Components that one thread solves at a time.
const AT_ONCE: usize = 1_024;

/// Items in the order of their components, with where each component begins.
struct Sorted<T> {
    starts: Vec<usize>,
    items: Vec<T>,
}

impl<T: Copy> Sorted<T> {
    /// Counting sort: `number` is the component of an item, if any. What comes first stays first.
    fn new(
        components: usize,
        items: impl Iterator<Item = T> + Clone,
        number: impl Fn(&T) -> Option<u32>,
    ) -> Self {
        let mut starts = vec![0; components + 1];
        let mut first = None;
        for item in items.clone() {
            if let Some(start) = number(&item).and_then(|number| starts.get_mut(number as usize + 1)) {
                *start += 1;
                first = first.or(Some(item));
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut sorted = match first {
            Some(item) => vec![item; starts.last().copied().unwrap_or(0)],
            None => Vec::new(),
        };
        let mut next = starts.clone();
        for item in items {
            if let Some(place) = number(&item).and_then(|number| next.get_mut(number as usize)) {
                sorted[*place] = item;
                *place += 1;
            }
        }
        Self { starts, items: sorted }
    }

    fn of(&self, component: usize) -> &[T] {
        let bound = |at: usize| self.starts.get(at).copied().unwrap_or(0);
        self.items.get(bound(component)..bound(component + 1)).unwrap_or_default()
    }
}

/// What one run of components became.
#[derive(Default)]
struct Part {
    several: Vec<Weakest>,
    labels: Vec<(u32, u32)>,
    held: Vec<Held>,
    contradictions: Vec<Contradiction>,
}

/// Clusters all records. `scorer` makes, for each thread, what tells the weight of any two records of one component; it
/// is only asked where the task is cautious. Edges and decisions on records beyond the count are passed over.
pub fn clusters<S: FnMut(u32, u32) -> f64>(task: &Task<'_>, scorer: impl Fn() -> S + Sync) -> Clusters {
    let within = |left: u32, right: u32| left < task.records && right < task.records && left != right;
    let mut components = Components::new(task.records);
    for edge in task.edges {
        if edge.weight >= task.threshold && within(edge.left, edge.right) {
            components.join(edge.left, edge.right);
        }
    }
    for decision in task.decisions {
        if decision.constraint == Constraint::Same && within(decision.left, decision.right) {
            components.join(decision.left, decision.right);
        }
    }
    let labels = components.labels();

    // Numbers for components of several records, by their smallest record.
    let mut numbers = vec![ALONE; labels.len()];
    let mut count = 0;
    for (record, label) in (0..).zip(&labels) {
        if record != *label && numbers[*label as usize] == ALONE {
            numbers[*label as usize] = SEVERAL;
        }
    }
    let mut alone = 0;
    for (record, label) in (0_u32..).zip(&labels) {
        if record != *label {
            continue;
        }
        let number = &mut numbers[record as usize];
        if *number == SEVERAL {
            *number = count;
            count += 1;
        } else {
            alone += 1;
        }
    }
    let number = |record: u32| {
        let label = *labels.get(record as usize)?;
        numbers.get(label as usize).copied().filter(|number| *number != ALONE)
    };
    let same = |left: u32, right: u32| {
        within(left, right).then(|| number(left).filter(|one| number(right) == Some(*one))).flatten()
    };
    let of = count as usize;
    let members = Sorted::new(of, 0..task.records, |record| number(*record));
    let edges = Sorted::new(of, task.edges.iter().copied(), |edge| same(edge.left, edge.right));
    let decisions = Sorted::new(of, task.decisions.iter().copied(), |said| same(said.left, said.right));

    let solve = |(solver, score): &mut (Solver, S), run: &[u32]| {
        let mut part = Part::default();
        for component in run {
            let at = *component as usize;
            let (members, edges, decisions) = (members.of(at), edges.of(at), decisions.of(at));
            if let ([left, right], [edge], []) = (members, edges, decisions) {
                part.several.push(Weakest { cluster: *left, size: 2, edge: Some(edge.in_order()) });
                part.labels.push((*right, *left));
                continue;
            }
            let solved =
                solver.solve(members, edges, decisions, task.threshold, task.caution.as_ref(), score);
            for group in solved.groups {
                let (Some(cluster), Ok(size)) = (group.members.first(), u32::try_from(group.members.len()))
                else {
                    continue;
                };
                part.labels.extend(group.members.iter().map(|member| (*member, *cluster)));
                if size > 1 {
                    part.several.push(Weakest { cluster: *cluster, size, edge: group.weakest });
                }
            }
            part.held.extend(solved.held);
            part.contradictions.extend(solved.contradictions);
        }
        part
    };
    let order: Vec<u32> = (0..count).collect();
    let parts: Vec<Part> = order
        .par_chunks(AT_ONCE)
        .map_init(|| (Solver::default(), scorer()), |memory, run| solve(memory, run))
        .collect();

    let mut found = Clusters { of: labels.clone(), ..Clusters::default() };
    for part in parts {
        for (record, cluster) in part.labels {
            found.of[record as usize] = cluster;
        }
        found.several.extend(part.several);
        found.held.extend(part.held);
        found.contradictions.extend(part.contradictions);
    }
    // Groups of one component may lie around those of another.
    found.several.sort_unstable_by_key(|weakest| weakest.cluster);
    let several = u32::try_from(found.several.len()).unwrap_or(u32::MAX);
    let gathered: u32 = found.several.iter().map(|weakest| weakest.size).sum();
    found.summary = Summary {
        clusters: task.records - gathered + several,
        several,
        largest: found
            .several
            .iter()
            .map(|weakest| weakest.size)
            .max()
            .unwrap_or(u32::from(task.records > 0)),
        components: alone + count,
        held: u32::try_from(found.held.len()).unwrap_or(u32::MAX),
    };
    found
}

/// A record that hangs together with none.
const ALONE: u32 = u32::MAX;
/// The smallest record of a component that has no number yet.
const SEVERAL: u32 = u32::MAX - 1;
