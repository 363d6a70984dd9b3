//! What a form does once, however often it is sent: a button that was pressed twice, a page that was loaded again.
//!
//! Reports know themselves again by their content and are on the disk; counts and messages do not. Their forms carry a
//! token of their own, and the tokens of late are remembered here, while the program runs.

use std::collections::{HashSet, VecDeque};
use store::keys::sha256;

/// Most tokens remembered: hours of a busy line.
const MOST: usize = 10_000;

/// Tokens of forms that were sent, the newest last.
#[derive(Default)]
pub struct Once {
    known: HashSet<[u8; 32]>,
    order: VecDeque<[u8; 32]>,
}

impl Once {
    /// Takes a token; `false` where it was taken before. A form without a token is always the first of its kind.
    pub fn take(&mut self, token: &str) -> bool {
        if token.is_empty() {
            return true;
        }
        let token = sha256(token.as_bytes());
        if !self.known.insert(token) {
            return false;
        }
        self.order.push_back(token);
        if self.order.len() > MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        true
    }

    /// Gives a token back: what it was taken for did not succeed.
    pub fn give_back(&mut self, token: &str) {
        let token = sha256(token.as_bytes());
        if self.known.remove(&token) {
            self.order.retain(|known| *known != token);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_taken_once_until_it_is_given_back_or_long_past() {
        let mut once = Once::default();
        assert!(once.take("a") && !once.take("a"));
        once.give_back("a");
        assert!(once.take("a") && !once.take("a"));
        assert!(once.take("") && once.take(""));
        for number in 0..MOST {
            assert!(once.take(&format!("other {number}")));
        }
        assert!(once.take("a"), "the oldest are forgotten");
    }
}
