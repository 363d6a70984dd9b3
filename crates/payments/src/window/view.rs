//! The one walk over a key's events that live, replay and batch share, and what a judge sees at each event.
//!
//! A window is that of SQL's `RANGE BETWEEN … PRECEDING AND CURRENT ROW`: both edges belong to it, and events of the same
//! instant see each other, so that the answer does not depend on the order in which they arrived.

use super::{
    aggregates::Aggregates,
    bag::Pair,
    entry::{Entry, Marks},
    facet::{Key, Of, Pick},
    kept::{Kept, SMALL},
    plain,
};
use std::cell::RefCell;

/// Events of one key in order of time, in two pieces as a ring buffer holds them.
#[derive(Clone, Copy, Debug)]
pub struct Span<'a> {
    head: &'a [Entry],
    tail: &'a [Entry],
}

impl<'a> Span<'a> {
    /// `tail` goes on where `head` ends; together they are in order of time.
    pub const fn new(head: &'a [Entry], tail: &'a [Entry]) -> Self {
        Self { head, tail }
    }

    /// Events.
    #[inline]
    pub const fn len(&self) -> usize {
        self.head.len() + self.tail.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The event at a position below [`Span::len`].
    #[inline]
    pub fn get(&self, at: usize) -> &'a Entry {
        if at < self.head.len() { &self.head[at] } else { &self.tail[at - self.head.len()] }
    }

    /// Position of the first event at this instant or later.
    pub fn first_from(&self, instant: i64) -> usize {
        let before = |entry: &Entry| entry.at() < instant;
        match self.head.partition_point(before) {
            all if all == self.head.len() => all + self.tail.partition_point(before),
            at => at,
        }
    }

    /// Events between two positions.
    pub fn between(self, from: usize, to: usize) -> impl DoubleEndedIterator<Item = &'a Entry> + Clone {
        let cut = |slice: &'a [Entry], shift: usize| {
            let end = to.saturating_sub(shift).min(slice.len());
            &slice[from.saturating_sub(shift).min(end)..end]
        };
        cut(self.head, 0).iter().chain(cut(self.tail, self.head.len()))
    }
}

/// One window of an event: how long it is, and where it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    milliseconds: i64,
    // Small, so that it is handed over in registers: there are several for each event.
    from: u32,
    size: u32,
}

impl Window {
    fn new(milliseconds: i64, from: usize, end: usize) -> Self {
        // Events of one run are numbered in 32 bits.
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self { milliseconds, from: narrow(from), size: narrow(end - from) }
    }

    /// Events that it holds: no count of them can be higher.
    #[inline]
    pub const fn size(&self) -> usize {
        self.size as usize
    }

    const fn from(&self) -> usize {
        self.from as usize
    }
}

/// A window of so few events is walked to find where a shorter one begins.
const FEW: usize = 8;

/// What a judge sees of one event: itself, the window that ends with it, and what was counted of the window.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    span: Span<'a>,
    /// Marks that events of the span may have: what none of them has is not looked for in any window.
    marks: Marks,
    start: usize,
    end: usize,
    current: &'a Entry,
    counts: &'a Aggregates,
    kept: Option<&'a RefCell<Kept>>,
}

