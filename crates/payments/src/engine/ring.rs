//! Events of one key that the stream keeps.

use crate::window::{Aggregates, Cursor, Entry, Kept, Span, View, look};
use std::{cell::RefCell, collections::VecDeque};

/// From so many events on, what is counted of the window is kept beside them; below, it is counted anew each time, which
/// costs less than keeping it.
const KEEP_COUNTS: usize = 24;

/// Events that share a line of the processor's cache, at least in part.
const LINE: usize = 64 / size_of::<Entry>();

/// A ring of events in order of time.
#[derive(Debug, Default)]
pub(super) struct Ring {
    entries: VecDeque<Entry>,
    counts: Option<Box<Counts>>,
}

/// Counts of the main window that ends with the newest event, and what is kept of others.
#[derive(Debug, Default)]
struct Counts {
    cursor: Cursor,
    main: Aggregates,
    others: RefCell<Kept>,
}

impl Ring {
    pub(super) fn span(&self) -> Span<'_> {
        let (head, tail) = self.entries.as_slices();
        Span::new(head, tail)
    }

    /// Reads of all that the next event will look at: every line of the cache with events that are counted anew, or the newest
    /// and the oldest and what is kept.
    #[inline]
    pub(super) fn touch(&self) -> u64 {
        let amount = |seen: u64, entry: &Entry| seen ^ u64::from(entry.amount);
        if let Some(kept) = &self.counts {
            let ends = [self.entries.front(), self.entries.back()];
            return ends.into_iter().flatten().fold(kept.cursor.end as u64, amount);
        }
        let (head, tail) = self.entries.as_slices();
        let lines = |piece: &[Entry]| piece.iter().take(KEEP_COUNTS).step_by(LINE).fold(0, amount);
        self.entries.back().map_or(0, |last| amount(lines(head) ^ lines(tail), last))
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>()
    }

    /// Forgets events before an instant.
    #[inline]
    pub(super) fn expire(&mut self, before: i64) {
        while let Some(first) = self.entries.front() {
            if first.at() >= before {
                break;
            }
            if let Some(kept) = &mut self.counts {
                if kept.cursor.start == 0 && kept.cursor.end > 0 {
                    kept.main.leave(first);
                } else {
                    kept.cursor.start = kept.cursor.start.saturating_sub(1);
                }
                kept.cursor.end = kept.cursor.end.saturating_sub(1);
                kept.others.get_mut().forget(first);
            }
            self.entries.pop_front();
        }
    }

    /// Forgets events before an instant and, where none is left, gives the memory back.
    #[inline]
    pub(super) fn tidy(&mut self, before: i64) {
        if self.entries.capacity() > 0 {
            self.expire(before);
            if self.entries.is_empty() {
                *self = Self::default();
            }
        }
    }

    /// Adds an event that is newer than all, and sees it.
    #[inline]
    pub(super) fn push<T>(
        &mut self,
        entry: Entry,
        window: i64,
        scratch: &mut Aggregates,
        see: impl FnOnce(&View<'_>) -> T,
    ) -> T {
        self.entries.push_back(entry);
        self.see(self.entries.len() - 1, window, scratch, see)
    }

    /// Sees the event at a position as its windows are now.
    #[inline]
    pub(super) fn see<T>(
        &mut self,
        at: usize,
        window: i64,
        scratch: &mut Aggregates,
        see: impl FnOnce(&View<'_>) -> T,
    ) -> T {
        let last = self.entries.len().saturating_sub(1);
        if last < KEEP_COUNTS {
            self.counts = None;
        }
        let newest = self.entries.get(at).map(Entry::at) == self.entries.back().map(Entry::at);
        if last < KEEP_COUNTS || !newest {
            return look(self.span(), at, window, scratch, see);
        }
        let (head, tail) = self.entries.as_slices();
        let span = Span::new(head, tail);
        let kept = self.counts.get_or_insert_default();
        kept.cursor.advance(span, at, window, &mut kept.main);
        see(&kept.cursor.view(span, at, &kept.main, Some(&kept.others)))
    }

    /// Whether an event at this instant is newer than all.
    pub(super) fn is_newest(&self, at: i64) -> bool {
        self.entries.back().is_none_or(|last| last.at() < at)
    }

    /// Puts an event in its place in time. What is kept of the counts is given up and made anew when it is next needed, but
    /// for an event of the newest instant: times of whole minutes make such common.
    pub(super) fn insert(&mut self, entry: Entry) {
        let at = self.entries.partition_point(|known| known.before(&entry));
        let newest = self.entries.back().is_some_and(|last| last.at() == entry.at());
        match &mut self.counts {
            Some(kept) if newest => {
                if kept.cursor.end > at {
                    kept.main.enter(&entry);
                    kept.cursor.end += 1;
                }
                kept.others.get_mut().squeeze(at, &entry);
            }
            counts => *counts = None,
        }
        self.entries.insert(at, entry);
    }

    /// Takes an event out.
    pub(super) fn remove(&mut self, at: i64, sequence: u32) -> bool {
        let Some(place) = self.place(at, sequence) else { return false };
        self.entries.remove(place);
        self.counts = None;
        true
    }

    /// Position of an event.
    pub(super) fn place(&self, at: i64, sequence: u32) -> Option<usize> {
        let first = self.span().first_from(at);
        let same = self.entries.range(first..).take_while(|entry| entry.at() == at);
        same.into_iter().position(|entry| entry.sequence == sequence).map(|beyond| first + beyond)
    }

    /// Takes up saved events, which must be in order of time.
    pub(super) fn restore(entries: Vec<Entry>) -> Option<Self> {
        entries.is_sorted_by(Entry::before).then(|| Self { entries: entries.into(), counts: None })
    }
}
