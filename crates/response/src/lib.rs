//! What people do, as functions a person would name.
//!
//! Each use-case takes a [`Permit`] for just that action, so that a forgotten check does not compile; [`policy`] is the
//! one table that says which role may do what. A use-case calls the skills, writes through the store and returns what
//! the face shows. No input or output of its own.

pub mod accounts;
pub mod alerts;
pub mod audit;
pub mod bursts;
pub mod desk;
pub mod digest;
pub mod door;
pub mod intake;
pub mod leads;
pub mod linking;
pub mod overrides;
pub mod partners;
pub mod people;
pub mod persons;
pub mod policy;
pub mod queue;
pub mod reading;
pub mod refusals;
pub mod sight;
pub mod sign_in;
pub mod sources;
pub mod triage;

mod error;
mod slow_hash;

pub use error::ResponseError;
pub use policy::{Act, Actor, Permit, Refused};
pub use sight::Sight;
