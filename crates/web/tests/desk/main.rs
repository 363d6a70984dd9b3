//! The desk over a real store, asked through its router as a browser asks.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

mod alerts;
mod asking;
mod bursts;
mod campaigns;
mod conversations;
mod desk_work;
mod door;
mod hotline;
mod journal;
mod linked;
mod linking;
mod moving;
mod notifications;
mod pages;
mod people;
mod refusals;
mod sample;
mod scene;
mod sign_in;
mod watch;
