//! What can go wrong, and what to do about it. No error holds a name, a number or words of a person.

/// Payments that could not be read, counted or reported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PaymentsError {
    /// A file cannot be read or written.
    #[error("{path}: {problem}")]
    File {
        /// The file.
        path: String,
        /// What went wrong.
        problem: String,
    },
    /// A file cannot be read on from a line.
    #[error("{path}: line {line}: {problem}")]
    Broken {
        /// The file.
        path: String,
        /// Where.
        line: u64,
        /// What went wrong.
        problem: String,
    },
    /// A file lacks a column.
    #[error(
        "{path} has no column {missing:?}; it has {present}. Name the column in the map, or give another file"
    )]
    NoSuchColumn {
        /// The file.
        path: String,
        /// The column.
        missing: String,
        /// The columns there are.
        present: String,
    },
    /// A column has a type that cannot be taken.
    #[error("{path}, column {column:?} holds {found}; {wanted} was expected")]
    UnfitColumn {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// Its type.
        found: String,
        /// What can be taken.
        wanted: String,
    },
    /// A saved state cannot be taken up.
    #[error(
        "the saved state cannot be taken up: {0}. Begin anew and replay the payments of the last 33 days or more"
    )]
    BadState(String),
    /// A file of settings, a pack, a map or a profile cannot be used.
    #[error("{name}: {problem}")]
    BadSettings {
        /// Which.
        name: String,
        /// Line and reason.
        problem: String,
    },
    /// Amounts are given in a currency that the bounds of a pack are not in.
    #[error(
        "the bounds of the pack {pack} are sums in {known}: turn the amounts into one of them (--reference with --rates), or give \
         a pack whose [plan] states your currency in `currencies`. A report may be written in another currency (--currency)"
    )]
    UnfitCurrency {
        /// The pack.
        pack: String,
        /// Currencies of its bounds.
        known: String,
    },
    /// More events than can be numbered.
    #[error("more than {most} {what}; divide the input")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// The bound.
        most: u64,
    },
    /// A report lacks what the receiving unit demands.
    #[error("the report cannot be written: {0}")]
    Incomplete(String),
    /// A value that the receiving unit demands is missing or of a form that it does not take.
    #[error("the report cannot be written: {field}: {remedy}")]
    Field {
        /// Which value, as the profile or the form of the unit calls it.
        field: String,
        /// What to do.
        remedy: String,
    },
}

impl PaymentsError {
    /// A file that cannot be used.
    pub fn file(path: &std::path::Path, problem: impl std::fmt::Display) -> Self {
        Self::File { path: path.display().to_string(), problem: problem.to_string() }
    }
}
