//! The partners' door over a real store, asked through its router as a machine asks.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on stops")]

mod anything;
mod description;
mod handing_over;
mod receipts;
mod refusals;
mod scene;
mod secrecy;
