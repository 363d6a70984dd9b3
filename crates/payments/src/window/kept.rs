//! Facets of one key's windows that are kept from event to event, so that a figure costs what came and what went, not what
//! the window holds: a shop with a thousand payments a day is looked at as fast as a quiet payer.

use super::{
    bag::Table,
    entry::Entry,
    facet::{Facet, Key, Of},
    view::{Cursor, Span},
};
use smallvec::SmallVec;

/// Largest window that is looked at from end to end each time: less work than keeping anything of it.
pub(super) const SMALL: usize = 64;

/// Facets of one key, and where its windows begin. A facet is made when it is first asked for and goes on from where it was last
/// asked.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    parts: Vec<Part>,
    /// Of each length of a window, where it last began.
    starts: SmallVec<[(i64, usize); LENGTHS]>,
}

/// Lengths of windows that are remembered without setting memory aside; a pack has about so many.
const LENGTHS: usize = 6;

#[derive(Debug)]
struct Part {
    key: Key,
    cursor: Cursor,
    facets: Table<u32, Facet>,
}

impl Part {
    fn enter(&mut self, entry: &Entry) {
        if self.key.takes(entry) {
            self.facets.entry(self.key.part(entry)).or_insert_with(|| self.key.facet()).enter(entry);
        }
    }

    fn leave(&mut self, entry: &Entry) {
        if self.key.takes(entry)
            && let hashbrown::hash_map::Entry::Occupied(mut place) = self.facets.entry(self.key.part(entry))
        {
            place.get_mut().leave(entry);
            if place.get().is_empty() {
                place.remove();
            }
        }
    }

    /// Goes on to the events between two positions.
    fn advance(&mut self, span: Span<'_>, from: usize, to: usize) {
        if from < self.cursor.start || to < self.cursor.end || from >= self.cursor.end {
            self.facets.clear();
            self.cursor = Cursor { start: from, end: from };
        }
        for entry in span.between(self.cursor.end, to) {
            self.enter(entry);
        }
        for entry in span.between(self.cursor.start, from) {
            self.leave(entry);
        }
        self.cursor = Cursor { start: from, end: to };
    }
}

impl Kept {
    /// Position of the first event at an instant or later, where the window of this length begins. It moves on with the events, so
    /// that it is nearly always where it was or next to it.
    pub(super) fn start(&mut self, span: Span<'_>, length: i64, edge: i64) -> usize {
        let known = self.starts.iter().position(|(known, _)| *known == length).unwrap_or_else(|| {
            self.starts.push((length, 0));
            self.starts.len() - 1
        });
        let Some((_, start)) = self.starts.get_mut(known) else { return span.first_from(edge) };
        if *start > span.len() || (*start > 0 && span.get(*start - 1).at() >= edge) {
            *start = span.first_from(edge);
        }
        while *start < span.len() && span.get(*start).at() < edge {
            *start += 1;
        }
        *start
    }

    /// A figure of the events between two positions, at an event.
    pub(super) fn figure(
        &mut self,
        span: Span<'_>,
        (from, to): (usize, usize),
        key: Key,
        of: Of,
        current: &Entry,
    ) -> Option<i64> {
        let at = self.parts.iter().position(|part| part.key == key).unwrap_or_else(|| {
            self.parts.push(Part {
                key,
                cursor: Cursor { start: from, end: from },
                facets: Table::default(),
            });
            self.parts.len() - 1
        });
        let part = &mut self.parts[at];
        part.advance(span, from, to);
        match part.facets.get(&key.part(current)) {
            Some(facet) => facet.figure(of, current),
            None => key.facet().figure(of, current),
        }
    }

    /// The first event of the key is forgotten.
    pub(crate) fn forget(&mut self, first: &Entry) {
        for part in &mut self.parts {
            if part.cursor.start == 0 && part.cursor.end > 0 {
                part.leave(first);
            }
            part.cursor.start = part.cursor.start.saturating_sub(1);
            part.cursor.end = part.cursor.end.saturating_sub(1);
        }
    }

    /// An event came in at a position among those of the newest instant.
    pub(crate) fn squeeze(&mut self, at: usize, entry: &Entry) {
        self.parts.retain(|part| !part.key.is_ordered());
        for part in self.parts.iter_mut().filter(|part| part.cursor.end > at) {
            part.enter(entry);
            part.cursor.end += 1;
        }
    }
}
