//! Linking: which mentions are one person, which reports are one lead.
//!
//! ```text
//! journal -> Linker -> Looks (which mentions are one person)  -> tables of persons
//!                   -> Ties  (which reports belong together)  -> tables of leads
//! ```
//!
//! Nothing here decides about a person: a link is a proposal with reasons, which an analyst confirms, splits or forbids
//! ([`crate::persons`]). Mentions of whoever told are never linked.

mod called;
mod decided;
mod facts;
mod gathered;
mod linker;
mod looks;
#[cfg(test)]
mod looks_tests;
pub mod mentions;
mod model;
mod names;
mod setting;
mod settle;
mod spoken;
mod state;
mod supposed;
mod ties;

pub use called::Called;
pub use linker::{CaughtUp, Linker};
pub use model::{LinkModel, Party};
pub use ties::{FAMILIES_OF_A_SUSPECT, PERSONS_OF_AN_IDENTIFIER, REPORTS_OF_A_TIE};

pub use setting::{Fit, Setting, language};

pub(crate) use linker::Inside;
