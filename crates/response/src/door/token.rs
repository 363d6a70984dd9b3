//! The token of a form: what makes sending it twice the same as sending it once, and what the code is made from.
//!
//! A form carries a token that only this server can make. The server keeps none: the same token gives the same code, so
//! that a report sent again after a broken connection shows the same code, and only the browser page holds it.

use data_encoding::BASE64URL_NOPAD;
use rand::Rng as _;
use store::Store;
use zeroize::Zeroizing;

/// Hours since 1970 (4 bytes), randomness (16), the server's mark (12).
const LENGTH: usize = 32;

/// The token of one form.
#[derive(Clone)]
pub struct FormToken {
    bytes: Zeroizing<[u8; LENGTH]>,
}

impl FormToken {
    /// A new token.
    pub fn new(store: &Store) -> Self {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        let hours = u32::try_from(store.clock().now().micros() / 3_600_000_000).unwrap_or(0);
        bytes[..4].copy_from_slice(&hours.to_be_bytes());
        store.fork_rng().fill_bytes(&mut bytes[4..20]);
        let mark = mark(store, &bytes[..20]);
        bytes[20..].copy_from_slice(&mark);
        Self { bytes }
    }

    /// Reads a token that a form brought back; `None` where this server did not make it.
    pub fn read(store: &Store, text: &str) -> Option<Self> {
        use subtle::ConstantTimeEq as _;
        let bytes: [u8; LENGTH] = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok()?;
        let bytes = Zeroizing::new(bytes);
        bool::from(mark(store, &bytes[..20]).ct_eq(&bytes[20..])).then_some(Self { bytes })
    }

    /// The token as the form carries it.
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64URL_NOPAD.encode(&*self.bytes))
    }

    /// The day on which the form was opened, since 1970 UTC.
    pub(crate) fn day(&self) -> u32 {
        u32::from_be_bytes([self.bytes[0], self.bytes[1], self.bytes[2], self.bytes[3]]) / 24
    }

    /// The 80 bits of the code that belongs to this token.
    pub(crate) fn code_bits(&self, store: &Store) -> Zeroizing<[u8; 10]> {
        let keyed = Zeroizing::new(store.keyed("door code", &[&*self.bytes]));
        let mut bits = Zeroizing::new([0; 10]);
        bits.copy_from_slice(&keyed[..10]);
        bits
    }
}

impl std::fmt::Debug for FormToken {
    /// Without what is in it: the code follows from it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FormToken")
    }
}

fn mark(store: &Store, bytes: &[u8]) -> [u8; 12] {
    let keyed = store.keyed("door form", &[bytes]);
    let mut mark = [0; 12];
    mark.copy_from_slice(&keyed[..12]);
    mark
}
