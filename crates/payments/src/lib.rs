//! Payments for the sexual abuse of children: found in remittances, explained, reported.
//!
//! The way of the data:
//!
//! ```text
//! CSV, Parquet, ISO 20022, MT103 -> Payment        one normalised event (crate::payment)
//! Plan                                             windows, floors, corridors, hours
//! Payment -> windows by sender, recipient, …       exact, in event time (crate::window)
//! Engine (live, replay), batch (a year at once)    the same walk over the same windows
//! Judge                                            what is asked at every event
//! ```
//!
//! This crate knows no database and no report of the rest of the house. It decides nothing about a person: it orders work
//! and says why.

pub mod around;
pub mod backtest;
pub mod batch;
pub mod disposition;
mod engine;
mod error;
mod judge;
pub mod learn;
pub mod pack;
pub mod parties;
mod payment;
mod plan;
pub mod read;
pub mod report;
pub mod scan;
mod settings;
mod settled;
pub mod subject;
pub mod table;
pub mod watch;
pub mod window;

pub use batch::Collector;
pub use engine::{Engine, Taken, Verdict, payment_id};
pub use error::PaymentsError;
pub use judge::{Figures, Judge, Questions, Sums};
pub use payment::{Channel, Kind, LARGEST_AMOUNT, LAST_INSTANT, Land, NONE, Payment, Tie, Words, even_step};
pub use plan::{Lands, Plan, Scope};
pub use settled::settled;
pub use window::{Aggregates, Entry, Field, Marks, Of, Pair, Pick, View};
