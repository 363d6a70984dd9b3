//! Decisions of analysts as they hold at this moment: about the same two mentions the latest one counts.

use linkage::cluster::Constraint;
use model::{DecisionId, MentionRef, Verdict};
use std::collections::{BTreeMap, HashMap};

/// Two mentions, the earlier first.
type Pair = (u64, u64);

/// A decision that holds.
#[derive(Clone, Debug)]
struct Held {
    verdict: Verdict,
    pairs: Vec<Pair>,
    /// Higher for later decisions.
    number: u64,
}

/// Decisions that hold.
#[derive(Default)]
pub(crate) struct Decisions {
    held: BTreeMap<DecisionId, Held>,
    by_mention: HashMap<u64, Vec<DecisionId>>,
    made: u64,
}

const fn constraint(verdict: Verdict) -> Constraint {
    match verdict {
        Verdict::Same => Constraint::Same,
        Verdict::Different => Constraint::Different,
    }
}

impl Decisions {
    /// Takes a decision in; returns what the index must be told.
    pub(crate) fn add(
        &mut self,
        id: DecisionId,
        verdict: Verdict,
        left: &[MentionRef],
        right: &[MentionRef],
    ) -> Vec<(u64, u64, Constraint)> {
        let pairs: Vec<Pair> = left
            .iter()
            .flat_map(|left| right.iter().map(move |right| (left.key(), right.key())))
            .filter(|(left, right)| left != right)
            .map(|(left, right)| (left.min(right), left.max(right)))
            .collect();
        for (left, right) in &pairs {
            for key in [left, right] {
                let known = self.by_mention.entry(*key).or_default();
                if !known.contains(&id) {
                    known.push(id);
                }
            }
        }
        let told = pairs.iter().map(|(left, right)| (*left, *right, constraint(verdict))).collect();
        self.made += 1;
        self.held.insert(id, Held { verdict, pairs, number: self.made });
        told
    }

    /// Ends a decision; returns what holds for its pairs now: an earlier decision, or none.
    pub(crate) fn end(&mut self, id: DecisionId) -> Vec<(u64, u64, Option<Constraint>)> {
        let Some(ended) = self.held.remove(&id) else { return Vec::new() };
        for (left, right) in &ended.pairs {
            for key in [left, right] {
                if let Some(known) = self.by_mention.get_mut(key) {
                    known.retain(|other| *other != id);
                }
            }
        }
        ended
            .pairs
            .into_iter()
            .map(|(left, right)| (left, right, self.verdict(left, right).map(constraint)))
            .collect()
    }

    /// What holds for two mentions.
    pub(crate) fn verdict(&self, left: u64, right: u64) -> Option<Verdict> {
        let pair = (left.min(right), left.max(right));
        let about =
            self.of(left).filter_map(|id| self.held.get(&id)).filter(|held| held.pairs.contains(&pair));
        about.max_by_key(|held| held.number).map(|held| held.verdict)
    }

    /// Mentions that are somebody else than this one.
    pub(crate) fn apart_from(&self, mention: u64) -> impl Iterator<Item = u64> {
        let held = self.of(mention).filter_map(|id| self.held.get(&id));
        let pairs = held.filter(|held| held.verdict == Verdict::Different).flat_map(|held| &held.pairs);
        let others = pairs.filter_map(move |(left, right)| match mention {
            one if one == *left => Some(*right),
            one if one == *right => Some(*left),
            _ => None,
        });
        others.filter(move |other| self.verdict(mention, *other) == Some(Verdict::Different))
    }

    /// Decisions that name a mention.
    pub(crate) fn of(&self, mention: u64) -> impl Iterator<Item = DecisionId> {
        self.by_mention.get(&mention).into_iter().flatten().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mention(report_no: i64) -> MentionRef {
        MentionRef { report_no, position: 0 }
    }

    #[test]
    fn the_latest_decision_counts_and_an_earlier_one_comes_back() {
        let mut decisions = Decisions::default();
        let id = |n: u128| DecisionId::from_slice(&n.to_be_bytes()).unwrap();
        let (one, two, three) = (mention(1), mention(2), mention(3));
        decisions.add(id(1), Verdict::Different, &[one], &[two, three]);
        let told = decisions.add(id(2), Verdict::Same, &[two], &[one]);
        assert_eq!(told, [(one.key(), two.key(), Constraint::Same)]);
        assert_eq!(decisions.verdict(two.key(), one.key()), Some(Verdict::Same));
        assert_eq!(decisions.apart_from(one.key()).collect::<Vec<_>>(), [three.key()]);
        assert_eq!(decisions.end(id(2)), [(one.key(), two.key(), Some(Constraint::Different))]);
        assert_eq!(decisions.end(id(1)).len(), 2);
        assert_eq!(decisions.verdict(one.key(), three.key()), None);
        assert_eq!(decisions.of(one.key()).count(), 0);
    }
}
