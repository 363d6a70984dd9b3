//! Pairs from the floor on, by record.

use crate::plan::Pattern;

/// A pair as one of its records sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Place of the other record.
    pub(crate) other: u32,
    /// Weight in bits.
    pub weight: f64,
    /// Pattern of agreement.
    pub pattern: Pattern,
}

/// A record that another one matches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    /// Its key.
    pub key: u64,
    /// Weight in bits.
    pub weight: f64,
    /// Pattern of agreement.
    pub pattern: Pattern,
}

impl Match {
    /// The heaviest first.
    pub(crate) fn rank(&self, other: &Self) -> std::cmp::Ordering {
        other.weight.total_cmp(&self.weight).then(self.key.cmp(&other.key))
    }
}

/// A pair that a person should look at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Review {
    /// One record.
    pub left: u64,
    /// The other.
    pub right: u64,
    /// Weight in bits.
    pub weight: f64,
    /// How many pairs of records a decision would join or part.
    pub changes: u64,
    /// Whether the pair reaches the threshold and was held back all the same.
    pub held: bool,
    /// Whether both stand in one cluster now.
    pub together: bool,
}

/// Links of all records, by place.
#[derive(Default)]
pub(crate) struct Links {
    by_place: Vec<Vec<Link>>,
}

impl Links {
    pub(crate) fn grow(&mut self, places: usize) {
        if self.by_place.len() < places {
            self.by_place.resize_with(places, Vec::new);
        }
    }

    pub(crate) fn of(&self, place: u32) -> &[Link] {
        self.by_place.get(place as usize).map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn linked(&self, left: u32, right: u32) -> bool {
        self.of(left).iter().any(|link| link.other == right)
    }

    /// Sets or takes away the link of a pair; returns whether anything changed.
    pub(crate) fn set(&mut self, left: u32, right: u32, link: Option<(f64, Pattern)>) -> bool {
        let one = self.set_one(left, right, link);
        let two = self.set_one(right, left, link);
        one || two
    }

    fn set_one(&mut self, place: u32, other: u32, link: Option<(f64, Pattern)>) -> bool {
        let Some(links) = self.by_place.get_mut(place as usize) else { return false };
        let known = links.iter().position(|link| link.other == other);
        match (known, link) {
            (None, None) => false,
            (Some(at), None) => {
                links.swap_remove(at);
                true
            }
            (None, Some((weight, pattern))) => {
                links.push(Link { other, weight, pattern });
                true
            }
            (Some(at), Some((weight, pattern))) => match links.get_mut(at) {
                Some(known) => {
                    let new = Link { other, weight, pattern };
                    std::mem::replace(known, new) != new
                }
                None => false,
            },
        }
    }

    /// Adds the link of a pair that is not linked yet.
    pub(crate) fn add(&mut self, left: u32, right: u32, weight: f64, pattern: Pattern) {
        for (place, other) in [(left, right), (right, left)] {
            if let Some(links) = self.by_place.get_mut(place as usize) {
                links.push(Link { other, weight, pattern });
            }
        }
    }

    /// Takes all links of a record away; returns the others.
    pub(crate) fn unlink_all(&mut self, place: u32) -> Vec<u32> {
        let links = self.by_place.get_mut(place as usize).map(std::mem::take).unwrap_or_default();
        let others: Vec<u32> = links.iter().map(|link| link.other).collect();
        for other in &others {
            self.set_one(*other, place, None);
        }
        others
    }
}
