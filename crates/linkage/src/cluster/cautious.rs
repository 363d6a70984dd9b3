//! One component, solved: which of its records belong together.
//!
//! Edges are followed from the heaviest down. Two records that are alone are joined by their edge. Where one side is a
//! group already, all pairs across are asked, not the edge alone: a chain of records that are each close to the next
//! does not become one cluster, and a household is not one person (the chaining of single linkage; Hassanzadeh et al.
//! 2009, PVLDB 2:1282).

use super::{
    Caution, Components, Constraint, Contradiction, Decision, Edge, Group, Held, HeldReason,
    evidence::{Evidence, Support, speakers},
};
use hashbrown::{HashMap, HashSet};

/// What became of a component.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Solved {
    /// Every record is in exactly one, maybe alone; by the smallest member.
    pub groups: Vec<Group>,
    /// Joins that were refused, the strongest edge first, one for each two groups.
    pub held: Vec<Held>,
    /// Decisions that could not be followed.
    pub contradictions: Vec<Contradiction>,
}

/// Solves one component. `members` are its records; `edges` those between them, of which the ones from `threshold` on
/// may join and the others only save asking; `score` tells the weight of any two members. Without `caution`, every edge
/// from the threshold on joins unless a decision forbids it. Edges and decisions on other records are passed over.
pub fn cautious(
    members: &[u32],
    edges: &[Edge],
    decisions: &[Decision],
    threshold: f64,
    caution: Option<&Caution>,
    score: &mut impl FnMut(u32, u32) -> f64,
) -> Solved {
    Solver::default().solve(members, edges, decisions, threshold, caution, score)
}

/// Working memory for many components.
#[derive(Default)]
pub struct Solver {
    members: Vec<u32>,
    /// Edges from the threshold on, the heaviest first; places within the component.
    edges: Vec<Edge>,
    waiting: Vec<Edge>,
    groups: Components,
    /// Records of the group of which this place is the smallest.
    within: Vec<Vec<u32>>,
    degrees: Vec<u32>,
    /// Places that must not stand in one group.
    apart: Vec<(u32, u32)>,
    evidence: Evidence,
    /// What was found across two groups of these sizes; groups only grow, so the sizes tell whether it still holds.
    asked: HashMap<(u32, u32), ([usize; 2], Support)>,
    left: Vec<u32>,
    right: Vec<u32>,
}

impl Solver {
    /// As [`cautious`].
    pub fn solve(
        &mut self,
        members: &[u32],
        edges: &[Edge],
        decisions: &[Decision],
        threshold: f64,
        caution: Option<&Caution>,
        score: &mut impl FnMut(u32, u32) -> f64,
    ) -> Solved {
        let mut solved = Solved::default();
        self.prepare(members, edges, threshold);
        self.follow(decisions, &mut solved);
        let held = self.join_all(threshold, caution, score);
        let members = &self.members;
        let record = |place: u32| members[place as usize];
        solved.held = held
            .into_iter()
            .map(|(edge, sizes, reason)| Held {
                edge: Edge { left: record(edge.left), right: record(edge.right), ..edge },
                sizes,
                reason: match reason {
                    Refused::LittleSupport(support) => {
                        HeldReason::LittleSupport { mean: support.mean, against: support.against(members) }
                    }
                    Refused::Different(left, right) => {
                        HeldReason::Different { left: record(left), right: record(right) }
                    }
                },
            })
            .collect();
        solved.groups = self.told();
        solved
    }

    fn place(&self, record: u32) -> Option<u32> {
        self.members.binary_search(&record).ok().and_then(|place| u32::try_from(place).ok())
    }

    fn prepare(&mut self, members: &[u32], edges: &[Edge], threshold: f64) {
        self.members.clear();
        self.members.extend_from_slice(members);
        self.members.sort_unstable();
        self.members.dedup();
        let count = self.members.len();
        // Records are numbered in 32 bits.
        let places = u32::try_from(count).unwrap_or(u32::MAX);
        self.groups.reset(places);
        self.within.resize_with(count, Vec::new);
        for (place, within) in (0..places).zip(&mut self.within) {
            within.clear();
            within.push(place);
        }
        self.degrees.clear();
        self.degrees.resize(count, 0);
        self.evidence.reset(count);
        self.asked.clear();
        self.apart.clear();
        self.edges.clear();
        for edge in edges {
            let (Some(left), Some(right)) = (self.place(edge.left), self.place(edge.right)) else { continue };
            if left == right || edge.weight.is_nan() {
                continue;
            }
            self.evidence.know(left, right, edge.weight);
            if edge.weight >= threshold {
                self.edges.push(Edge { left, right, weight: edge.weight }.in_order());
            }
        }
        self.edges.sort_unstable_by(Edge::rank);
        // Of the same pair only the heaviest is told; the others follow it somewhere, and then join nothing.
        for edge in &self.edges {
            self.degrees[edge.left as usize] += 1;
            self.degrees[edge.right as usize] += 1;
        }
    }

