//! The linker: reads what came since it last looked, and keeps persons and leads true to it.

use super::{
    called::Called,
    decided::Decisions,
    looks::Looks,
    mentions,
    model::{LinkModel, Party},
    state::{State, Written},
};
use crate::ResponseError;
use linkage::{Progress, Quiet};
use model::{MentionRef, MentionRole};
use std::sync::{
    Arc, PoisonError, RwLock, RwLockReadGuard,
    atomic::{AtomicBool, AtomicI64, Ordering},
};
use store::{LinkChange, LinkReport, LinkWrite, Store};
use tokio::sync::Mutex;

/// Journal entries read at a time. Reports of one stretch are linked, and their persons and leads written, together.
const STRETCH: i64 = 1_000;
/// Rows read at a time when what is written is compared with what should be.
const PAGE: i64 = 10_000;
/// How often writing is tried where other programs write too.
const TRIES: usize = 20;
/// How often is told how far the comparison at start has come.
const TOLD_EVERY: std::time::Duration = std::time::Duration::from_millis(250);

/// Reports, persons and leads of a store in memory, and what brings them up to date.
///
/// One for each process; share it by `Arc`. Names and numbers of people are in its memory while the process runs, as
/// they are in that of intake.
pub struct Linker {
    inside: RwLock<Inside>,
    /// One catches up at a time.
    turn: Mutex<()>,
    read: AtomicI64,
    of: AtomicI64,
    /// Whether everything was read once. Beside the lock, so that whoever asks at start does not wait behind the work.
    ready: AtomicBool,
    fingerprint: String,
}

/// What is locked together.
pub(crate) struct Inside {
    pub(crate) looks: Looks,
    pub(crate) state: State,
    pub(crate) decisions: Decisions,
    pub(crate) called: Called,
    /// Last journal entry taken in.
    seq: i64,
    /// Revision of the tables that memory agrees with; none before the first agreement.
    revision: Option<i64>,
}

/// What catching up did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CaughtUp {
    /// Reports taken in or looked at again.
    pub reports: u64,
    /// Last journal entry taken in.
    pub seq: i64,
}

impl Linker {
    /// A linker that has read nothing yet.
    pub fn new(model: &LinkModel) -> Result<Arc<Self>, ResponseError> {
        // Everything that is read at start is compared at once, when all of it is there.
        let mut looks = Looks::new(model)?;
        looks.defer()?;
        let inside = Inside {
            looks,
            state: State::default(),
            decisions: Decisions::default(),
            called: Called::default(),
            seq: 0,
            revision: None,
        };
        Ok(Arc::new(Self {
            inside: RwLock::new(inside),
            turn: Mutex::new(()),
            read: AtomicI64::new(0),
            of: AtomicI64::new(0),
            ready: AtomicBool::new(false),
            fingerprint: model.fingerprint(),
        }))
    }

    /// How far it has come, and to where: journal entries, and at start what is compared once they are read.
    pub fn progress(&self) -> (i64, i64) {
        (self.read.load(Ordering::Relaxed), self.of.load(Ordering::Relaxed))
    }

