//! `tanglaw payments`: one file a command. Rules live in `payments`; this reads files and tells what came out.

mod backtest;
mod decided;
mod desk;
mod explain;
mod feed;
mod input;
mod page;
mod report;
mod scan;
mod schema;
mod show;
mod stream;
mod whole;
mod windows;
mod year;

use crate::{
    Ending,
    cli::{Place, payments::Payments},
};

/// Runs what was typed after `tanglaw payments`.
pub(crate) async fn run(place: &Place, command: Payments) -> anyhow::Result<Ending> {
    match command {
        Payments::Scan(mut typed) => {
            typed.input.files = input::expanded(&typed.input.files)?;
            let (ending, alerts) = scan::run(&typed)?;
            if typed.into_desk {
                desk::take_in(place, alerts).await?;
            }
            Ok(ending)
        }
        Payments::Stream(mut typed) => {
            typed.input.files = input::expanded(&typed.input.files)?;
            stream::run(&typed)
        }
        Payments::Backtest(typed) => backtest::run(&typed),
        Payments::Explain(mut typed) => {
            typed.input.files = input::expanded(&typed.input.files)?;
            explain::run(&typed)
        }
        Payments::Report(mut typed) => {
            typed.input.files = input::expanded(&typed.input.files)?;
            report::run(&typed)
        }
        Payments::Windows(mut typed) => {
            typed.input.files = input::expanded(&typed.input.files)?;
            windows::run(&typed)
        }
    }
}
