//! Columns in memory: every distinct value once, with all that comparisons need of it; records hold numbers of values.

mod dictionary;
mod ingest;
mod pattern;
mod prepare;
mod table;

pub(crate) use dictionary::{Dictionary, MISSING};
pub(crate) use ingest::{MOST_VALUES, TableBuilder, parts};
pub(crate) use pattern::check_pattern;
pub(crate) use prepare::prepare;
pub(crate) use table::{Column, SEVERAL, Table};
