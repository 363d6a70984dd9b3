//! A country that does not exist, with the truth known.
//!
//! [`generate`] writes reports in the formats in which a centre really receives them, and beside them the truth: which
//! mentions are the same person, which reports tell of the same event, which are truly urgent. It serves demonstrations,
//! tests and measurements; nothing in it is real, and narratives are placeholders.
//!
//! The country is fitted to published figures, each in [`figures`] with its source. It is made circle by circle (ten
//! neighbourhoods and the people abroad who pay into them), so that memory does not grow with the number of reports.
//! The same options give the same bytes. A larger number of reports with the same seed and instant begins with the same
//! reports: each door's records, and each table of truth but `persons.csv`, are continued, not changed.
//!
//! This crate knows [`model`] and the writers of [`formats`], no store and no clock.

mod cast;
mod circle;
mod contact;
mod content;
mod dice;
mod doors;
pub mod figures;
mod firms;
mod generate;
mod lead;
mod names;
mod noise;
mod output;
mod payment;
mod pdf;
mod person;
mod places;
pub mod remittance;
mod report;
mod telling;
mod truth;

pub use generate::{Options, Summary, SyntheticError, generate};
