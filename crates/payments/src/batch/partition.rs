//! Events spread by key over parts that fit the cache, as they are read.

use crate::{
    PaymentsError,
    payment::Payment,
    plan::{Plan, Scope},
    window::Entry,
};

/// Keys of one part: its counters stay in the first cache.
pub(super) const PART_BITS: u32 = 12;
/// Events of one piece of a part. Small pieces waste little where a part has few.
const PIECE: usize = 512;
/// Most parts of one scope; a key beyond this is refused (16.7 million keys of a dictionary).
pub(super) const MOST_PARTS: usize = 1 << 12;

/// Events of keys that share their upper bits, in order of reading.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// The piece that is being filled: lower bits of the key beside each entry.
    keys: Vec<u16>,
    entries: Vec<Entry>,
    full: Vec<(Vec<u16>, Vec<Entry>)>,
}

impl Part {
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the lower twelve bits are what is meant")]
    fn push(&mut self, key: u32, entry: Entry) {
        if self.keys.len() == self.keys.capacity() {
            self.turn();
        }
        self.keys.push(key as u16 & ((1 << PART_BITS) - 1));
        self.entries.push(entry);
    }

    /// Puts the full piece aside and begins another.
    #[cold]
    fn turn(&mut self) {
        let keys = std::mem::replace(&mut self.keys, Vec::with_capacity(PIECE));
        let entries = std::mem::replace(&mut self.entries, Vec::with_capacity(PIECE));
        if !keys.is_empty() {
            self.full.push((keys, entries));
        }
    }

    /// Its events by pieces.
    pub(super) fn pieces(&self) -> impl Iterator<Item = (&[u16], &[Entry])> {
        let full = self.full.iter().map(|(keys, entries)| (keys.as_slice(), entries.as_slice()));
        full.chain(std::iter::once((self.keys.as_slice(), self.entries.as_slice())))
    }

    pub(super) fn len(&self) -> usize {
        self.pieces().map(|(keys, _)| keys.len()).sum()
    }
}

/// What tells payments apart.
#[derive(Debug)]
pub(super) enum Ids {
    /// Each row is a payment of its own.
    Rows,
    /// Ids and versions as they were given.
    Given {
        /// One a row.
        ids: Vec<u64>,
        /// One a row; empty while all are 0.
        versions: Vec<u16>,
    },
}

/// Takes events in on one thread. Several may run side by side over parts of the input that follow each other.
#[derive(Debug)]
pub struct Collector<'p> {
    plan: &'p Plan,
    /// Number of the first row.
    pub(super) first: u32,
    pub(super) rows: u32,
    pub(super) parts: [Vec<Part>; 4],
    pub(super) ids: Ids,
    only: Option<&'p Keys>,
    beyond: bool,
}

/// Windows that are looked at again: one bit for each key, by scope.
#[derive(Clone, Debug, Default)]
pub struct Keys([Vec<u64>; 4]);

impl Keys {
    #[inline]
    fn has(&self, scope: Scope, key: u32) -> bool {
        self.0[scope.number()].get(key as usize / 64).is_some_and(|word| word >> (key % 64) & 1 == 1)
    }

    /// Whether a payment may stand in one of the windows: few do, and the others need not be looked at any further.
    #[inline]
    fn may_concern(&self, payment: &Payment) -> bool {
        let party = |key: u32| self.has(Scope::Sender, key) || self.has(Scope::Recipient, key);
        party(payment.sender)
            || party(payment.recipient)
            || self.has(Scope::Device, payment.device)
            || self.has(Scope::Institution, u32::from(payment.institution))
    }
}

impl FromIterator<(Scope, u32)> for Keys {
    fn from_iter<I: IntoIterator<Item = (Scope, u32)>>(windows: I) -> Self {
        let mut keys = Self::default();
        // A window of a key beyond this was never kept.
        let kept = |key: &u32| (*key as usize) < MOST_PARTS << PART_BITS;
        for (scope, key) in windows.into_iter().filter(|(_, key)| kept(key)) {
            let (words, at) = (&mut keys.0[scope.number()], key as usize / 64);
            if at >= words.len() {
                words.resize(at + 1, 0);
            }
            words[at] |= 1 << (key % 64);
        }
        keys
    }
}

