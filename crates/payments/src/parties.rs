//! Parties, institutions and devices as numbers: each distinct name once.

use crate::{PaymentsError, window::Table};
use sha2::{Digest, Sha256};
use std::{
    hash::{BuildHasher, RandomState},
    io::{Read, Write},
};

const MAGIC: &[u8; 8] = b"TANGLAWN";
/// Longest name in a saved dictionary.
const MOST_NAME: usize = 1 << 16;

/// Most different names that one dictionary holds.
pub const MOST_NAMES: usize = 1 << 24;

/// A dictionary of names. What is kept is as given: account numbers, wallet numbers, an institution's numbers for its
/// account holders. It never appears in a log or an error.
#[derive(Debug, Default)]
pub struct Parties {
    text: Vec<u8>,
    ends: Vec<usize>,
    places: hashbrown::HashTable<u32>,
    hasher: RandomState,
}

impl Parties {
    /// Number of a name, given now if it has none.
    pub fn number(&mut self, name: &str) -> Result<u32, PaymentsError> {
        let hash = self.hasher.hash_one(name);
        let (text, ends) = (&self.text, &self.ends);
        let slice = |at: u32| name_at(text, ends, at);
        if let Some(found) = self.places.find(hash, |at| slice(*at) == name.as_bytes()) {
            return Ok(*found);
        }
        if self.ends.len() >= MOST_NAMES {
            return Err(PaymentsError::TooMany { what: "parties", most: MOST_NAMES as u64 });
        }
        let number = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.text.extend_from_slice(name.as_bytes());
        self.ends.push(self.text.len());
        let (text, ends, hasher) = (&self.text, &self.ends, &self.hasher);
        self.places.insert_unique(hash, number, |at| {
            hasher.hash_one(std::str::from_utf8(name_at(text, ends, *at)).unwrap_or_default())
        });
        Ok(number)
    }

    /// Number of a name that is known.
    pub fn find(&self, name: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(name);
        let slice = |at: u32| name_at(&self.text, &self.ends, at);
        self.places.find(hash, |at| slice(*at) == name.as_bytes()).copied()
    }

    /// The name of a number.
    pub fn name(&self, number: u32) -> Option<&str> {
        ((number as usize) < self.ends.len())
            .then(|| std::str::from_utf8(name_at(&self.text, &self.ends, number)).ok())
            .flatten()
    }

    /// Writes all names with a checksum.
    pub fn save(&self, to: &mut impl Write) -> std::io::Result<()> {
        let mut hash = Sha256::new();
        let mut put = |bytes: &[u8]| {
            hash.update(bytes);
            to.write_all(bytes)
        };
        put(MAGIC)?;
        put(&(self.ends.len() as u64).to_le_bytes())?;
        for number in (0_u32..).take(self.ends.len()) {
            let name = name_at(&self.text, &self.ends, number);
            put(&(name.len() as u64).to_le_bytes())?;
            put(name)?;
        }
        to.write_all(&hash.finalize())
    }

    /// Reads names that [`Parties::save`] wrote.
    pub fn restore(from: &mut impl Read) -> Result<Self, PaymentsError> {
        let bad = |problem: &str| PaymentsError::BadState(problem.to_owned());
        let mut hash = Sha256::new();
        let mut take = |bytes: &mut [u8]| {
            from.read_exact(bytes)
                .map_err(|error| PaymentsError::BadState(format!("it ends too early ({error})")))?;
            hash.update(&*bytes);
            Ok::<(), PaymentsError>(())
        };
        let (mut magic, mut eight) = ([0; 8], [0; 8]);
        take(&mut magic)?;
        if magic != *MAGIC {
            return Err(bad("it does not begin with a dictionary of parties"));
        }
        take(&mut eight)?;
        let mut parties = Self::default();
        for number in 0..u64::from_le_bytes(eight) {
            take(&mut eight)?;
            let length = usize::try_from(u64::from_le_bytes(eight)).unwrap_or(usize::MAX);
            if length > MOST_NAME {
                return Err(bad("a name in it is too long"));
            }
            let mut name = vec![0; length];
            take(&mut name)?;
            let name = std::str::from_utf8(&name).map_err(|_| bad("a name in it is no text"))?;
            if u64::from(parties.number(name)?) != number {
                return Err(bad("a name stands in it twice"));
            }
        }
        let digest: [u8; 32] = hash.finalize().into();
        let mut written = [0; 32];
        from.read_exact(&mut written).map_err(|_| bad("it ends too early"))?;
        if written == digest {
            Ok(parties)
        } else {
            Err(bad("its checksum does not hold: it was cut off or changed"))
        }
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

fn name_at<'a>(text: &'a [u8], ends: &[usize], at: u32) -> &'a [u8] {
    let at = at as usize;
    let from = at.checked_sub(1).map_or(0, |before| ends[before]);
    &text[from..ends[at]]
}

/// Numbers that are too large to be places in a table, as small ones in order of appearance.
#[derive(Debug, Default)]
pub struct Numbers {
    places: Table<u64, u32>,
    given: Vec<u64>,
}

impl Numbers {
    /// The small number of a large one.
    pub fn number(&mut self, given: u64) -> Result<u32, PaymentsError> {
        if let Some(known) = self.places.get(&given) {
            return Ok(*known);
        }
        if self.given.len() >= MOST_NAMES {
            return Err(PaymentsError::TooMany { what: "parties", most: MOST_NAMES as u64 });
        }
        let number = u32::try_from(self.given.len()).unwrap_or(u32::MAX);
        self.places.insert(given, number);
        self.given.push(given);
        Ok(number)
    }

    /// The large number of a small one.
    pub fn given(&self, number: u32) -> Option<u64> {
        self.given.get(number as usize).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_number() {
        let mut parties = Parties::default();
        let numbers: Vec<u32> =
            ["a", "", "bb", "a", "bb"].iter().map(|name| parties.number(name).unwrap()).collect();
        assert_eq!(numbers, [0, 1, 2, 0, 2]);
        assert_eq!((parties.name(1), parties.name(2), parties.name(3)), (Some(""), Some("bb"), None));
        assert_eq!((parties.find("bb"), parties.find("c"), parties.len()), (Some(2), None, 3));
        for number in 0..10_000 {
            parties.number(&format!("n{number}")).unwrap();
        }
        assert_eq!(parties.find("n9999"), Some(10_002));
        let mut saved = Vec::new();
        parties.save(&mut saved).unwrap();
        let again = Parties::restore(&mut saved.as_slice()).unwrap();
        assert_eq!((again.len(), again.find("n77"), again.name(1)), (10_003, parties.find("n77"), Some("")));
        saved[40] ^= 1;
        assert!(Parties::restore(&mut saved.as_slice()).is_err());
    }
}
