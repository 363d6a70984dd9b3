//! What was set aside: told in part on the screen, whole in a file of its own.

use super::whole;
use crate::{Ending, cli::payments::Input};
use payments::read::Reject;
use serde_json::json;
use std::fmt::Write as _;

/// Rejects that are told on the screen.
const SHOWN: usize = 20;

/// Rejects that are kept: a feed may have any number.
const KEPT: usize = 1_000_000;

/// Rows that could not be taken, and payments that are not settled yet.
#[derive(Debug, Default)]
pub(super) struct SetAside {
    /// Each with the name of its file.
    pub(super) rejects: Vec<(String, Reject)>,
    /// How many there were beyond those kept.
    pub(super) beyond: u64,
    /// Payments whose last status is neither good nor bad.
    pub(super) pending: u64,
}

impl SetAside {
    pub(super) fn push(&mut self, name: &str, reject: Reject) {
        if self.rejects.len() < KEPT {
            self.rejects.push((name.to_owned(), reject));
        } else {
            self.beyond += 1;
        }
    }

    pub(super) const fn count(&self) -> u64 {
        self.rejects.len() as u64 + self.beyond
    }

    pub(super) const fn ending(&self) -> Ending {
        if self.count() > 0 { Ending::PartlySetAside } else { Ending::Done }
    }

    /// Tells the first of them, each with its place, and where the rest is. No value of a cell is told, here or in the file.
    pub(super) fn tell(&self, input: &Input) -> anyhow::Result<()> {
        for (name, reject) in self.rejects.iter().take(SHOWN) {
            eprintln!("{name}: line {}, {}: {}", reject.line, reject.column, reject.problem);
        }
        let more = self.count().saturating_sub(SHOWN as u64);
        if more > 0 {
            let rest = input.rejects.as_ref().map_or_else(
                || "--rejects FILE writes all of them".to_owned(),
                |path| format!("all of them stand in {}", path.display()),
            );
            eprintln!("and {more} more rows that could not be taken; {rest}");
        }
        if self.pending > 0 {
            eprintln!(
                "{} payments are not settled by their last status: they count once a later pacs.002 says so",
                self.pending
            );
        }
        let Some(path) = &input.rejects else { return Ok(()) };
        let mut text = String::new();
        for (name, Reject { line, column, problem }) in &self.rejects {
            let one = json!({ "file": name, "line": line, "column": column, "problem": problem });
            let _ = writeln!(text, "{one}");
        }
        if self.beyond > 0 {
            let _ = writeln!(text, "{}", json!({ "beyond": self.beyond }));
        }
        whole::Draft::write(path, &text)?.keep()
    }
}
