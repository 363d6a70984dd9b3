//! The distinct values of one column.

use crate::{kernel::symbols, model::ColumnKind};
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// The code of a missing value; codes of values begin at 1.
pub(crate) const MISSING: u32 = 0;

/// Letters of a value for which room is set aside.
const LETTERS: usize = 16;

/// Hashes words in memory; never written to disk. Fixed, so that two runs do the same.
type Hasher = hashbrown::DefaultHashBuilder;

#[derive(Clone, Copy)]
struct Entry {
    at: usize,
    length: u32,
    /// Where the symbols of the text stand; the text itself where all letters are ASCII.
    symbols_at: usize,
    symbols: u32,
}

/// A value in the table: its hash says in nearly every case whether it is the one that is looked for, and where it
/// belongs when the table grows, without a look at the text.
struct Known {
    hash: u32,
    code: u32,
}

impl Known {
    /// The hash for the table, which looks at the first and at the last bits.
    fn spread(hash: u32) -> u64 {
        u64::from(hash) << 32 | u64::from(hash)
    }
}

/// Distinct values, numbered from 1 in the order in which they came.
pub(crate) struct Dictionary {
    kind: ColumnKind,
    hasher: Hasher,
    map: HashTable<Known>,
    entries: Vec<Entry>,
    bytes: Vec<u8>,
    /// How many records carry the value.
    counts: Vec<u32>,
    /// Day number, number, or latitude; empty for text.
    numbers: Vec<f64>,
    /// Longitude; empty but for places.
    longitudes: Vec<f64>,
}

impl Dictionary {
    pub(crate) fn new(kind: ColumnKind) -> Self {
        let nothing = Entry { at: 0, length: 0, symbols_at: 0, symbols: 0 };
        let numeric = kind != ColumnKind::Text;
        Self {
            kind,
            hasher: Hasher::default(),
            map: HashTable::new(),
            entries: vec![nothing],
            bytes: Vec::new(),
            counts: vec![0],
            numbers: if numeric { vec![0.0] } else { Vec::new() },
            longitudes: if kind == ColumnKind::Place { vec![0.0] } else { Vec::new() },
        }
    }

    /// Sets room aside for about so many values. Memory that is never written to costs nothing; the table of hashes is left
    /// out, because a small one is faster where there are few values.
    pub(crate) fn reserve(&mut self, values: usize) {
        let _ = self.entries.try_reserve_exact(values);
        let _ = self.counts.try_reserve_exact(values);
        let _ = self.bytes.try_reserve_exact(values.saturating_mul(LETTERS));
        if self.kind != ColumnKind::Text {
            let _ = self.numbers.try_reserve_exact(values);
        }
        if self.kind == ColumnKind::Place {
            let _ = self.longitudes.try_reserve_exact(values);
        }
    }

    /// How many codes there are, that of the missing value included.
    pub(crate) fn codes(&self) -> usize {
        self.entries.len()
    }

    /// The code of a prepared value, given a new one where it is not known. Empty text is missing.
    pub(crate) fn intern(&mut self, text: &str) -> u32 {
        if text.is_empty() { MISSING } else { self.intern_hashed(self.hash(text), text) }
    }

