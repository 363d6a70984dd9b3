//! What the windows say at every payment, as a table: for an analyst's own look at what lies behind the points, and for
//! whoever learns from cases that were decided.
//!
//! A pack says which figures: a column for each that its conditions look at, one for each indicator, and the points.

use crate::{
    PaymentsError,
    batch::{self, Collector, Sink},
    pack::{Figure, Fired, Pack},
    payment::Payment,
    plan::Scope,
    subject::{Hit, HitsInOrder, join},
    window::{Marks, View},
};

/// Most cells of a table: eight bytes each are held.
const MOST_CELLS: usize = 1 << 30;
/// A cell about which the window has too little to say.
const SILENT: i64 = i64::MIN;

/// The table.
#[derive(Debug)]
pub struct WindowTable {
    figures: Vec<Figure>,
    parts: Vec<Cells>,
    /// By scope and row: where its cells stand, part and first cell; none where the row does not stand in such a window.
    places: [Vec<Option<(u32, u32)>>; 4],
    fired: Vec<Fired>,
}

/// What one thread wrote.
#[derive(Debug)]
struct Cells {
    by_scope: [Vec<Figure>; 4],
    values: [Vec<i64>; 4],
    rows: [Vec<u32>; 4],
    hits: Vec<Hit>,
}

impl Sink<Fired> for Cells {
    fn take(&mut self, scope: Scope, key: u32, view: &View<'_>, fired: Fired) {
        // What came in stands in the receiver's window too, beside the payer's and the recipient's own.
        if view.current().is(Marks::INCOMING) {
            return;
        }
        if !fired.is_none() {
            self.hits.push(Hit::of(scope, key, view, fired));
        }
        let at = scope.number();
        if !self.by_scope[at].is_empty() {
            self.rows[at].push(view.current().sequence);
            let values = self.by_scope[at].iter().map(|figure| figure.of(view).unwrap_or(SILENT));
            self.values[at].extend(values);
        }
    }
}

impl WindowTable {
    /// Looks at every payment. Rows are those of `payments`, from 0.
    pub fn of(payments: &[Payment], pack: &Pack, threads: usize) -> Result<Self, PaymentsError> {
        let figures = pack.figures();
        if payments.len().saturating_mul(figures.len()) > MOST_CELLS {
            return Err(PaymentsError::TooMany { what: "cells of one table", most: MOST_CELLS as u64 });
        }
        let mut by_scope: [Vec<Figure>; 4] = std::array::from_fn(|_| Vec::new());
        for figure in &figures {
            by_scope[figure.scope.number()].push(*figure);
        }
        let figures = by_scope.iter().flatten().copied().collect();
        let mut collector = Collector::told_apart(pack.plan(), 0);
        for payment in payments {
            collector.push(payment);
        }
        let empty = || Cells {
            by_scope: by_scope.clone(),
            values: std::array::from_fn(|_| Vec::new()),
            rows: std::array::from_fn(|_| Vec::new()),
            hits: Vec::new(),
        };
        let mut parts = batch::run(vec![collector], pack.plan(), pack, threads, empty)?.sinks;
        let mut places: [Vec<Option<(u32, u32)>>; 4] = std::array::from_fn(|_| vec![None; payments.len()]);
        for (number, part) in (0_u32..).zip(&parts) {
            for (rows, places) in part.rows.iter().zip(&mut places) {
                for (nth, row) in (0_u32..).zip(rows) {
                    if let Some(place) = places.get_mut(*row as usize) {
                        *place = Some((number, nth));
                    }
                }
            }
        }
        let mut fired = vec![Fired::default(); payments.len()];
        let hits = HitsInOrder::of(parts.iter_mut().map(|part| std::mem::take(&mut part.hits)));
        join(&hits, pack, Fired::ALL, |one| {
            if let Some(fired) = fired.get_mut(one.sequence as usize) {
                *fired = fired.with(one.all);
            }
        });
        Ok(Self { figures, parts, places, fired })
    }

    /// Names of the figures, in the order of [`WindowTable::row`].
    pub fn names(&self) -> impl Iterator<Item = String> {
        self.figures.iter().map(Figure::name)
    }

    /// Figures of a row, and what fired at it. None of a row that counts nowhere: handed over again, replaced, withdrawn.
    pub fn row(&self, row: usize) -> Option<(Vec<Option<i64>>, Fired)> {
        let mut cells = Vec::with_capacity(self.figures.len());
        let mut counts = false;
        for (at, places) in self.places.iter().enumerate() {
            let width = self.figures.iter().filter(|figure| figure.scope.number() == at).count();
            let found = places.get(row).copied().flatten().and_then(|(part, nth)| {
                let from = nth as usize * width;
                self.parts.get(part as usize)?.values[at].get(from..from + width)
            });
            counts |= width > 0 && found.is_some();
            match found {
                Some(values) => {
                    cells.extend(values.iter().map(|value| (*value != SILENT).then_some(*value)));
                }
                None => cells.extend(std::iter::repeat_n(None, width)),
            }
        }
        counts.then(|| (cells, self.fired.get(row).copied().unwrap_or_default()))
    }
}