    /// Decisions: what is different is noted, then what is the same is joined.
    fn follow(&mut self, decisions: &[Decision], solved: &mut Solved) {
        let mut same = Vec::new();
        for decision in decisions {
            let (Some(left), Some(right)) = (self.place(decision.left), self.place(decision.right)) else {
                continue;
            };
            if left == right {
                continue;
            }
            let pair = (left.min(right), left.max(right));
            match decision.constraint {
                Constraint::Same => same.push(pair),
                Constraint::Different => self.apart.push(pair),
            }
        }
        for pairs in [&mut same, &mut self.apart] {
            pairs.sort_unstable();
            pairs.dedup();
        }
        for (left, right) in same {
            let (one, other) = (self.groups.find(left), self.groups.find(right));
            if let Some((a, b)) = self.forbidden(one, other) {
                let record = |place: u32| self.members[place as usize];
                solved.contradictions.push(Contradiction {
                    same: [record(left), record(right)],
                    different: [record(a), record(b)],
                });
            } else {
                self.join(one, other);
            }
        }
    }

    /// The first two that must not meet if these groups were joined.
    fn forbidden(&mut self, one: u32, other: u32) -> Option<(u32, u32)> {
        if one == other {
            return None;
        }
        let groups = &mut self.groups;
        self.apart.iter().copied().find(|(a, b)| {
            let (a, b) = (groups.find(*a), groups.find(*b));
            (a, b) == (one, other) || (a, b) == (other, one)
        })
    }

    fn join(&mut self, one: u32, other: u32) {
        if self.groups.join(one, other) {
            let (low, high) = (one.min(other), one.max(other));
            let mut more = std::mem::take(&mut self.within[high as usize]);
            let within = &mut self.within[low as usize];
            if more.len() > within.len() {
                std::mem::swap(within, &mut more);
            }
            within.append(&mut more);
        }
    }

    /// Follows the edges until none joins anything more; what is left between groups was refused.
    fn join_all(
        &mut self,
        threshold: f64,
        caution: Option<&Caution>,
        score: &mut impl FnMut(u32, u32) -> f64,
    ) -> Vec<(Edge, [u32; 2], Refused)> {
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.clone_from(&self.edges);
        let mut refused = Vec::new();
        loop {
            refused.clear();
            let mut joined = false;
            waiting.retain(|edge| {
                let (one, other) = (self.groups.find(edge.left), self.groups.find(edge.right));
                if one == other {
                    return false;
                }
                match self.refusal(one, other, threshold, caution, score) {
                    None => {
                        self.join(one, other);
                        joined = true;
                        false
                    }
                    Some(reason) => {
                        let size =
                            |group: u32| u32::try_from(self.within[group as usize].len()).unwrap_or(u32::MAX);
                        refused.push((*edge, [size(one), size(other)], reason));
                        true
                    }
                }
            });
            // A group that grew may now agree with one that it did not agree with before.
            if !joined || refused.is_empty() {
                break;
            }
        }
        self.waiting = waiting;
        let mut told = HashSet::new();
        refused.retain(|(edge, ..)| {
            let (one, other) = (self.groups.find(edge.left), self.groups.find(edge.right));
            told.insert((one.min(other), one.max(other)))
        });
        refused
    }

    /// Why two groups must not be joined, if so.
    fn refusal(
        &mut self,
        one: u32,
        other: u32,
        threshold: f64,
        caution: Option<&Caution>,
        score: &mut impl FnMut(u32, u32) -> f64,
    ) -> Option<Refused> {
        if let Some((a, b)) = self.forbidden(one, other) {
            return Some(Refused::Different(a, b));
        }
        let caution = caution?;
        let (low, high) = (one.min(other), one.max(other));
        let sizes = [self.within[low as usize].len(), self.within[high as usize].len()];
        if sizes == [1, 1] {
            return None;
        }
        let support = match self.asked.get(&(low, high)) {
            Some((then, support)) if *then == sizes => *support,
            _ => {
                for (from, group) in [(low, &mut self.left), (high, &mut self.right)] {
                    group.clear();
                    group.extend_from_slice(&self.within[from as usize]);
                    // In order, so that the sum and the pair that is told do not depend on how the group came to be.
                    group.sort_unstable();
                }
                speakers(&mut self.left, &mut self.right, &self.degrees, caution.most_pairs);
                let members = &self.members;
                let mut by_record = |a: u32, b: u32| score(members[a as usize], members[b as usize]);
                let support = self.evidence.across(&self.left, &self.right, caution, &mut by_record);
                self.asked.insert((low, high), (sizes, support));
                support
            }
        };
        (support.mean < caution.support * threshold).then_some(Refused::LittleSupport(support))
    }

    /// The groups, each with its weakest link.
    fn told(&mut self) -> Vec<Group> {
        let mut numbers = vec![usize::MAX; self.members.len()];
        let mut groups = Vec::new();
        for within in self.within.iter_mut().take(self.members.len()).filter(|within| !within.is_empty()) {
            within.sort_unstable();
            for place in &*within {
                numbers[*place as usize] = groups.len();
            }
            groups.push(Group {
                members: within.iter().map(|place| self.members[*place as usize]).collect(),
                weakest: None,
            });
        }
        // Kruskal 1956: taken from the heaviest down, the last edge that connects is the lightest of the tree.
        let mut tree = std::mem::take(&mut self.groups);
        tree.reset(u32::try_from(self.members.len()).unwrap_or(u32::MAX));
        for edge in &self.edges {
            let (left, right) = (edge.left as usize, edge.right as usize);
            if numbers[left] == numbers[right]
                && tree.join(edge.left, edge.right)
                && let Some(group) = groups.get_mut(numbers[left])
            {
                group.weakest =
                    Some(Edge { left: self.members[left], right: self.members[right], weight: edge.weight });
            }
        }
        self.groups = tree;
        groups
    }
}

enum Refused {
    LittleSupport(Support),
    Different(u32, u32),
}
