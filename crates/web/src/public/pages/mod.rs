//! The handlers of the public door, one file a page.

pub(crate) mod asset;
pub(crate) mod error;
pub(crate) mod guide;
pub(crate) mod help;
pub(crate) mod home;
pub(crate) mod leave;
pub(crate) mod letters;
pub(crate) mod write;
