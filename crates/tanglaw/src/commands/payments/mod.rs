//! `tanglaw payments`: one file a command. Rules live in `payments`; this reads files and tells what came out.

mod backtest;
mod explain;
mod input;
mod report;
mod scan;
mod show;
mod stream;
mod year;

use crate::{Ending, cli::payments::Payments};

/// Runs what was typed after `tanglaw payments`.
pub(crate) fn run(command: Payments) -> anyhow::Result<Ending> {
    match command {
        Payments::Scan(typed) => scan::run(&typed),
        Payments::Stream(typed) => stream::run(&typed),
        Payments::Backtest(typed) => backtest::run(&typed),
        Payments::Explain(typed) => explain::run(&typed),
        Payments::Report(typed) => report::run(&typed),
    }
}
