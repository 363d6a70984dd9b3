//! Reports to financial intelligence units, each from one [`Case`].

pub mod amlc;
pub mod austrac;
mod case;
mod evidence;
pub mod fincen;
pub mod goaml;
mod standing;
mod tree;

pub use case::{Case, CaseParty, CasePayment, Crime, Heading, MOST_GROUNDS, MOST_PAYMENTS, Original};
pub use evidence::Evidence;
pub use standing::{Extorted, Signs, Standing, Told};
