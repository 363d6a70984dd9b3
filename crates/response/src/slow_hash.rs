//! Slow hashes, a few at a time, on threads of their own: Argon2id (RFC 9106) with 19 MiB, 2 passes, 1 lane (OWASP's first
//! choice). Each needs a core and much memory, so that a flood of them must starve neither the pages nor one another.

use crate::ResponseError;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use std::{fmt::Display, sync::Mutex};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// Memory of one hash, in KiB.
const MEMORY: u32 = 19 * 1_024;

/// Hashes that take turns with each other and with no others. Whoever guesses at one does not hold the others up.
pub(crate) struct Turns {
    permits: Semaphore,
    /// Memory of hashes that are over, wiped and used again: asked for and given back each time, blocks of this size are
    /// kept by the allocator, and a flood would make the program grow for good.
    memory: Mutex<Vec<Vec<Block>>>,
}

/// Passwords of the staff.
pub(crate) static PASSWORDS: Turns = Turns::new();
/// Codes of reports that are being sent.
pub(crate) static REPORTS: Turns = Turns::new();
/// Codes that somebody typed.
pub(crate) static CODES: Turns = Turns::new();

/// How many of one kind run at once.
const AT_ONCE: usize = 2;

fn failed(error: &dyn Display) -> ResponseError {
    ResponseError::Form(format!("a slow hash stopped: {error}"))
}

/// The hasher of the house.
pub(crate) fn hasher() -> Result<Argon2<'static>, ResponseError> {
    let params = Params::new(MEMORY, 2, 1, Some(32)).map_err(|error| failed(&error))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

impl Turns {
    const fn new() -> Self {
        Self { permits: Semaphore::const_new(AT_ONCE), memory: Mutex::new(Vec::new()) }
    }

    /// Runs work when it is its turn. The turn goes along with the work: whoever hangs up meanwhile does not let another
    /// begin beside it.
    pub(crate) async fn run<T: Send + 'static>(
        &'static self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ResponseError> {
        let turn = self.permits.acquire().await.map_err(|error| failed(&error))?;
        let work = move || {
            let _turn = turn;
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(|error| failed(&error))
    }

    /// The 32-byte hash of a secret under a salt of at least eight bytes.
    pub(crate) async fn hash(
        &'static self,
        secret: Zeroizing<Vec<u8>>,
        salt: [u8; 32],
    ) -> Result<[u8; 32], ResponseError> {
        self.run(move || {
            let hasher = hasher()?;
            let kept = self.memory.lock().map_or(None, |mut memory| memory.pop());
            let mut blocks = kept.unwrap_or_else(|| vec![Block::default(); hasher.params().block_count()]);
            let mut hash = [0; 32];
            let done = hasher.hash_password_into_with_memory(&secret, &salt, &mut hash, &mut blocks);
            blocks.fill(Block::default());
            if let Ok(mut memory) = self.memory.lock() {
                // At most as many as run at once.
                memory.push(blocks);
            }
            done.map(|()| hash).map_err(|error| failed(&error))
        })
        .await?
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        time::Duration,
    };

    static TRIED: Turns = Turns::new();

    /// Whoever asks and goes away again and again must not make more work run at once than is allowed.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn work_keeps_its_turn_when_nobody_waits_for_it() {
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        for _ in 0..20 {
            let (running, most) = (running.clone(), most.clone());
            let work = move || {
                most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(30));
                running.fetch_sub(1, Ordering::SeqCst);
            };
            // The one who asked hangs up after five milliseconds.
            let _ = tokio::time::timeout(Duration::from_millis(5), TRIED.run(work)).await;
        }
        assert!((1..=AT_ONCE).contains(&most.load(Ordering::SeqCst)), "{most:?} at once");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn memory_that_was_used_before_gives_the_same_hash() {
        static USED: Turns = Turns::new();
        let mut plain = [0; 32];
        hasher().unwrap().hash_password_into(b"a secret", &[7; 32], &mut plain).unwrap();
        for other in 0..3 {
            USED.hash(Zeroizing::new(vec![other; 10]), [8; 32]).await.unwrap();
            assert_eq!(USED.hash(Zeroizing::new(b"a secret".to_vec()), [7; 32]).await.unwrap(), plain);
        }
        let memory = USED.memory.lock().unwrap();
        assert_eq!(memory.len(), 1, "one after the other needs one memory");
        assert!(memory[0].iter().all(|block| block.as_ref().iter().all(|word| *word == 0)), "it is wiped");
    }
}
