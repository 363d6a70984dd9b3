//! The desk over a real store, asked through its router as a browser asks.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on stops")]

mod access;
mod alerts;
mod asking;
mod bursts;
mod campaigns;
mod conversations;
mod desk_work;
mod door;
mod handing_on;
mod hotline;
mod journal;
mod leaving;
mod linked;
mod linking;
mod moving;
mod notifications;
mod pages;
mod people;
mod refusals;
mod sample;
mod sample_alert;
mod scene;
mod sign_in;
mod tried;
mod watch;
mod words;
