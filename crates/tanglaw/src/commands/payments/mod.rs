//! `tanglaw payments`: one file a command. Rules live in `payments`; this reads files and tells what came out.

mod backtest;
mod decided;
mod desk;
mod explain;
mod feed;
mod file;
mod input;
mod page;
mod rejects;
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
    cli::{
        Place,
        payments::{Input, Payments},
    },
};

/// Runs what was typed after `tanglaw payments`.
pub(crate) async fn run(place: &Place, command: Payments) -> anyhow::Result<Ending> {
    match command {
        Payments::Scan(mut typed) => {
            prepare(&mut typed.input)?;
            let (ending, alerts) = scan::run(&typed)?;
            if typed.into_desk {
                desk::take_in(place, alerts).await?;
            }
            Ok(ending)
        }
        Payments::Stream(mut typed) => {
            prepare(&mut typed.input)?;
            stream::run(&typed)
        }
        Payments::Backtest(typed) => backtest::run(&typed),
        Payments::Explain(mut typed) => {
            prepare(&mut typed.input)?;
            explain::run(&typed)
        }
        Payments::Report(mut typed) => {
            prepare(&mut typed.input)?;
            report::run(&typed)
        }
        Payments::Windows(mut typed) => {
            prepare(&mut typed.input)?;
            windows::run(&typed)
        }
    }
}

/// Files in the place of folders; and what could only fail at the end of an hour's work fails now.
fn prepare(input: &mut Input) -> anyhow::Result<()> {
    if let Some(path) = &input.rejects {
        whole::is_free(path)?;
    }
    input.files = file::expanded(&input.files)?;
    Ok(())
}
