//! Words whose session ended before they were sent. They are sealed for their owner and carried by the page to sign in, in no
//! address and in no store of the browser; signed in again, the owner has them as a draft, and nobody else ever has.

use data_encoding::BASE64URL_NOPAD;
use model::UserId;
use store::Store;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Most bytes of words that are carried.
pub const CARRIED_LONGEST: usize = 64 * 1_024;
/// Bytes of the number of a user.
const ID: usize = 16;
/// Bytes of the proof in a mark.
const PROOF: usize = 16;

/// Words with whom they belong to and the form they were typed into.
pub struct Carried {
    /// Whose.
    pub user: UserId,
    /// The address the form is sent to.
    pub address: String,
    /// What was typed.
    pub words: Zeroizing<String>,
}

fn proof(store: &Store, user: UserId) -> [u8; 32] {
    store.keyed("form of a user", &[user.as_bytes()])
}

/// The mark of whoever a page was made for, which its forms bring back: only this server makes one. It lets nobody in; it
/// says whose words a form holds once its session is gone.
pub fn mark(store: &Store, user: UserId) -> String {
    let mut bytes = user.as_bytes().to_vec();
    bytes.extend_from_slice(&proof(store, user)[..PROOF]);
    BASE64URL_NOPAD.encode(&bytes)
}

/// Whom a mark names; `None` for one that this server did not make.
pub fn of_mark(store: &Store, text: &str) -> Option<UserId> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    let (id, proven) = bytes.split_first_chunk::<ID>()?;
    let user = UserId::from_slice(id)?;
    bool::from(proof(store, user)[..PROOF].ct_eq(proven)).then_some(user)
}

/// Seals words for their owner; `None` where there are too many.
pub fn carry(store: &Store, carried: &Carried) -> Option<String> {
    if carried.words.len() > CARRIED_LONGEST {
        return None;
    }
    let plain = Zeroizing::new(format!("{}\n{}", carried.address, *carried.words));
    let mut bytes = carried.user.as_bytes().to_vec();
    bytes.extend(store.seal_carried(carried.user, plain.as_bytes()));
    Some(BASE64URL_NOPAD.encode(&bytes))
}

/// Opens what [`carry`] sealed.
pub fn carried(store: &Store, text: &str) -> Option<Carried> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    let (id, sealed) = bytes.split_first_chunk::<ID>()?;
    let user = UserId::from_slice(id)?;
    let plain = store.open_carried(user, sealed)?;
    let (address, words) = std::str::from_utf8(&plain).ok()?.split_once('\n')?;
    Some(Carried { user, address: address.to_owned(), words: Zeroizing::new(words.to_owned()) })
}
