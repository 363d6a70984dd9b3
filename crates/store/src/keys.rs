//! Keys: one instance key in a file, keys derived from it, a data key per record.
//!
//! - The *instance key* is 32 random bytes in a file of mode 0600, made at first start.
//! - HKDF-SHA-256 (RFC 5869) derives from it the wrapping key, the index key and the seed of the signing key.
//! - Each record has a *data key* of 32 random bytes, stored wrapped. Destroying it makes the record unreadable in the
//!   database, the journal, replays and every copy made without it.
//! - Sealing is XChaCha20-Poly1305 with a random 24-byte nonce; the associated data binds a sealed body to its record,
//!   so that bodies cannot be exchanged between rows.

use crate::StoreError;
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use data_encoding::BASE32_NOPAD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hmac::{Hmac, Mac};
use rand::Rng;
use sha2::{Digest, Sha256};
use std::{fs, io::Write, path::Path};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const MARKER: &str = "tanglaw-instance-key-1:";
const NONCE: usize = 24;
/// First byte of everything sealed, so that a later form can stand beside this one.
const FORM: u8 = 1;

/// The keys of one instance, in memory only.
#[derive(Clone)]
pub struct Keys {
    wrapping: RecordKey,
    index: Zeroizing<[u8; 32]>,
    signing: SigningKey,
}

/// A data key. Has neither `Debug` nor `Display`.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct RecordKey([u8; 32]);

impl RecordKey {
    /// A new random key.
    pub fn generate(rng: &mut impl Rng) -> Self {
        let mut key = [0; 32];
        rng.fill_bytes(&mut key);
        Self(key)
    }

    /// Seals bytes, bound to `context` (record, version, field): form, nonce, ciphertext with tag.
    pub fn seal(&self, context: &str, plain: &[u8], rng: &mut impl Rng) -> Vec<u8> {
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        let cipher = XChaCha20Poly1305::new(&self.0.into());
        let payload = Payload { msg: plain, aad: context.as_bytes() };
        // Encryption fails only past 256 GiB; an empty body would then not open, which the reader reports.
        let body = cipher.encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        let mut sealed = Vec::with_capacity(1 + NONCE + body.len());
        sealed.push(FORM);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&body);
        sealed
    }

    /// Opens what [`Self::seal`] made; `None` where key, context or bytes do not fit.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (form, rest) = sealed.split_first()?;
        if *form != FORM {
            return None;
        }
        let (nonce, body) = rest.split_first_chunk::<NONCE>()?;
        let cipher = XChaCha20Poly1305::new(&self.0.into());
        cipher
            .decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: context.as_bytes() })
            .ok()
            .map(Zeroizing::new)
    }
}

impl Keys {
    /// Derives all keys from the instance key.
    pub fn derive(instance: &[u8; 32]) -> Self {
        let derive = |purpose: &[u8]| {
            let mut key = Zeroizing::new([0; 32]);
            // HKDF's expand fails only past 255 blocks; one block is asked for.
            let _ = hkdf::Hkdf::<Sha256>::new(Some(b"tanglaw"), instance).expand(purpose, key.as_mut());
            key
        };
        Self {
            wrapping: RecordKey(*derive(b"wrap record keys 1")),
            index: derive(b"blind index 1"),
            signing: SigningKey::from_bytes(&derive(b"sign journal 1")),
        }
    }

    /// Reads the key file, or makes it where `may_create` (first start).
    pub fn load(path: &Path, may_create: bool, rng: &mut impl Rng) -> Result<Self, StoreError> {
        let file_error = |source| StoreError::File { path: path.to_owned(), source };
        match fs::read_to_string(path) {
            Ok(text) => {
                check_mode(path)?;
                let text = Zeroizing::new(text);
                let body =
                    text.trim().strip_prefix(MARKER).ok_or_else(|| StoreError::KeyForm(path.into()))?;
                let bytes = Zeroizing::new(
                    BASE32_NOPAD.decode(body.as_bytes()).map_err(|_| StoreError::KeyForm(path.into()))?,
                );
                let key = bytes.as_slice().try_into().map_err(|_| StoreError::KeyForm(path.into()))?;
                Ok(Self::derive(key))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                if !may_create {
                    return Err(StoreError::KeyMissing(path.into()));
                }
                let mut key = Zeroizing::new([0; 32]);
                rng.fill_bytes(key.as_mut());
                let line = Zeroizing::new(format!("{MARKER}{}\n", BASE32_NOPAD.encode(key.as_ref())));
                match write_secret(path, line.as_bytes()) {
                    Ok(()) => Ok(Self::derive(&key)),
                    // Another program that started at the same moment was first: its key is the one.
                    Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                        Self::load(path, false, rng)
                    }
                    Err(error) => Err(file_error(error)),
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                Err(StoreError::KeyForm(path.into()))
            }
            Err(error) => Err(file_error(error)),
        }
    }

