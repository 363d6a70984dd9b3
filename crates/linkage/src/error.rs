//! What can go wrong, and what to do about it.

/// A linkage that could not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LinkageError {
    /// The model cannot be read or contradicts itself.
    #[error("the model cannot be used: {0}")]
    BadModel(String),
    /// The parameters cannot be read or belong to another model.
    #[error("the parameters cannot be used: {0}")]
    BadParameters(String),
    /// The input lacks a column that the model names.
    #[error(
        "the input has no column {missing:?}; it has {present}. Name the column in the model under [columns], or give another input"
    )]
    NoSuchColumn {
        /// The column.
        missing: String,
        /// The columns there are.
        present: String,
    },
    /// Two records have the same id.
    #[error(
        "the id {id:?} stands in more than one record (records {first} and {second}); ids must be unique"
    )]
    DuplicateId {
        /// The id.
        id: String,
        /// Position of the first record, from 1.
        first: usize,
        /// Position of the second record, from 1.
        second: usize,
    },
    /// A record has no id.
    #[error("record {record} has no id in column {column:?}")]
    NoId {
        /// Position of the record, from 1.
        record: usize,
        /// The id column.
        column: String,
    },
    /// A column has a type that cannot be compared.
    #[error(
        "column {column:?} holds {found}, which cannot be compared; give text, numbers, dates, or lists of them"
    )]
    UnfitColumn {
        /// The column.
        column: String,
        /// Its Arrow type.
        found: String,
    },
    /// More records than the engine can number.
    #[error("more than {most} records; divide the input")]
    TooMany {
        /// The bound.
        most: u64,
    },
    /// A file cannot be read or written.
    #[error("{path}: {problem}")]
    File {
        /// The file.
        path: String,
        /// What went wrong.
        problem: String,
    },
    /// What was asked for is not there.
    #[error("{0}")]
    NotThere(String),
}
