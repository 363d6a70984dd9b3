//! All looks at the mentions together: first mention by mention, then group by group, each look upon what the one before
//! found.

use super::{
    decided::Decisions,
    facts::Facts,
    gathered::Gathered,
    mentions::Column,
    model::{LinkModel, columns},
};
use crate::ResponseError;
use linkage::{
    Explanation, LinkageError, Progress,
    cluster::Constraint,
    index::{Change, Cluster, Index, Record, Review},
};
use model::{MentionRef, Report};
use std::collections::BTreeSet;

/// Mentions, groups of them, and the persons that come of it.
pub(crate) struct Looks {
    mentions: Index,
    columns: Vec<Column>,
    facts: Facts,
    gathered: Vec<Gathered>,
}

impl Looks {
    /// Nothing looked at yet.
    pub(crate) fn new(model: &LinkModel) -> Result<Self, ResponseError> {
        let wrong = |error: LinkageError| ResponseError::Table(format!("model of mentions: {error}"));
        let mentions = Index::new(&model.model, &model.parameters).map_err(wrong)?;
        let mut gathered = Vec::new();
        for _ in 0..model.persons_looks {
            gathered.push(Gathered::new(&model.persons, &model.persons_parameters).map_err(wrong)?);
        }
        let pooled = match gathered.first() {
            Some(first) => columns(first.index.inputs())?,
            None => Vec::new(),
        };
        Ok(Self { columns: columns(mentions.inputs())?, mentions, facts: Facts::new(pooled), gathered })
    }

    /// From now on mentions come in without being compared, until [`Self::refresh`]: for all that is read at start. Only
    /// while nothing was taken in.
    pub(crate) fn defer(&mut self) -> Result<(), ResponseError> {
        self.mentions.defer().map_err(|error| unlinked(&error))?;
        for gathered in &mut self.gathered {
            gathered.index.defer().map_err(|error| unlinked(&error))?;
        }
        Ok(())
    }

    /// Whether what came in was not compared yet.
    pub(crate) const fn is_deferred(&self) -> bool {
        self.mentions.is_deferred()
    }

    /// Takes a mention in; returns the mentions whose group changed.
    pub(crate) fn insert(&mut self, mention: MentionRef, report: &Report) -> Result<Vec<u64>, ResponseError> {
        let (no, position) = (mention.report_no, usize::from(mention.position));
        let cell = |column: &Column| super::mentions::cell(no, report, position, *column);
        let cells = self.columns.iter().map(cell).collect();
        let record = Record { key: mention.key(), source: 0, cells };
        let change = self.mentions.insert(&record).map_err(|error| unlinked(&error))?;
        self.facts.put(no, report, position);
        Ok(touched(change, [mention.key()]))
    }

    /// Takes a mention out; returns the mentions whose group changed.
    pub(crate) fn remove(&mut self, mention: u64) -> Vec<u64> {
        self.facts.remove(mention);
        touched(self.mentions.remove(mention), [mention])
    }

    /// Applies the word of an analyst on two mentions, or takes it back; returns the mentions whose group changed.
    pub(crate) fn constrain(&mut self, left: u64, right: u64, constraint: Option<Constraint>) -> Vec<u64> {
        let mut change = self.mentions.release(left, right);
        if let Some(constraint) = constraint {
            let more = self.mentions.constrain(left, right, constraint);
            change.clusters.extend(more.clusters);
        }
        touched(change, [left, right])
    }

    /// Looks again, group by group, at what follows from a change of these mentions. Returns the mentions whose person
    /// may have changed. What was deferred is compared first; `touched` is everything then.
    pub(crate) fn refresh(
        &mut self,
        mut touched: BTreeSet<u64>,
        decisions: &Decisions,
        progress: &dyn Progress,
    ) -> Result<BTreeSet<u64>, ResponseError> {
        self.mentions.compare_deferred(progress);
        for at in 0..self.gathered.len() {
            let (done, rest) = self.gathered.split_at_mut(at);
            let Some(gathered) = rest.first_mut() else { break };
            let mentions = &self.mentions;
            let below = |mention: u64| match done.last() {
                Some(below) => below.cluster_of(mention),
                None => mentions.cluster_of(mention),
            };
            touched = gathered
                .refresh(&touched, &self.facts, decisions, below)
                .map_err(|error| unlinked(&error))?;
            gathered.index.compare_deferred(progress);
        }
        Ok(touched)
    }

    /// Whether two mentions are joined by the first look, where decisions are followed.
    pub(crate) fn joined_at_once(&self, left: u64, right: u64) -> bool {
        self.mentions.cluster_of(left).is_some_and(|cluster| cluster.members.contains(&right))
    }

    /// The person of a mention.
    pub(crate) fn cluster_of(&self, mention: u64) -> Option<Cluster> {
        match self.gathered.last() {
            Some(last) => last.cluster_of(mention),
            None => self.mentions.cluster_of(mention),
        }
    }