impl<'p> Collector<'p> {
    /// For rows from `first` on, each a payment of its own: what a file holds that is known to have no repetition.
    pub fn rows(plan: &'p Plan, first: u32) -> Self {
        Self { plan, first, rows: 0, parts: Default::default(), ids: Ids::Rows, only: None, beyond: false }
    }

    /// For rows from `first` on, told apart by [`Payment::id`]: the highest version counts, once.
    pub fn told_apart(plan: &'p Plan, first: u32) -> Self {
        let ids = Ids::Given { ids: Vec::new(), versions: Vec::new() };
        Self { ids, ..Self::rows(plan, first) }
    }

    /// Keeps the windows of these keys only: what a few explanations need of a large input.
    #[must_use]
    pub fn only(mut self, keys: Option<&'p Keys>) -> Self {
        self.only = keys;
        self
    }

    /// Takes an event in.
    #[inline]
    pub fn push(&mut self, payment: &Payment) {
        if let Ids::Given { ids, versions, .. } = &mut self.ids {
            ids.push(payment.id);
            if payment.version > 0 && versions.is_empty() {
                versions.resize(ids.len() - 1, 0);
            }
            if payment.version > 0 || !versions.is_empty() {
                versions.push(payment.version);
            }
        }
        let sequence = self.first.wrapping_add(self.rows);
        self.rows += 1;
        if self.only.is_some_and(|keys| !keys.may_concern(payment)) {
            return;
        }
        let (parts, beyond, only) = (&mut self.parts, &mut self.beyond, self.only);
        self.plan.route(payment, sequence, |scope, key, entry| {
            if only.is_some_and(|keys| !keys.has(scope, key)) {
                return;
            }
            let list = &mut parts[scope.number()];
            let at = (key >> PART_BITS) as usize;
            if at >= list.len() {
                if at >= MOST_PARTS {
                    *beyond = true;
                    return;
                }
                list.resize_with(at + 1, Part::default);
            }
            list[at].push(key, entry);
        });
    }

    /// Rows taken in.
    pub const fn len(&self) -> u32 {
        self.rows
    }

    /// Whether nothing was taken in.
    pub const fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Refuses what could not be numbered.
    pub(super) fn check(&self) -> Result<(), PaymentsError> {
        let most = (MOST_PARTS as u64) << PART_BITS;
        if self.beyond { Err(PaymentsError::TooMany { what: "parties", most }) } else { Ok(()) }
    }
}

/// The parts of all collectors with the same keys, in order of reading.
pub(super) struct Task {
    pub(super) scope: Scope,
    pub(super) base: u32,
    pub(super) parts: Vec<Part>,
    pub(super) events: usize,
}

/// Takes the parts out of the collectors: one task for each scope and range of keys, the largest first.
pub(super) fn tasks(collectors: &mut [Collector<'_>]) -> Vec<Task> {
    let mut all = Vec::new();
    for scope in Scope::ALL {
        let most = collectors.iter().map(|one| one.parts[scope.number()].len()).max().unwrap_or(0);
        let mut list: Vec<Task> = (0_u32..)
            .take(most)
            .map(|at| Task { scope, base: at << PART_BITS, parts: Vec::new(), events: 0 })
            .collect();
        for collector in collectors.iter_mut() {
            for (task, part) in list.iter_mut().zip(std::mem::take(&mut collector.parts[scope.number()])) {
                task.events += part.len();
                task.parts.push(part);
            }
        }
        all.extend(list.into_iter().filter(|task| task.events > 0));
    }
    all.sort_by_key(|task| std::cmp::Reverse(task.events));
    all
}