    /// Whether everything was read once.
    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Acquire)
    }

    /// How many persons and leads there are.
    pub fn counts(&self) -> (usize, usize) {
        let inside = self.peek();
        (inside.looks.count(), inside.state.ties.len())
    }

    /// Why two mentions have their weight, for measurements; people see it through [`crate::persons::pair`], which is
    /// journaled.
    pub fn explain(&self, left: MentionRef, right: MentionRef) -> Option<linkage::Explanation> {
        self.peek().looks.explain(left.key(), right.key())
    }

    /// Mentions that a mention may be one person with, the likeliest first, with weights in bits: for measurements.
    pub fn edges_of(&self, mention: MentionRef) -> Vec<(MentionRef, f64)> {
        let edges = self.peek().looks.edges_of(mention.key());
        edges.into_iter().map(|(other, weight)| (MentionRef::of_key(other), weight)).collect()
    }

    /// The lead of each report, were the persons of these mentions these: for measurements.
    pub fn leads_of(
        &self,
        persons: &std::collections::HashMap<u64, u64>,
    ) -> std::collections::HashMap<i64, i64> {
        super::supposed::leads(&self.peek().state, persons)
    }

    /// What one look compares, by its key, with its mentions: for measurements. The first look is 0.
    pub fn compared(&self, look: usize) -> Vec<(u64, Vec<u64>)> {
        self.peek().looks.compared(look)
    }

    /// What a look finds beside one of the things it compares, where wanted, with the reasons: for measurements.
    pub fn found_beside(
        &self,
        look: usize,
        key: u64,
        wanted: impl Fn(u64) -> bool,
    ) -> Vec<(u64, linkage::Explanation)> {
        let inside = self.peek();
        let Some(index) = inside.looks.index(look) else { return Vec::new() };
        let edges = index.edges_of(key).into_iter().filter(|edge| wanted(edge.key));
        edges.filter_map(|edge| Some((edge.key, index.explain(key, edge.key)?))).collect()
    }

    fn peek(&self) -> RwLockReadGuard<'_, Inside> {
        self.inside.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks inside, once everything was read.
    pub(crate) fn look(&self) -> Result<RwLockReadGuard<'_, Inside>, ResponseError> {
        if self.is_ready() {
            return Ok(self.peek());
        }
        let (done, total) = self.progress();
        Err(ResponseError::Linking { done, total })
    }

    /// Up to which entry of the journal everything is taken in: decisions after it are in no page yet.
    pub fn taken_in(&self) -> Result<i64, ResponseError> {
        Ok(self.look()?.seq)
    }

    /// Changes what is inside.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Inside) -> T) -> T {
        change(&mut self.inside.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// Links everything that is not linked yet, in the order of the journal, and brings persons and leads up to date.
    /// `progress` is told how many journal entries were read, and how many there are.
    ///
    /// Several programs may link the same store: what comes out is the same, and each sees when another wrote.
    pub async fn catch_up(
        self: &Arc<Self>,
        store: &Store,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<CaughtUp, ResponseError> {
        let _turn = self.turn.lock().await;
        let mut done = CaughtUp { seq: self.peek().seq, reports: 0 };
        let mut ahead = None;
        loop {
            let stretch = match ahead.take() {
                Some(stretch) => stretch,
                None => store.link_changes(done.seq, STRETCH).await?,
            };
            let began = done.seq;
            done.seq = stretch.seq;
            done.reports += stretch.changes.len() as u64;
            self.read.store(stretch.seq, Ordering::Relaxed);
            self.of.store(stretch.head, Ordering::Relaxed);
            progress(stretch.seq.unsigned_abs(), stretch.head.unsigned_abs());
            if stretch.seq > began {
                let let_in: Vec<i64> = stretch.changes.iter().filter_map(LinkChange::let_in).collect();
                // Until the reports of a burst are in, the stretch is not read: should reading fail, it is read again.
                let until = if let_in.is_empty() { stretch.seq } else { began };
                // While one stretch is taken in, the next is read and opened.
                if stretch.seq < stretch.head {
                    let next = store.link_changes(stretch.seq, STRETCH);
                    let (taken, next) = tokio::join!(self.take_in(stretch.changes, until), next);
                    taken?;
                    ahead = Some(next?);
                } else {
                    self.take_in(stretch.changes, until).await?;
                }
                for burst in let_in {
                    self.take_in_burst(store, burst, began).await?;
                }
                self.change(|inside| inside.seq = stretch.seq);
            }
            let at_end = stretch.seq >= stretch.head;
            // At start nothing is written before everything is read: most of it was written before.
            if self.peek().revision.is_some() {
                self.write(store).await?;
            } else if at_end {
                self.agree(store, &mut progress).await?;
            }
            if at_end {
                self.ready.store(true, Ordering::Release);
                return Ok(done);
            }
        }
    }

    /// Takes changes in: comparing is work for a thread of its own, pages are answered meanwhile.
    async fn take_in(self: &Arc<Self>, changes: Vec<LinkChange>, seq: i64) -> Result<(), ResponseError> {
        let linker = self.clone();
        let taken =
            tokio::task::spawn_blocking(move || linker.change(|inside| inside.take_in(changes, seq))).await;
        taken.map_err(|error| stopped(&error))?
    }

    /// Takes the reports of a burst in that somebody let in.
    async fn take_in_burst(
        self: &Arc<Self>,
        store: &Store,
        burst: i64,
        seq: i64,
    ) -> Result<(), ResponseError> {
        let mut after = 0;
        loop {
            let page = store.link_burst(burst, after, STRETCH).await?;
            let Some(LinkChange::Report(last)) = page.last() else { return Ok(()) };
            after = last.no;
            self.take_in(page, seq).await?;
        }
    }

    /// Makes persons and leads anew from what is in memory, whatever the tables hold.
    pub async fn rebuild(self: &Arc<Self>, store: &Store) -> Result<(), ResponseError> {
        let _turn = self.turn.lock().await;
        self.change(|inside| inside.revision = None);
        self.agree(store, &mut |_, _| {}).await
    }

    /// Writes what changed; where another program wrote in between, compares everything first.
    async fn write(self: &Arc<Self>, store: &Store) -> Result<(), ResponseError> {
        let (revision, write) =
            self.change(|inside| (inside.revision, inside.settle(&Written::default(), &Quiet)));
        let write = write?;
        let write = LinkWrite { fingerprint: self.fingerprint.clone(), ..write };
        let Some(revision) = revision else { return Ok(()) };
        if write.is_empty() {
            return Ok(());
        }
        // Should writing fail, memory no longer agrees with the tables: compare everything the next time.
        self.change(|inside| inside.revision = None);
        if store.write_links(revision, &write).await? {
            self.change(|inside| inside.revision = Some(revision + 1));
            return Ok(());
        }
        self.agree(store, &mut |_, _| {}).await
    }

    /// Compares the tables with memory and writes the difference.
    async fn agree(
        self: &Arc<Self>,
        store: &Store,
        progress: &mut impl FnMut(u64, u64),
    ) -> Result<(), ResponseError> {
        for _ in 0..TRIES {
            let linked = store.linked().await?;
            let seq = self.peek().seq;
            if linked.seq > seq {
                // Another program is ahead: what it wrote is right, and this one reads on before it compares with it. What
                // was read at start is compared all the same: whoever looks from now on finds persons.
                if self.peek().looks.is_deferred() {
                    self.compare(Written::default(), progress).await?;
                }
                return Ok(());
            }
            let write = self.compare(written(store).await?, progress).await?;
            let write = LinkWrite { fingerprint: self.fingerprint.clone(), ..write };
            let nothing = write.is_empty() && linked.fingerprint == self.fingerprint && linked.seq == seq;
            if nothing {
                self.change(|inside| inside.revision = Some(linked.revision));
                return Ok(());
            }
            if store.write_links(linked.revision, &write).await? {
                self.change(|inside| inside.revision = Some(linked.revision + 1));
                return Ok(());
            }
        }
        Err(ResponseError::Form(
            "other programs keep writing persons and leads: try again in a moment".into(),
        ))
    }

    /// What must be written for the tables to be as memory is. Over all there is: work for a thread of its own, so that
    /// pages are answered meanwhile.
    async fn compare(
        self: &Arc<Self>,
        written: Written,
        progress: &mut impl FnMut(u64, u64),
    ) -> Result<LinkWrite, ResponseError> {
        let linker = self.clone();
        let mut compared = tokio::task::spawn_blocking(move || {
            linker.change(|inside| inside.compare(&written, linker.as_ref()))
        });
        loop {
            if let Ok(compared) = tokio::time::timeout(TOLD_EVERY, &mut compared).await {
                return compared.map_err(|error| stopped(&error))?;
            }
            let (done, of) = self.progress();
            progress(done.unsigned_abs(), of.unsigned_abs());
        }
    }
}

/// What is compared at start is told beside what was read.
impl linkage::Progress for Linker {
    fn begin(&self, _: &str, total: u64) {
        self.of.fetch_add(i64::try_from(total).unwrap_or(0), Ordering::Relaxed);
    }
    fn advance(&self, done: u64) {
        self.read.fetch_add(i64::try_from(done).unwrap_or(0), Ordering::Relaxed);
    }
}

fn stopped(error: &tokio::task::JoinError) -> ResponseError {
    ResponseError::Form(format!("linking stopped unexpectedly: {error}"))
}

/// Reads what the tables hold.
async fn written(store: &Store) -> Result<Written, ResponseError> {
    let mut written = Written::default();
    let mut after = 0;
    loop {
        let page = store.written_mentions(after, PAGE).await?;
        let Some((last, _)) = page.last() else { break };
        after = *last;
        written.mentions.extend(page);
    }
    let mut after = 0;
    loop {
        let page = store.written_persons(after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.id;
        written.persons.extend(page.into_iter().map(|person| (person.id, person)));
    }
    let mut after = 0;
    loop {
        let page = store.written_leads(after, PAGE).await?;
        let Some((last, _)) = page.last() else { break };
        after = *last;
        written.reports.extend(page);
    }
    let mut after = 0;
    loop {
        let page = store.written_lead_rows(after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.no;
        written.leads.extend(page.into_iter().map(|lead| (lead.no, lead)));
    }
    Ok(written)
}

impl Inside {
    /// Takes changes in, in order.
    fn take_in(&mut self, changes: Vec<LinkChange>, seq: i64) -> Result<(), ResponseError> {
        for change in changes {
            match change {
                LinkChange::Report(report) => self.take_report(&report)?,
                // Its reports are read beside, a page at a time: see `take_in_burst`.
                LinkChange::LetIn { .. } => {}
                LinkChange::Erased { no } => {
                    self.called.remove(no);
                    for key in self.state.erase(no) {
                        self.remove(key);
                    }
                }
                LinkChange::Decided { id, verdict, left, right } => {
                    for (left, right, constraint) in self.decisions.add(id, verdict, &left, &right) {
                        self.constrain(left, right, Some(constraint));
                    }
                }
                LinkChange::Withdrawn { id } => {
                    for (left, right, constraint) in self.decisions.end(id) {
                        self.constrain(left, right, constraint);
                    }
                }
            }
        }
        self.seq = seq;
        Ok(())
    }

    fn take_report(&mut self, taken: &LinkReport) -> Result<(), ResponseError> {
        let report = &taken.report;
        let parties: Vec<Party> =
            report.mentions.iter().map(|mention| mentions::party_of(mention, report)).collect();
        let mut gone = self.state.put(taken, &parties);
        self.called.put(taken.no, report);
        for (position, mention) in report.mentions.iter().enumerate() {
            // Who told is nobody to look for.
            if mention.role == MentionRole::Reporter {
                continue;
            }
            let Some(mention) = MentionRef::new(taken.no, position) else { break };
            gone.retain(|gone| *gone != mention.key());
            let touched = self.looks.insert(mention, report)?;
            self.state.touch(touched);
        }
        for key in gone {
            self.remove(key);
        }
        Ok(())
    }

    fn remove(&mut self, key: u64) {
        let touched = self.looks.remove(key);
        self.state.touch(touched);
    }

    /// Applies the word of an analyst on a pair, or takes it back.
    pub(crate) fn constrain(
        &mut self,
        left: u64,
        right: u64,
        constraint: Option<linkage::cluster::Constraint>,
    ) {
        let touched = self.looks.constrain(left, right, constraint);
        self.state.touch(touched);
    }

    /// Whether a decision about other mentions of these two persons keeps the persons apart.
    pub(crate) fn held_apart(&self, left: u64, right: u64) -> bool {
        let members =
            |key: u64| self.state.person_of(key).map(|person| self.state.members(person)).unwrap_or_default();
        let others = members(right);
        members(left).into_iter().filter(|one| self.decisions.of(*one).next().is_some()).any(|one| {
            let apart = |other: &u64| self.decisions.verdict(one, *other) == Some(model::Verdict::Different);
            others.iter().any(|other| (one, *other) != (left, right) && apart(other))
        })
    }

    fn settle(&mut self, written: &Written, progress: &dyn Progress) -> Result<LinkWrite, ResponseError> {
        let touched = self.looks.refresh(self.state.take_touched(), &self.decisions, progress)?;
        self.state.touch(touched);
        let looks = &self.looks;
        let write = self.state.settle(|key| looks.cluster_of(key), written);
        Ok(LinkWrite { seq: self.seq, ..write })
    }

    /// What must be written for the tables to be as memory is.
    fn compare(&mut self, written: &Written, progress: &dyn Progress) -> Result<LinkWrite, ResponseError> {
        self.state.note(written);
        let all: Vec<u64> = self.state.mentions.keys().copied().collect();
        self.state.touch(all);
        self.settle(written, progress)
    }
}
