//! Reports to financial intelligence units, each from one [`Case`].

pub mod amlc;
pub mod austrac;
mod case;
pub mod fincen;
pub mod goaml;
mod tree;

pub use case::{Case, CaseParty, CasePayment, MOST_GROUNDS, MOST_PAYMENTS};
