//! Rows from standard input, as they come: CSV with a column map.

use crate::cli::payments::Input;
use anyhow::Context;
use payments::{
    PaymentsError,
    read::{CsvReader, Draft, Reject},
};
use std::{
    fs,
    path::PathBuf,
    sync::mpsc::{Receiver, RecvTimeoutError, sync_channel},
    thread::{self, JoinHandle},
    time::Duration,
};

/// What it is called where a row is told.
pub(super) const NAME: &str = "standard input";

/// Rows that are read ahead; whoever feeds waits when so many are waiting.
const AHEAD: usize = 1_024;

/// Whether the files typed are standard input alone.
pub(super) fn is_standard_input(files: &[PathBuf]) -> bool {
    matches!(files, [path] if ["-", "/dev/stdin"].iter().any(|name| path.as_os_str() == *name))
}

/// A row, or why it cannot be taken.
type Row = Result<(u64, Draft), Reject>;

/// What came.
pub(super) enum Next {
    Row(Box<Row>),
    /// Nothing for a while.
    Nothing,
    End,
}

/// A thread that reads, so that who waits for rows may do something else after a while.
pub(super) struct Feed {
    rows: Receiver<Row>,
    thread: Option<JoinHandle<Result<(), PaymentsError>>>,
}

impl Feed {
    pub(super) fn open(input: &Input) -> anyhow::Result<Self> {
        let path = input.columns.as_ref().context(
            "rows from standard input are CSV and need a column map: name it with --columns (see docs/payments.md)",
        )?;
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let columns = CsvReader::from_toml(&text, &path.display().to_string())?;
        let (send, rows) = sync_channel(AHEAD);
        let thread = thread::spawn(move || {
            // Where nobody takes rows any more the program is ending.
            columns.read(std::io::stdin().lock(), NAME, &mut |row| drop(send.send(row)))
        });
        Ok(Self { rows, thread: Some(thread) })
    }

    /// The next row, waiting for so long.
    pub(super) fn next(&mut self, wait: Duration) -> anyhow::Result<Next> {
        match self.rows.recv_timeout(wait) {
            Ok(row) => Ok(Next::Row(Box::new(row))),
            Err(RecvTimeoutError::Timeout) => Ok(Next::Nothing),
            Err(RecvTimeoutError::Disconnected) => match self.thread.take().map(JoinHandle::join) {
                Some(Ok(ended)) => Ok(ended.map(|()| Next::End)?),
                Some(Err(panic)) => std::panic::resume_unwind(panic),
                None => Ok(Next::End),
            },
        }
    }
}
