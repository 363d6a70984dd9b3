//! Parties, institutions and devices as numbers: each distinct name once.

use crate::{PaymentsError, payment::Land, window::Table};
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

/// Parts an institution from a key that only it gives out.
const OF: char = '\u{1f}';

/// The key by which a party is told from all others. Telephone numbers (in E.164, by the numbering plan of the party's
/// country), IBANs and e-mail addresses mean the same everywhere; any other number is one that the institution gave, and two
/// institutions that give the same number do not mean the same person.
pub fn party_key(institution: &str, written: &str, country: Land) -> String {
    let written = written.trim();
    global(written, country).unwrap_or_else(|| {
        if institution.is_empty() { written.to_owned() } else { format!("{institution}{OF}{written}") }
    })
}

/// The key as the institution writes it, of what [`party_key`] made.
pub fn key_as_written(key: &str) -> &str {
    key.rsplit_once(OF).map_or(key, |(_, written)| written)
}

/// A key as a person types it, and what it can mean in any country: what [`Parties::name`] gives of a party who is meant by it is
/// one of these.
pub fn meanings(written: &str) -> impl Iterator<Item = String> {
    std::iter::once(written.trim().to_owned())
        .chain(global(written.trim(), Land::UNKNOWN))
        .chain(anywhere(written))
}

/// What a telephone number without its country is, in each country in which it is one.
fn anywhere(written: &str) -> impl Iterator<Item = String> {
    let letters = || b'A'..=b'Z';
    let lands = letters().flat_map(move |a| letters().map(move |b| [a, b]));
    lands.filter_map(move |land| global(written.trim(), Land::from_letters(&land)?))
}

fn global(written: &str, country: Land) -> Option<String> {
    if written.contains('@') {
        let email = model::Identifier::email(written);
        return email.valid.then(|| email.value.reveal().to_owned());
    }
    let compact: String = written.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    if is_iban(&compact) {
        return Some(compact);
    }
    // A number without a sign of the trunk or of the country is a customer's number more often than a telephone's.
    let plain = written.chars().all(|c| c.is_ascii_digit() || " +-().".contains(c));
    if !plain || !written.starts_with(['+', '0', '(']) {
        return None;
    }
    let known: Option<model::Country> = country.letters().parse().ok();
    if known.is_none() && !written.starts_with('+') {
        return None;
    }
    let phone = model::Identifier::phone(written, known);
    phone.valid.then(|| phone.value.reveal().to_owned())
}

/// ISO 13616: two letters, two digits, at most 30 letters and digits, and the remainder of 97 is 1.
fn is_iban(text: &str) -> bool {
    let bytes = text.as_bytes();
    if !(15..=34).contains(&bytes.len())
        || !bytes.iter().all(u8::is_ascii_alphanumeric)
        || !bytes[..2].iter().all(u8::is_ascii_alphabetic)
        || !bytes[2..4].iter().all(u8::is_ascii_digit)
    {
        return false;
    }
    let turned = bytes[4..].iter().chain(&bytes[..4]);
    let rest = turned.fold(0_u32, |rest, byte| match char::from(*byte).to_digit(36) {
        Some(digit) if digit >= 10 => (rest * 100 + digit) % 97,
        Some(digit) => (rest * 10 + digit) % 97,
        None => rest,
    });
    rest == 1
}

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

    /// The name of a number; of a key that an institution gave, as it writes it.
    pub fn name(&self, number: u32) -> Option<&str> {
        ((number as usize) < self.ends.len())
            .then(|| std::str::from_utf8(name_at(&self.text, &self.ends, number)).ok())
            .flatten()
            .map(key_as_written)
    }

    /// The institution that gave the key of a number; empty where the key means the same everywhere.
    pub fn given_by(&self, number: u32) -> &str {
        let known = (number as usize) < self.ends.len();
        let bytes = if known { name_at(&self.text, &self.ends, number) } else { &[] };
        let key = std::str::from_utf8(bytes).unwrap_or_default();
        key.rsplit_once(OF).map_or("", |(institution, _)| institution)
    }

    /// Every party that a person can mean by a key as they type it: that of each institution, or the one in the world whose
    /// telephone number, IBAN or address it is. A telephone number without its country is looked for in all of them.
    pub fn meant(&self, written: &str, institutions: &Self) -> Vec<u32> {
        let names = (0_u32..).zip(0..institutions.len()).filter_map(|(at, _)| institutions.name(at));
        let mut found: Vec<u32> = names
            .chain([""])
            .filter_map(|institution| self.find(&party_key(institution, written, Land::UNKNOWN)))
            .collect();
        if found.is_empty() {
            found = anywhere(written).filter_map(|key| self.find(&key)).collect();
        }
        found.sort_unstable();
        found.dedup();
        found
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
    fn what_is_global_is_one_and_what_an_institution_gave_is_its_own() {
        let ph = Land::from_letters(b"PH").unwrap();
        let key = |written: &str| party_key("Harbor", written, ph);
        assert_eq!(key("0917 555 0101"), "+639175550101");
        assert_eq!(key("+639175550101"), party_key("Other", "0917-555-0101", ph));
        assert_eq!(key("GB82 WEST 1234 5698 7654 32"), party_key("Other", "GB82WEST12345698765432", ph));
        assert_ne!(key("GB82 WEST 1234 5698 7654 33"), party_key("Other", "GB82WEST12345698765433", ph));
        assert_ne!(key("1001"), party_key("Other", "1001", ph));
        assert_eq!(key_as_written(&key("1001")), "1001");
        assert_eq!(party_key("", "1001", ph), "1001");
        let (mut parties, mut institutions) = (Parties::default(), Parties::default());
        for institution in ["Harbor", "Other"] {
            institutions.number(institution).unwrap();
            for written in ["1001", "0917 555 0101"] {
                parties.number(&party_key(institution, written, ph)).unwrap();
            }
        }
        assert_eq!(parties.len(), 3);
        assert_eq!(parties.meant("1001", &institutions), [0, 2]);
        assert_eq!(parties.meant("0917-555-0101", &institutions), [1]);
        assert_eq!(parties.meant("+63 917 555 0101", &institutions), [1]);
        assert_eq!((parties.given_by(0), parties.given_by(1), parties.given_by(2)), ("Harbor", "", "Other"));
        assert_eq!((parties.name(0), parties.name(1)), (Some("1001"), Some("+639175550101")));
        assert_ne!(party_key("A", "0917 555 0101", Land::UNKNOWN), party_key("B", "0917 555 0101", ph));
    }

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
