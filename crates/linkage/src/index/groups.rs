//! Clusters, kept up to date: only what hangs together with a change is solved again.

use super::{Index, links::Review, score_pair};
use crate::cluster::{Caution, Constraint, Decision, Edge, Solver};
use hashbrown::{HashMap, HashSet};

/// Records held to be the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// The smallest key in it: it stays when others join, and when others leave.
    pub id: u64,
    /// Keys, ascending.
    pub members: Vec<u64>,
    /// The link without which it would fall apart first: keys and weight.
    pub weakest: Option<(u64, u64, f64)>,
}

/// What happened to clusters that had been told before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Clusters became one.
    Merged {
        /// The cluster there is now.
        into: u64,
        /// The ids that were before, without it.
        from: Vec<u64>,
    },
    /// A cluster fell apart.
    Split {
        /// The id that was before.
        from: u64,
        /// The clusters its records are in now.
        into: Vec<u64>,
    },
}

/// What a step changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// Records that the inserted one matches, the heaviest first.
    pub matches: Vec<super::Match>,
    /// Clusters that changed, as they are now.
    pub clusters: Vec<Cluster>,
    /// Ids of clusters that are no more.
    pub gone: Vec<u64>,
    /// Merges and splits.
    pub turns: Vec<Turn>,
}

/// A group of several records.
struct Several {
    members: Vec<u32>,
    weakest: Option<(u32, u32, f64)>,
}

/// What had been told of a record that is no more, or that stands anew.
pub(super) struct Lost {
    group: Option<u32>,
    cluster: Cluster,
}

/// Groups by place. Records alone stand in no list.
#[derive(Default)]
pub(crate) struct Groups {
    of: HashMap<u32, u32>,
    several: HashMap<u32, Several>,
    next: u32,
    solver: Solver,
}

impl Groups {
    /// A record is no more; those it was grouped with are touched.
    pub(crate) fn forget(&mut self, place: u32, touched: &mut Vec<u32>) {
        if let Some(group) = self.of.remove(&place)
            && let Some(several) = self.several.get_mut(&group)
        {
            several.members.retain(|other| *other != place);
            touched.extend(&several.members);
        }
    }

    fn members(&self, place: u32) -> &[u32] {
        self.of.get(&place).and_then(|group| self.several.get(group)).map_or(&[], |several| &several.members)
    }
}

impl Index {
    /// What was told of a record that is about to be taken out.
    pub(super) fn last_told(&self, place: u32) -> Lost {
        let group = self.groups.of.get(&place).copied();
        let key = self.key(place);
        let alone = Cluster { id: key, members: vec![key], weakest: None };
        let several = group.and_then(|group| self.groups.several.get(&group));
        let cluster = several.map_or(alone, |several| self.cluster_from(&several.members, several.weakest));
        Lost { group, cluster }
    }

    /// Solves everything that hangs together with these records again. `lost` is what was told of records that were taken
    /// out since; `new` is a key that was not there before.
    pub(super) fn regroup(&mut self, touched: &[u32], lost: &[Lost], new: Option<u64>) -> Change {
        let all = self.hangs_together(touched);
        self.solve_again(&all, lost, new)
    }

    /// Everything that hangs together with these records, now or by the groups they were in, in the order of keys, so that
    /// ties are broken as in a batch that has the records in this order.
    pub(super) fn hangs_together(&self, touched: &[u32]) -> Vec<u32> {
        let mut all: Vec<u32> = Vec::new();
        let mut seen: HashSet<u32> = HashSet::new();
        for place in touched {
            if self.is_at(*place) && seen.insert(*place) {
                all.push(*place);
            }
        }
        let threshold = self.plan.model.clusters.threshold;
        let mut at = 0;
        while let Some(place) = all.get(at).copied() {
            at += 1;
            let linked =
                self.links.of(place).iter().filter(|link| link.weight >= threshold).map(|link| link.other);
            let grouped = self.groups.members(place).iter().copied();
            let key = self.key(place);
            let decided = self.decided.get(&key).into_iter().flatten();
            let decided = decided.filter(|other| {
                self.decisions.get(&(key.min(**other), key.max(**other))) == Some(&Constraint::Same)
            });
            let decided = decided.filter_map(|other| self.places.get(other).copied());
            for other in linked.chain(grouped).chain(decided) {
                if seen.insert(other) {
                    all.push(other);
                }
            }
        }
        all.sort_unstable_by_key(|place| self.key(*place));
        all
    }

