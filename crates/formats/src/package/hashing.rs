//! Hashes of a file, read once from beginning to end.

use data_encoding::HEXLOWER;
use md5::Md5;
use model::{FileHash, HashAlgorithm, HashError};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use std::io::{self, Read};

/// What reading a file tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    /// Bytes read.
    pub(super) size: u64,
    /// SHA-256, SHA-1, MD5: the first for evidence, the others because hash lists still hold them.
    pub(super) hashes: Vec<FileHash>,
}

/// Hashes all that the reader gives. The bytes pass through a buffer of 64 KiB and are kept nowhere.
pub(super) fn hash(mut reader: impl Read) -> io::Result<Facts> {
    let (mut sha256, mut sha1, mut md5) = (Sha256::new(), Sha1::new(), Md5::new());
    let mut buffer = vec![0_u8; 64 << 10];
    let mut size = 0;
    loop {
        let read = match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let part = buffer.get(..read).unwrap_or_default();
        sha256.update(part);
        sha1.update(part);
        md5.update(part);
        size += read as u64;
    }
    let hashes = [
        (HashAlgorithm::Sha256, HEXLOWER.encode(&sha256.finalize())),
        (HashAlgorithm::Sha1, HEXLOWER.encode(&sha1.finalize())),
        (HashAlgorithm::Md5, HEXLOWER.encode(&md5.finalize())),
    ];
    let hashes = hashes.iter().map(|(algorithm, hex)| FileHash::new(*algorithm, hex));
    let hashes = hashes.collect::<Result<_, HashError>>().map_err(io::Error::other)?;
    Ok(Facts { size, hashes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_vectors_come_out() {
        let facts = hash(&b"abc"[..]).unwrap();
        let hex: Vec<_> = facts.hashes.iter().map(FileHash::hex).collect();
        // FIPS 180-4 examples and RFC 1321, A.5.
        assert_eq!(
            hex,
            [
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "a9993e364706816aba3e25717850c26c9cd0d89d",
                "900150983cd24fb0d6963f7d28e17f72"
            ]
        );
        assert_eq!(facts.size, 3);
    }

    #[test]
    fn a_file_larger_than_the_buffer_is_hashed_whole() {
        // One million times "a": FIPS 180-4, long message example.
        let facts = hash(io::repeat(b'a').take(1_000_000)).unwrap();
        assert_eq!(facts.hashes[1].hex(), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
    }
}
