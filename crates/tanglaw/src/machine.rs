//! The machine's clock and randomness: the one place that asks for them.

use anyhow::Context;
use model::{Clock, Instant};
use rand::{SeedableRng, rngs::SysRng};
use rand_chacha::ChaCha20Rng;
use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};
use store::Machine;

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the binary is where the clock comes from")]
    fn now(&self) -> Instant {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Instant::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

/// Clock and randomness of this machine.
pub(crate) fn machine() -> anyhow::Result<Machine> {
    let rng = ChaCha20Rng::try_from_rng(&mut SysRng).context("the system gives no randomness")?;
    Ok(Machine { clock: Arc::new(SystemClock), rng })
}
