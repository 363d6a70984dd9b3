//! The command line of Tanglaw: parses, asks the use-cases of `response`, shows what they answer. No rule lives here.

mod cli;
mod commands;
mod machine;
mod progress;
mod serve_lock;

use clap::Parser;
use std::process::ExitCode;

/// Linking a million mentions makes and drops small pieces by the million; the allocator of the C library then searches
/// long lists of free ones for every page of the desk (a third of its time, `bench/desk`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What a command ends with.
pub(crate) enum Ending {
    /// All went well.
    Done,
    /// The good records went in; others were set aside and named.
    PartlySetAside,
    /// What was to be proven is not so: the journal does not verify, or a report is not valid by its schema.
    NotProven,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Done => Self::SUCCESS,
            Ending::PartlySetAside => Self::from(3),
            Ending::NotProven => Self::from(4),
        }
    }
}

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("tanglaw: the machine gives no threads: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(commands::run(cli)) {
        Ok(ending) => ending.into(),
        Err(error) => {
            // A reader that went away (`tanglaw queue | head`) is no failure worth words.
            if error.chain().any(is_broken_pipe) {
                return ExitCode::SUCCESS;
            }
            eprintln!("tanglaw: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn is_broken_pipe(error: &(dyn std::error::Error + 'static)) -> bool {
    let plain = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    let kind = plain
        .or_else(|| error.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind));
    kind == Some(std::io::ErrorKind::BrokenPipe)
}
