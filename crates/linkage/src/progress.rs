//! Telling how far the work is.

/// Is told what is being done; called from many threads.
pub trait Progress: Sync {
    /// A step begins; `total` is its size, 0 where it is not known.
    fn begin(&self, step: &str, total: u64);
    /// So much more is done.
    fn advance(&self, done: u64);
}

/// Tells nobody.
pub struct Quiet;

impl Progress for Quiet {
    fn begin(&self, _: &str, _: u64) {}
    fn advance(&self, _: u64) {}
}
