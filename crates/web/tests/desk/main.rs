//! The desk over a real store, asked through its router as a browser asks.

mod journal;
mod pages;
mod refusals;
mod sample;
mod scene;
mod sign_in;
mod watch;
