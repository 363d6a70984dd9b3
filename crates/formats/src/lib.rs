//! Outside documents in and out: one file a format, each with `read` and `write`.
//!
//! A reader is an iterator of [`Outcome`]s: reports, and records set aside with their reason. One broken record never
//! stops the others. A reader holds one record in memory at a time and stops at the [`Limits`] it was given; nothing a
//! document says is executed, fetched or shown.
//!
//! This crate knows no database and no screen. It never guesses: what a document does not say is unknown, what the
//! reader does not understand stays with the report as [`model::Unread`].

pub mod cybertipline;
mod detect;
mod document;
pub mod goaml;
pub mod jsonl;
mod limits;
mod lines;
mod outcome;
pub mod package;
pub mod police_json;
mod progress;
pub mod table;
mod window;

pub use detect::{Input, OpenError, OpenOptions, Outcomes, discover, open};
pub use limits::Limits;
pub use outcome::{Document, Location, Outcome, Problem, Record, SetAside};