    /// Solves records that hang together, all of them.
    pub(super) fn solve_again(&mut self, all: &[u32], lost: &[Lost], new: Option<u64>) -> Change {
        let before = self.told(all, lost, new);
        let (groups, weakest) = self.solve(all);
        for place in all {
            if let Some(group) = self.groups.of.remove(place) {
                self.groups.several.remove(&group);
            }
        }
        let mut change = Change::default();
        for (members, weakest) in groups.into_iter().zip(weakest) {
            let cluster = self.cluster_from(&members, weakest);
            if members.len() > 1 {
                let number = self.groups.next;
                self.groups.next = self.groups.next.wrapping_add(1);
                for place in &members {
                    self.groups.of.insert(*place, number);
                }
                self.groups.several.insert(number, Several { members, weakest });
            }
            change.clusters.push(cluster);
        }
        compare(&before, new, &mut change);
        change
    }

    /// Whether a record stands at this place.
    fn is_at(&self, place: u32) -> bool {
        self.places.get(&self.key(place)) == Some(&place)
    }

    /// The clusters of these records as they were told last.
    fn told(&self, all: &[u32], lost: &[Lost], new: Option<u64>) -> Vec<Cluster> {
        let mut groups: HashSet<u32> = lost.iter().filter_map(|lost| lost.group).collect();
        let mut before: Vec<Cluster> = lost.iter().map(|lost| lost.cluster.clone()).collect();
        for place in all {
            let key = self.key(*place);
            match self.groups.of.get(place) {
                None if new == Some(key) || lost.iter().any(|lost| lost.cluster.members.contains(&key)) => {}
                None => before.push(Cluster { id: key, members: vec![key], weakest: None }),
                Some(group) if groups.insert(*group) => {
                    if let Some(several) = self.groups.several.get(group) {
                        before.push(self.cluster_from(&several.members, several.weakest));
                    }
                }
                Some(_) => {}
            }
        }
        before
    }

    fn cluster_from(&self, members: &[u32], weakest: Option<(u32, u32, f64)>) -> Cluster {
        let mut keys: Vec<u64> = members.iter().map(|place| self.key(*place)).collect();
        keys.sort_unstable();
        Cluster {
            id: keys.first().copied().unwrap_or(u64::MAX),
            members: keys,
            weakest: weakest.map(|(left, right, weight)| (self.key(left), self.key(right), weight)),
        }
    }

    #[expect(clippy::type_complexity, reason = "groups and their weakest links, side by side")]
    fn solve(&mut self, all: &[u32]) -> (Vec<Vec<u32>>, Vec<Option<(u32, u32, f64)>>) {
        let local: HashMap<u32, u32> = (0_u32..).zip(all).map(|(number, place)| (*place, number)).collect();
        let mut edges = Vec::new();
        let mut decisions = Vec::new();
        for (number, place) in (0_u32..).zip(all) {
            for link in self.links.of(*place) {
                if let Some(other) = local.get(&link.other).filter(|other| **other > number) {
                    edges.push(Edge { left: number, right: *other, weight: link.weight });
                }
            }
            let key = self.key(*place);
            for other in self.decided.get(&key).into_iter().flatten() {
                let Some(other_number) = self.places.get(other).and_then(|place| local.get(place)) else {
                    continue;
                };
                if let Some(constraint) = self.decisions.get(&(key.min(*other), key.max(*other)))
                    && *other_number > number
                {
                    decisions.push(Decision { left: number, right: *other_number, constraint: *constraint });
                }
            }
        }
        let caution = self.cautious().then(Caution::default);
        let members: Vec<u32> = (0_u32..).take(all.len()).collect();
        let threshold = self.plan.model.clusters.threshold;
        let mut solver = std::mem::take(&mut self.groups.solver);
        let (plan, table, rows, weights, memory) =
            (&self.plan, &self.table, &self.rows, &self.weights, &mut self.memory);
        let mut score = |left: u32, right: u32| {
            let place = |number: u32| all.get(number as usize).copied().unwrap_or(u32::MAX);
            score_pair(plan, table, rows, weights, memory, place(left), place(right))
                .map_or(crate::pairwise::NOT_COMPARED, |(weight, _)| weight)
        };
        let solved = solver.solve(&members, &edges, &decisions, threshold, caution.as_ref(), &mut score);
        self.groups.solver = solver;
        let place = |number: u32| all.get(number as usize).copied().unwrap_or(u32::MAX);
        solved
            .groups
            .into_iter()
            .map(|group| {
                let weakest = group.weakest.map(|edge| (place(edge.left), place(edge.right), edge.weight));
                (group.members.into_iter().map(place).collect(), weakest)
            })
            .unzip()
    }

    /// The cluster of a record; every record is in exactly one, maybe alone.
    pub fn cluster_of(&self, key: u64) -> Option<Cluster> {
        let place = self.places.get(&key)?;
        Some(match self.groups.of.get(place).and_then(|group| self.groups.several.get(group)) {
            Some(several) => self.cluster_from(&several.members, several.weakest),
            None => Cluster { id: key, members: vec![key], weakest: None },
        })
    }

