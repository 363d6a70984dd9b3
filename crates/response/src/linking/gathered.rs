//! The second look: groups of mentions that are one person already are compared as wholes.
//!
//! Two mentions often have nothing in common but a name, though each belongs to a group that says much more; and a child
//! named by a nickname beside a suspect is known by that suspect, once the suspect is known (collective entity
//! resolution: Bhattacharya and Getoor 2007, ACM TKDD 1:5). So each group of the look before becomes one record: it says
//! what any of its mentions says, and its company is the groups that stand beside it in any report. These records are
//! compared by the same engine with a model of their own, and joined as cautiously.
//!
//! What comes out is a function of the groups below, of what their mentions say and of people's decisions; the order in
//! which they came does not count. After a change only the groups that changed, and those beside them, are looked at
//! again.

use super::{decided::Decisions, facts::Facts};
use linkage::{
    LinkageError, Model, Parameters,
    cluster::Constraint,
    index::{Cluster, Index, Record},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

/// Groups of the look below, compared as wholes. A group is called by its earliest mention.
pub(crate) struct Gathered {
    pub(super) index: Index,
    /// Where each mention stands.
    group_of: HashMap<u64, u64>,
    /// Groups of several mentions.
    groups: HashMap<u64, Cluster>,
    /// What was last told of a group, as a number: what did not change is not compared again.
    told: HashMap<u64, u64>,
    /// Groups that decisions keep apart, both ways.
    apart: HashMap<u64, BTreeSet<u64>>,
}

impl Gathered {
    /// Nothing gathered yet.
    pub(crate) fn new(model: &Model, parameters: &Parameters) -> Result<Self, LinkageError> {
        Ok(Self {
            index: Index::new(model, parameters)?,
            group_of: HashMap::new(),
            groups: HashMap::new(),
            told: HashMap::new(),
            apart: HashMap::new(),
        })
    }

    /// The group that a mention stands in.
    pub(crate) fn group_of(&self, mention: u64) -> Option<u64> {
        self.group_of.get(&mention).copied()
    }

    /// Mentions of a group, ascending.
    pub(super) fn members<'a>(&'a self, group: &'a u64) -> &'a [u64] {
        self.groups.get(group).map_or(std::slice::from_ref(group), |cluster| &cluster.members)
    }

    /// The person of a mention as this look has them, in mentions.
    pub(crate) fn cluster_of(&self, mention: u64) -> Option<Cluster> {
        let joined = self.index.cluster_of(self.group_of(mention)?)?;
        if let [group] = joined.members.as_slice() {
            let alone = Cluster { id: *group, members: vec![*group], weakest: None };
            return Some(self.groups.get(group).cloned().unwrap_or(alone));
        }
        let mut members: Vec<u64> =
            joined.members.iter().flat_map(|group| self.members(group)).copied().collect();
        members.sort_unstable();
        let below = joined.members.iter().filter_map(|group| self.groups.get(group)?.weakest);
        let weakest = below.chain(joined.weakest).min_by(|one, other| {
            one.2.total_cmp(&other.2).then_with(|| (one.0, one.1).cmp(&(other.0, other.1)))
        });
        Some(Cluster { id: joined.id, members, weakest })
    }

    /// Takes in that what these mentions say, or the groups they stand in, may have changed. `below` tells the group of a
    /// mention as it is now. Returns the mentions whose person may have changed.
    pub(crate) fn refresh(
        &mut self,
        touched: &BTreeSet<u64>,
        facts: &Facts,
        decisions: &Decisions,
        below: impl Fn(u64) -> Option<Cluster>,
    ) -> Result<BTreeSet<u64>, LinkageError> {
        let (mut moved, mut changed) = (BTreeSet::new(), BTreeSet::new());
        let mut seen = HashSet::new();
        for mention in touched {
            if seen.contains(mention) {
                continue;
            }
            match below(*mention) {
                Some(cluster) => {
                    seen.extend(cluster.members.iter().copied());
                    changed.insert(cluster.id);
                    self.put_group(cluster, &mut moved, &mut changed);
                }
                None => {
                    if let Some(old) = self.group_of.remove(mention) {
                        moved.insert(*mention);
                        changed.insert(old);
                    }
                }
            }
        }
        // Whoever stands beside them has other company now, and decisions are about other groups.
        for mention in &moved {
            let near = facts.beside(*mention).chain(decisions.apart_from(*mention));
            changed.extend(near.filter_map(|other| self.group_of(other)));
        }
        let mut joined = changed.clone();
        for group in &changed {
            let clusters = if self.group_of(*group) == Some(*group) {
                self.compare(*group, facts)?
            } else {
                self.groups.remove(group);
                self.told.remove(group);
                self.index.remove(*group).clusters
            };
            joined.extend(clusters.into_iter().flat_map(|cluster| cluster.members));
        }
        for group in &changed {
            joined.extend(self.keep_apart(*group, decisions));
        }
        let mut mentions = touched.clone();
        for group in joined.iter().filter(|group| self.group_of(**group) == Some(**group)) {
            mentions.extend(self.members(group));
        }
        Ok(mentions)
    }

    fn put_group(&mut self, cluster: Cluster, moved: &mut BTreeSet<u64>, changed: &mut BTreeSet<u64>) {
        for member in &cluster.members {
            let old = self.group_of.insert(*member, cluster.id);
            if old != Some(cluster.id) {
                moved.insert(*member);
                changed.extend(old);
            }
        }
        if cluster.members.len() > 1 {
            self.groups.insert(cluster.id, cluster);
        } else {
            self.groups.remove(&cluster.id);
        }
    }

    /// Compares a group with all others, where what it says has changed.
    fn compare(&mut self, group: u64, facts: &Facts) -> Result<Vec<Cluster>, LinkageError> {
        let members = self.members(&group);
        let company: BTreeSet<u64> = members
            .iter()
            .flat_map(|member| facts.beside(*member))
            .filter_map(|other| self.group_of(other))
            .filter(|other| *other != group)
            .collect();
        let cells = facts.pooled(members, &company);
        let mut hasher = DefaultHasher::new();
        for cell in &cells {
            match cell {
                linkage::index::Cell::Missing => 0_u8.hash(&mut hasher),
                linkage::index::Cell::One(value) => value.hash(&mut hasher),
                linkage::index::Cell::Many(values) => values.hash(&mut hasher),
            }
        }
        let said = hasher.finish();
        if self.told.insert(group, said) == Some(said) {
            return Ok(Vec::new());
        }
        Ok(self.index.insert(&Record { key: group, source: 0, cells })?.clusters)
    }

    /// Two groups are different where an analyst said so of any of their mentions. (Mentions said to be the same stand in
    /// one group already.) Returns the groups of persons that changed.
    fn keep_apart(&mut self, group: u64, decisions: &Decisions) -> Vec<u64> {
        let now: BTreeSet<u64> = if self.group_of(group) == Some(group) {
            let others = self.members(&group).iter().flat_map(|member| decisions.apart_from(*member));
            others.filter_map(|other| self.group_of(other)).filter(|other| *other != group).collect()
        } else {
            BTreeSet::new()
        };
        let before = self.apart.get(&group).cloned().unwrap_or_default();
        let mut changed = Vec::new();
        for other in before.symmetric_difference(&now) {
            let kept = now.contains(other);
            let change = if kept {
                self.index.constrain(group, *other, Constraint::Different)
            } else {
                self.index.release(group, *other)
            };
            changed.extend(change.clusters.into_iter().flat_map(|cluster| cluster.members));
            for (one, two) in [(group, *other), (*other, group)] {
                let apart = self.apart.entry(one).or_default();
                if kept {
                    apart.insert(two);
                } else {
                    apart.remove(&two);
                }
                if apart.is_empty() {
                    self.apart.remove(&one);
                }
            }
        }
        changed
    }

    /// All persons, in no order.
    pub(crate) fn groups(&self) -> BTreeMap<u64, &[u64]> {
        let heads = self.group_of.iter().filter(|(mention, group)| mention == group);
        heads.map(|(mention, group)| (*mention, self.members(group))).collect()
    }
}
