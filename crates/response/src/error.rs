//! What a use-case answers when it cannot do what was asked.

use crate::{
    people::{directory::DirectoryError, invitations::ChoiceError},
    policy::Refused,
    sign_in::SignInError,
};
use store::StoreError;

/// Why a use-case could not be done.
#[derive(Debug, thiserror::Error)]
pub enum ResponseError {
    /// The store failed; its words say what to do.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The policy does not allow it. What one may not see answers as if it did not exist.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The sign-in did not succeed.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// How somebody chose to sign in cannot be.
    #[error(transparent)]
    Choice(#[from] ChoiceError),
    /// An agency's directory did not answer as it should.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// Persons and leads are still being put together after a start: journal entries read, and in all.
    #[error(
        "persons and leads are being put together: {done} of {total} journal entries read. Try again in a moment"
    )]
    Linking {
        /// Entries read.
        done: i64,
        /// Entries there are.
        total: i64,
    },
    /// There is no such thing.
    #[error("there is no such record")]
    NotFound,
    /// Somebody else changed it after whoever asks has looked: nothing was written.
    #[error("somebody else changed it meanwhile: look at it again")]
    Changed,
    /// A table that is data (factors, sources, column maps) is wrong.
    #[error("{0}")]
    Table(String),
    /// Something asked for is not of the right form.
    #[error("{0}")]
    Form(String),
}
