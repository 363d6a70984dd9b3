//! The public door, without a socket: its routes, what it promises, and each finding of past audits of its peers.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on must fail")]

mod door;
mod findings;
mod promises;
mod way;