    /// Codes of many values, as [`Self::intern`] gives them; nothing is missing, as empty text is.
    ///
    /// First all hashes, then what the table has for them, then the texts that these stand for: the processor waits for
    /// many places of memory at once, where one value after the other would make it wait for each.
    pub(crate) fn intern_all<'t>(
        &mut self,
        texts: impl Iterator<Item = Option<&'t str>> + Clone,
        mut see: impl FnMut(&mut Self, u32),
    ) {
        let texts = texts.map(Option::unwrap_or_default);
        let hashes: Vec<u32> = texts.clone().map(|text| self.hash(text)).collect();
        let guess = |hash: &u32| {
            let known = self.map.find(Known::spread(*hash), |known| known.hash == *hash);
            known.map_or(MISSING, |known| known.code)
        };
        let guesses: Vec<u32> = hashes.iter().map(guess).collect();
        for ((text, hash), guess) in texts.zip(hashes).zip(guesses) {
            let code = if text.is_empty() {
                MISSING
            } else if guess != MISSING && text_of(&self.entries, &self.bytes, guess) == text.as_bytes() {
                guess
            } else {
                self.intern_hashed(hash, text)
            };
            see(self, code);
        }
    }

    fn hash(&self, text: &str) -> u32 {
        // The first half has most of the mixing.
        u32::try_from(self.hasher.hash_one(text.as_bytes()) >> 32).unwrap_or(0)
    }

    fn intern_hashed(&mut self, hash: u32, text: &str) -> u32 {
        let (entries, bytes) = (&self.entries, &self.bytes);
        let same =
            |known: &Known| known.hash == hash && text_of(entries, bytes, known.code) == text.as_bytes();
        if let Some(known) = self.map.find(Known::spread(hash), same) {
            return known.code;
        }
        self.add(hash, text)
    }

    fn add(&mut self, hash: u32, text: &str) -> u32 {
        let (number, longitude) = match self.kind {
            ColumnKind::Text => (0.0, 0.0),
            ColumnKind::Number => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => (number, 0.0),
                _ => return MISSING,
            },
            ColumnKind::Date => match super::prepare::day_number(text) {
                Some(day) => (f64::from(day), 0.0),
                None => return MISSING,
            },
            ColumnKind::Place => match super::prepare::place(text) {
                Some(place) => place,
                None => return MISSING,
            },
        };
        let Ok(code) = u32::try_from(self.entries.len()) else { return MISSING };
        let at = self.bytes.len();
        self.bytes.extend_from_slice(text.as_bytes());
        let (mut symbols_at, mut count) = (at, text.len());
        if !text.is_ascii() {
            symbols_at = self.bytes.len();
            symbols(text, &mut self.bytes);
            count = self.bytes.len() - symbols_at;
        }
        self.entries.push(Entry {
            at,
            length: u32::try_from(text.len()).unwrap_or(u32::MAX),
            symbols_at,
            symbols: u32::try_from(count).unwrap_or(u32::MAX),
        });
        self.counts.push(0);
        if self.kind != ColumnKind::Text {
            self.numbers.push(number);
        }
        if self.kind == ColumnKind::Place {
            self.longitudes.push(longitude);
        }
        self.map.insert_unique(Known::spread(hash), Known { hash, code }, |known| Known::spread(known.hash));
        code
    }

    /// The text of a value; empty where it is missing.
    pub(crate) fn text(&self, code: u32) -> &str {
        std::str::from_utf8(text_of(&self.entries, &self.bytes, code)).unwrap_or_default()
    }

    /// The symbols of a value (see [`symbols`]).
    pub(crate) fn symbols(&self, code: u32) -> &[u8] {
        let Some(entry) = self.entries.get(code as usize) else { return &[] };
        self.bytes.get(entry.symbols_at..entry.symbols_at + entry.symbols as usize).unwrap_or_default()
    }

    /// Day number, number, or latitude.
    pub(crate) fn number(&self, code: u32) -> f64 {
        self.numbers.get(code as usize).copied().unwrap_or_default()
    }

    /// Latitude and longitude.
    pub(crate) fn place(&self, code: u32) -> (f64, f64) {
        (self.number(code), self.longitudes.get(code as usize).copied().unwrap_or_default())
    }

    /// How many records carry the value.
    pub(crate) fn count(&self, code: u32) -> u32 {
        self.counts.get(code as usize).copied().unwrap_or_default()
    }

    /// One record more carries the value.
    pub(crate) fn counted(&mut self, code: u32) {
        if let Some(count) = self.counts.get_mut(code as usize) {
            *count = count.saturating_add(1);
        }
    }

    /// One record less carries the value.
    pub(crate) fn uncounted(&mut self, code: u32) {
        if let Some(count) = self.counts.get_mut(code as usize) {
            *count = count.saturating_sub(1);
        }
    }
}

fn text_of<'a>(entries: &[Entry], bytes: &'a [u8], code: u32) -> &'a [u8] {
    let Some(entry) = entries.get(code as usize) else { return &[] };
    bytes.get(entry.at..entry.at + entry.length as usize).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_once() {
        let mut words = Dictionary::new(ColumnKind::Text);
        assert_eq!(words.intern(""), MISSING);
        let a = words.intern("ana");
        let b = words.intern("niño");
        assert_eq!((words.intern("ana"), words.intern("niño")), (a, b));
        assert_eq!((words.text(b), words.symbols(b).len()), ("niño", 4));
        assert_eq!(words.codes(), 3);
    }

    #[test]
    fn many_at_once_as_one_after_the_other() {
        let texts = [Some("ana"), None, Some("ben"), Some("ana"), Some(""), Some("cy"), Some("ben")];
        let (mut one, mut many) = (Dictionary::new(ColumnKind::Text), Dictionary::new(ColumnKind::Text));
        many.intern("cy");
        one.intern("cy");
        let mut codes = Vec::new();
        many.intern_all(texts.iter().copied(), |_, code| codes.push(code));
        assert_eq!(codes, texts.map(|text| one.intern(text.unwrap_or_default())));
    }

    #[test]
    fn what_is_no_date_is_missing() {
        let mut days = Dictionary::new(ColumnKind::Date);
        assert_eq!(days.intern("2014-13-01"), MISSING);
        let day = days.intern("1970-01-02");
        assert!((days.number(day) - 1.0).abs() < f64::EPSILON);
    }
}