    /// Wraps a record's data key for storage, bound to the record.
    pub fn wrap(&self, record: &[u8], key: &RecordKey, rng: &mut impl Rng) -> Vec<u8> {
        self.wrapping.seal(&wrap_context(record), &key.0, rng)
    }

    /// Unwraps a record's data key; `None` where it was changed or belongs to another record or instance.
    pub fn unwrap(&self, record: &[u8], wrapped: &[u8]) -> Option<RecordKey> {
        let plain = self.wrapping.open(&wrap_context(record), wrapped)?;
        plain.as_slice().try_into().ok().map(RecordKey)
    }

    /// The key of what leaves the server with a page and comes back with a form, for one user.
    pub fn carrying(&self, user: &[u8]) -> RecordKey {
        RecordKey(self.keyed_hash("carried words", &[user]))
    }

    /// HMAC-SHA-256 under the index key, over the parts with their lengths.
    pub fn keyed_hash(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        // A key of any length is allowed (RFC 2104), so this cannot fail; the fallback is never taken.
        let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(self.index.as_ref()) else {
            return [0; 32];
        };
        for part in std::iter::once(purpose.as_bytes()).chain(parts.iter().copied()) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// The blind-index token of a lookup key: 64 bits of the keyed hash. Among ten million distinct identifiers the
    /// chance that any two share a token is below one in 300,000; a match is confirmed on opening the record.
    pub fn token(&self, lookup_key: &str) -> i64 {
        let hash = self.keyed_hash("identifier", &[lookup_key.as_bytes()]);
        i64::from_be_bytes([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]])
    }

    /// A value that tells whether a store belongs to these keys, without telling the keys.
    pub fn fingerprint(&self) -> String {
        BASE32_NOPAD.encode(&self.keyed_hash("fingerprint", &[])[..20])
    }

    /// Signs with Ed25519 (RFC 8032).
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.signing.sign(message).to_bytes()
    }

    /// The public half of the signing key.
    pub fn verifying(&self) -> VerifyingKey {
        self.signing.verifying_key()
    }

    /// Checks a signature made by [`Self::sign`].
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.verifying().verify_strict(message, &signature).is_ok())
    }
}

fn wrap_context(record: &[u8]) -> String {
    format!("tanglaw/record-key/1/{}", data_encoding::HEXLOWER.encode(record))
}

/// SHA-256 of bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Creates a file that only its owner can read, whole or not at all.
pub(crate) fn write_secret(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // Written beside and linked into place, so that a crash leaves either no key or the whole key.
    let beside = path.with_extension(format!("new-{}", std::process::id()));
    let _ = fs::remove_file(&beside);
    let mut file = options.open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    let linked = fs::hard_link(&beside, path);
    fs::remove_file(&beside)?;
    linked?;
    if let Some(folder) = path.parent() {
        fs::File::open(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })?.sync_all()?;
    }
    Ok(())
}

fn check_mode(path: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path)
            .map_err(|source| StoreError::File { path: path.into(), source })?
            .permissions()
            .mode();
        if mode & 0o077 != 0 {
            return Err(StoreError::KeyExposed(path.into()));
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha20Rng;

    #[test]
    fn sealed_bytes_open_only_with_key_and_context() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let key = RecordKey::generate(&mut rng);
        let sealed = key.seal("a", b"words", &mut rng);
        assert_eq!(key.open("a", &sealed).as_deref().map(Vec::as_slice), Some(b"words".as_slice()));
        assert!(key.open("b", &sealed).is_none(), "another row's body does not open");
        assert!(RecordKey::generate(&mut rng).open("a", &sealed).is_none());
        for at in 0..sealed.len() {
            let mut wrong = sealed.clone();
            wrong[at] ^= 1;
            assert!(key.open("a", &wrong).is_none(), "byte {at}");
        }
        assert!(key.open("a", &[]).is_none());
    }

    #[test]
    fn the_key_file_is_made_once_and_kept_private() {
        let mut rng = ChaCha20Rng::seed_from_u64(2);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("instance.key");
        assert!(matches!(Keys::load(&path, false, &mut rng), Err(StoreError::KeyMissing(_))));
        let first = Keys::load(&path, true, &mut rng).unwrap();
        let again = Keys::load(&path, true, &mut rng).unwrap();
        assert_eq!(first.fingerprint(), again.fingerprint());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            assert!(matches!(Keys::load(&path, true, &mut rng), Err(StoreError::KeyExposed(_))));
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        }
        fs::write(&path, "not a key").unwrap();
        assert!(matches!(Keys::load(&path, true, &mut rng), Err(StoreError::KeyForm(_))));
    }
}
