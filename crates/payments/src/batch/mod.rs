//! A year of payments in one go: events are spread by key as they are read, then each key is walked over once.
//!
//! The walk is that of the stream ([`crate::window`]): the same code sees the same window and asks the same judge.

mod partition;
mod repeated;

use crate::{
    PaymentsError,
    judge::Judge,
    plan::{Plan, Scope},
    window::{Aggregates, Entry, Span, View, walk},
};
pub use partition::{Collector, Keys};
use partition::{PART_BITS, Task};
pub(crate) use repeated::{Dropped, drop_repeated};
use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// Takes answers on one thread.
pub trait Sink<A>: Send {
    /// The answer for one event in one scope, with the view it was given of.
    fn take(&mut self, scope: Scope, key: u32, view: &View<'_>, answer: A);
}

impl<A, F: FnMut(Scope, u32, &View<'_>, A) + Send> Sink<A> for F {
    fn take(&mut self, scope: Scope, key: u32, view: &View<'_>, answer: A) {
        self(scope, key, view, answer);
    }
}

/// What came out of a batch.
#[derive(Debug)]
pub struct Done<S> {
    /// One sink of each thread.
    pub sinks: Vec<S>,
    /// Rows taken in.
    pub rows: u64,
    /// Rows that were handed over again, or that a later version replaced.
    pub repeated: u64,
    ids: RowIds,
}

impl<S> Done<S> {
    /// Id of the payment of a row.
    pub fn id(&self, row: u32) -> Option<u64> {
        self.ids.get(row)
    }
}

/// Ids by row, in the pieces that the collectors held.
#[derive(Debug)]
struct RowIds(Vec<(u32, Option<Vec<u64>>)>);

impl RowIds {
    fn of(collectors: Vec<Collector<'_>>) -> Self {
        let piece = |collector: Collector<'_>| match collector.ids {
            partition::Ids::Rows => (collector.first, None),
            partition::Ids::Given { ids, .. } => (collector.first, Some(ids)),
        };
        Self(collectors.into_iter().map(piece).collect())
    }

    fn get(&self, row: u32) -> Option<u64> {
        let at = self.0.partition_point(|(first, _)| *first <= row).checked_sub(1)?;
        match self.0.get(at)? {
            (_, None) => Some(u64::from(row)),
            (first, Some(ids)) => ids.get((row - first) as usize).copied(),
        }
    }
}

/// Scratch of one thread.
#[derive(Default)]
struct Worker {
    counts: Aggregates,
    offsets: Vec<u32>,
    entries: Vec<Entry>,
}

impl Worker {
    /// Gathers the task's events by key (counting sort) and walks over each key.
    fn run<J: Judge>(
        &mut self,
        task: Task,
        plan: &Plan,
        judge: &J,
        dropped: &Dropped,
        sink: &mut impl Sink<J::Answer>,
    ) {
        let width = 1_usize << PART_BITS;
        let all_count = dropped.is_empty();
        self.offsets.clear();
        self.offsets.resize(width + 1, 0);
        for (keys, entries) in task.parts.iter().flat_map(partition::Part::pieces) {
            for (key, entry) in keys.iter().zip(entries) {
                self.offsets[usize::from(*key) + 1] += u32::from(all_count || !dropped.has(entry.sequence));
            }
        }
        for at in 0..width {
            self.offsets[at + 1] += self.offsets[at];
        }
        let total = self.offsets[width] as usize;
        if self.entries.len() < total {
            self.entries.resize(total, Entry::default());
        }
        for part in task.parts {
            for (keys, entries) in part.pieces() {
                for (key, entry) in keys.iter().zip(entries) {
                    if all_count || !dropped.has(entry.sequence) {
                        let place = &mut self.offsets[usize::from(*key)];
                        self.entries[*place as usize] = *entry;
                        *place += 1;
                    }
                }
            }
        }
        // Each offset now stands at the end of its key.
        let mut from = 0;
        for (key, end) in (task.base..).zip(&self.offsets[..width]) {
            let to = *end as usize;
            let entries = &mut self.entries[from..to];
            from = to;
            if entries.is_empty() {
                continue;
            }
            if !entries.is_sorted_by(Entry::before) {
                entries.sort_unstable_by_key(Entry::order);
            }
            walk(Span::new(entries, &[]), plan.window, &mut self.counts, |view| {
                sink.take(task.scope, key, view, judge.judge(task.scope, view));
            });
        }
    }
}

/// Asks the judge at every event, on so many threads. Collectors stand in the order of their rows.
pub fn run<J: Judge, S: Sink<J::Answer>>(
    mut collectors: Vec<Collector<'_>>,
    plan: &Plan,
    judge: &J,
    threads: usize,
    sink: impl Fn() -> S + Sync,
) -> Result<Done<S>, PaymentsError> {
    for collector in &collectors {
        collector.check()?;
    }
    let dropped = repeated::find(&collectors);
    let rows = collectors.iter().map(|one| u64::from(one.rows)).sum();
    let tasks: Vec<Mutex<Option<Task>>> =
        partition::tasks(&mut collectors).into_iter().map(|task| Mutex::new(Some(task))).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let (mut worker, mut sink) = (Worker::default(), sink());
        while let Some(task) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
            let taken = task.lock().map_or(None, |mut task| task.take());
            if let Some(task) = taken {
                worker.run(task, plan, judge, &dropped, &mut sink);
            }
        }
        sink
    };
    let sinks = thread::scope(|scope| {
        let others: Vec<_> = (1..threads.max(1)).map(|_| scope.spawn(work)).collect();
        let mut sinks = vec![work()];
        // A thread that fell over takes the run with it: half an answer is none.
        sinks.extend(others.into_iter().map(|other| match other.join() {
            Ok(sink) => sink,
            Err(panic) => std::panic::resume_unwind(panic),
        }));
        sinks
    });
    Ok(Done { sinks, rows, repeated: dropped.repeated, ids: RowIds::of(collectors) })
}