    /// How many persons there are.
    pub(crate) fn count(&self) -> usize {
        self.gathered.last().map_or(&self.mentions, |last| &last.index).clusters().count()
    }

    /// The weight from which two are taken for one.
    pub(crate) fn threshold(&self) -> f64 {
        self.gathered.last().map_or(&self.mentions, |last| &last.index).model().clusters.threshold
    }

    /// The look at which two mentions are compared: the first at which they stand in two groups that become one, or the
    /// last. Gives the index and the keys of the two in it.
    fn look_of(&self, left: u64, right: u64) -> (&Index, u64, u64) {
        let mut look = (&self.mentions, left, right);
        for gathered in &self.gathered {
            let (Some(one), Some(other)) = (gathered.group_of(left), gathered.group_of(right)) else { break };
            if one == other {
                break;
            }
            look = (&gathered.index, one, other);
        }
        look
    }

    /// Why two mentions have their weight; nothing where no model compares them.
    pub(crate) fn explain(&self, left: u64, right: u64) -> Option<Explanation> {
        let (index, one, other) = self.look_of(left, right);
        index.explain(one, other)
    }

    /// How many mentions speak on each side where two are compared; one each at the first look.
    pub(crate) fn voices(&self, left: u64, right: u64) -> (usize, usize) {
        let mut voices = (1, 1);
        for gathered in &self.gathered {
            let (Some(one), Some(other)) = (gathered.group_of(left), gathered.group_of(right)) else { break };
            if one == other {
                break;
            }
            voices = (gathered.members(&one).len(), gathered.members(&other).len());
        }
        voices
    }

    /// Mentions that a mention may be one person with, the likeliest first, with weights in bits. A group is named by its
    /// earliest mention, and told there only.
    pub(crate) fn edges_of(&self, mention: u64) -> Vec<(u64, f64)> {
        let mut edges = Vec::new();
        let indexes = [&self.mentions].into_iter().chain(self.gathered.iter().map(|look| &look.index));
        for (at, index) in indexes.enumerate() {
            // Two that stand apart at this look and are compared as wholes at the next are told there.
            let settled = |other: u64| match self.gathered.get(at) {
                Some(next) => next.group_of(mention) == next.group_of(other),
                None => true,
            };
            let found = index.edges_of(mention).into_iter().filter(|edge| settled(edge.key));
            edges.extend(found.map(|edge| (edge.key, edge.weight)));
        }
        edges.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        edges
    }

    /// Pairs that a person should look at, those first whose decision would change most.
    pub(crate) fn review(&self, limit: usize) -> Vec<Review> {
        let Some((last, before)) = self.gathered.split_last() else { return self.mentions.review(limit) };
        let mut reviews = last.index.review(limit);
        // A group counts for all its mentions.
        let size = |mention: u64| last.cluster_of(mention).map_or(1, |person| person.members.len() as u64);
        for review in reviews.iter_mut().filter(|review| !review.together) {
            review.changes = size(review.left).saturating_mul(size(review.right));
        }
        let earlier = [&self.mentions].into_iter().chain(before.iter().map(|look| &look.index));
        reviews.extend(earlier.flat_map(|index| index.review(limit)).filter(|review| review.together));
        let threshold = self.threshold();
        #[expect(clippy::cast_precision_loss, reason = "numbers of pairs")]
        let worth = |review: &Review| review.changes as f64 * (-(review.weight - threshold).abs()).exp2();
        reviews.sort_by(|a, b| worth(b).total_cmp(&worth(a)).then((a.left, a.right).cmp(&(b.left, b.right))));
        reviews.truncate(limit);
        reviews
    }

    /// The index of one look, the first is 0: for measurements.
    pub(crate) fn index(&self, look: usize) -> Option<&Index> {
        match look.checked_sub(1) {
            None => Some(&self.mentions),
            Some(at) => self.gathered.get(at).map(|gathered| &gathered.index),
        }
    }

    /// What one look compares, by its key, with its mentions: for measurements.
    pub(crate) fn compared(&self, look: usize) -> Vec<(u64, Vec<u64>)> {
        match look.checked_sub(1) {
            None => {
                self.mentions.clusters().flat_map(|all| all.members).map(|key| (key, vec![key])).collect()
            }
            Some(at) => {
                let groups = self.gathered.get(at).map(Gathered::groups).unwrap_or_default();
                groups.into_iter().map(|(key, members)| (key, members.to_vec())).collect()
            }
        }
    }
}

fn unlinked(error: &LinkageError) -> ResponseError {
    ResponseError::Form(format!("a mention could not be linked: {error}"))
}

fn touched<const N: usize>(change: Change, named: [u64; N]) -> Vec<u64> {
    change.clusters.into_iter().flat_map(|cluster| cluster.members).chain(named).collect()
}