impl<'a> View<'a> {
    /// The event.
    #[inline]
    pub const fn current(&self) -> &'a Entry {
        self.current
    }

    /// Counts of the main window.
    #[inline]
    pub const fn counts(&self) -> &'a Aggregates {
        self.counts
    }

    /// Transfers between this key and the event's counterpart in the main window.
    #[inline]
    pub fn pair(&self) -> Pair {
        self.counts.pair(self.current.counterpart)
    }

    /// Events of the main window, in order of time.
    pub fn main(&self) -> impl DoubleEndedIterator<Item = &'a Entry> + Clone {
        self.span.between(self.start, self.end)
    }

    /// The window of the last so many milliseconds, the event's own instant included.
    #[inline]
    pub fn window(&self, milliseconds: i64) -> Window {
        let edge = self.current.at().saturating_sub(milliseconds);
        let from = match self.kept {
            Some(kept) => kept.borrow_mut().start(self.span, milliseconds, edge),
            None => self.span.first_from(edge),
        };
        Window::new(milliseconds, from, self.end)
    }

    /// The windows of these lengths, the longest first: a shorter one begins within the one before it.
    #[inline]
    pub fn windows(&self, lengths: &[i64]) -> impl Iterator<Item = Window> {
        let mut before: Option<Window> = None;
        lengths.iter().map(move |length| {
            let window = match before {
                Some(longer) if longer.size() <= FEW => {
                    let edge = self.current.at().saturating_sub(*length);
                    let mut from = longer.from();
                    while from < self.end && self.span.get(from).at() < edge {
                        from += 1;
                    }
                    Window::new(*length, from, self.end)
                }
                _ => self.window(*length),
            };
            before = Some(window);
            window
        })
    }

    /// Events of a window of this event, in order of time.
    pub fn events(&self, window: Window) -> impl DoubleEndedIterator<Item = &'a Entry> + Clone {
        self.span.between(window.from(), self.end)
    }

    /// A figure of a window of this event.
    pub fn figure(&self, window: Window, pick: Pick, of: Of) -> Option<i64> {
        let key = Key::new(window.milliseconds, pick, of);
        if !pick.may_be_among(self.marks) {
            return plain::figure(key, of, std::iter::empty(), self.current);
        }
        if let Some(kept) = self.kept
            && window.size() > SMALL
        {
            return kept.borrow_mut().figure(self.span, (window.from(), self.end), key, of, self.current);
        }
        let own = key.part(self.current);
        let taken =
            self.events(window).filter(move |entry: &&Entry| key.takes(entry) && key.part(entry) == own);
        plain::figure(key, of, taken, self.current)
    }

    /// Relevant transfers of the main window.
    pub fn relevant(&self) -> impl DoubleEndedIterator<Item = &'a Entry> + Clone {
        self.main().filter(|entry| entry.is(Marks::RELEVANT))
    }
}

/// How far a walk is: what [`Aggregates`] hold is the events from `start` to `end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Cursor {
    /// Goes on to the instant of the event at `at`: lets all in up to that instant, and all out that lie more than
    /// `window` milliseconds before it.
    #[inline]
    pub(crate) fn advance(&mut self, span: Span<'_>, at: usize, window: i64, counts: &mut Aggregates) {
        let now = span.get(at).at();
        let length = span.len();
        while self.end < length {
            let entry = span.get(self.end);
            if entry.at() > now {
                break;
            }
            counts.enter(entry);
            self.end += 1;
        }
        let edge = now - window;
        while self.start < self.end {
            let entry = span.get(self.start);
            if entry.at() >= edge {
                break;
            }
            counts.leave(entry);
            self.start += 1;
        }
    }

    /// What a judge sees of the event at `at`.
    #[inline]
    pub(crate) fn view<'a>(
        self,
        span: Span<'a>,
        at: usize,
        counts: &'a Aggregates,
        kept: Option<&'a RefCell<Kept>>,
    ) -> View<'a> {
        let current = span.get(at);
        View { span, marks: Marks::ALL, start: self.start, end: self.end, current, counts, kept }
    }
}

/// Walks over all events of a key, in order of time.
#[inline]
pub(crate) fn walk(span: Span<'_>, window: i64, counts: &mut Aggregates, mut see: impl FnMut(&View<'_>)) {
    counts.clear();
    let mut cursor = Cursor::default();
    let kept = RefCell::default();
    let marks = span.between(0, span.len()).fold(Marks::NONE, |marks, entry| marks.with(entry.marks()));
    for at in 0..span.len() {
        cursor.advance(span, at, window, counts);
        see(&View { marks, ..cursor.view(span, at, counts, Some(&kept)) });
    }
}

/// Sees one event, from its window alone.
#[inline]
pub(crate) fn look<T>(
    span: Span<'_>,
    at: usize,
    window: i64,
    counts: &mut Aggregates,
    see: impl FnOnce(&View<'_>) -> T,
) -> T {
    counts.clear();
    let edge = span.get(at).at() - window;
    // Of few events most are within the window: the first one is near the beginning.
    let first = if span.len() <= SMALL {
        (0..at).find(|first| span.get(*first).at() >= edge).unwrap_or(at)
    } else {
        span.first_from(edge)
    };
    let mut cursor = Cursor { start: first, end: first };
    cursor.advance(span, at, window, counts);
    see(&cursor.view(span, at, counts, None))
}