    /// All clusters, in no order.
    pub fn clusters(&self) -> impl Iterator<Item = Cluster> + '_ {
        let several = self.groups.several.values();
        let alone = self.places.iter().filter(|(_, place)| !self.groups.of.contains_key(*place));
        several
            .map(|several| self.cluster_from(&several.members, several.weakest))
            .chain(alone.map(|(key, _)| Cluster { id: *key, members: vec![*key], weakest: None }))
    }

    /// Pairs that a person should look at, by what a decision would change: pairs of two clusters that may be one, and the
    /// weakest links of clusters. Pairs that were decided on are left out.
    pub fn review(&self, limit: usize) -> Vec<Review> {
        /// Links up to so many bits above the threshold are worth a look.
        const MARGIN: f64 = 4.0;
        let threshold = self.plan.model.clusters.threshold;
        let mut reviews = Vec::new();
        let size = |place: u32| self.groups.members(place).len().max(1) as u64;
        let group = |place: u32| self.groups.of.get(&place);
        // Of all pairs between the same two clusters the heaviest speaks.
        let mut best: HashMap<(u64, u64), Review> = HashMap::new();
        for (key, place) in &self.places {
            for link in self.links.of(*place) {
                let other = self.key(link.other);
                if *key >= other || self.decisions.contains_key(&(*key, other)) {
                    continue;
                }
                if group(*place).is_some() && group(*place) == group(link.other) {
                    continue;
                }
                let held = link.weight >= threshold;
                let changes = size(*place) * size(link.other);
                let review =
                    Review { left: *key, right: other, weight: link.weight, changes, held, together: false };
                let name = |key: u64, place: u32| {
                    self.groups.of.get(&place).map_or(key, |group| u64::MAX - u64::from(*group))
                };
                let (a, b) = (name(*key, *place), name(other, link.other));
                best.entry((a.min(b), a.max(b)))
                    .and_modify(|known| {
                        if (review.weight, known.left, known.right)
                            > (known.weight, review.left, review.right)
                        {
                            *known = review;
                        }
                    })
                    .or_insert(review);
            }
        }
        reviews.extend(best.into_values());
        for several in self.groups.several.values() {
            if let Some((left, right, weight)) = several.weakest
                && weight < threshold + MARGIN
            {
                let (left, right) =
                    (self.key(left).min(self.key(right)), self.key(left).max(self.key(right)));
                if !self.decisions.contains_key(&(left, right)) {
                    let changes = several.members.len() as u64 - 1;
                    reviews.push(Review { left, right, weight, changes, held: false, together: true });
                }
            }
        }
        // What a decision changes, by how uncertain it is: one bit away from the threshold halves it.
        #[expect(clippy::cast_precision_loss, reason = "numbers of pairs")]
        let worth = |review: &Review| review.changes as f64 * (-(review.weight - threshold).abs()).exp2();
        reviews.sort_by(|a, b| worth(b).total_cmp(&worth(a)).then((a.left, a.right).cmp(&(b.left, b.right))));
        reviews.truncate(limit);
        reviews
    }
}

/// Leaves in `change` what differs from before, and tells merges and splits.
fn compare(before: &[Cluster], new: Option<u64>, change: &mut Change) {
    let ids_of = |clusters: &[Cluster]| -> HashMap<u64, u64> {
        clusters.iter().flat_map(|cluster| cluster.members.iter().map(|key| (*key, cluster.id))).collect()
    };
    let (was, now) = (ids_of(before), ids_of(&change.clusters));
    let ids: HashSet<u64> = change.clusters.iter().map(|cluster| cluster.id).collect();
    let several = |members: &[u64], map: &HashMap<u64, u64>| {
        let mut ids: Vec<u64> = members.iter().filter_map(|key| map.get(key).copied()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    for cluster in before {
        let into = several(&cluster.members, &now);
        if into.len() > 1 {
            change.turns.push(Turn::Split { from: cluster.id, into });
        }
        if !ids.contains(&cluster.id) {
            change.gone.push(cluster.id);
        }
    }
    for cluster in &change.clusters {
        let mut from = several(&cluster.members, &was);
        if from.len() > 1 || from.iter().any(|id| *id != cluster.id && !ids.contains(id)) {
            from.retain(|id| *id != cluster.id);
            change.turns.push(Turn::Merged { into: cluster.id, from });
        }
    }
    let same: HashSet<u64> = {
        let old: HashMap<u64, &Cluster> = before.iter().map(|cluster| (cluster.id, cluster)).collect();
        let unchanged = |cluster: &&Cluster| {
            !new.is_some_and(|new| cluster.members.contains(&new)) && old.get(&cluster.id) == Some(cluster)
        };
        change.clusters.iter().filter(unchanged).map(|cluster| cluster.id).collect()
    };
    change.clusters.retain(|cluster| !same.contains(&cluster.id));
    change.gone.sort_unstable();
    change.gone.dedup();
}
