//! Values from a run of bytes: where the bytes end, answers are missing. Shrinks well, as a list of bytes does.

use model::{BirthDate, Personal, When};
use proptest::prelude::*;

/// Pieces of text that a writer must take care of.
const SCRAPS: [&str; 16] =
    ["a", "Z", "é", "<", ">", "&", "\"", "'", " ", "\t", "\n", "\r", "]]>", "漢", "\u{1f5ff}", "N/A"];

/// Where the choices come from.
pub(crate) struct Dice {
    bytes: std::vec::IntoIter<u8>,
    /// Every answer given, every list with an entry, every text another.
    full: bool,
    count: u64,
}

impl Dice {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self { bytes: bytes.into_iter(), full: false, count: 0 }
    }

    /// Every field filled.
    pub(crate) fn full() -> Self {
        Self { bytes: Vec::new().into_iter(), full: true, count: 0 }
    }

    fn roll(&mut self) -> u8 {
        self.bytes.next().unwrap_or(0)
    }

    pub(crate) fn flag(&mut self) -> bool {
        self.full || self.roll() % 2 == 1
    }

    pub(crate) fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        self.count += 1;
        let at = if self.full { usize::try_from(self.count).unwrap() } else { self.roll().into() };
        all[at % all.len()]
    }

    pub(crate) fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.flag().then(|| make(self))
    }

    pub(crate) fn many<T>(&mut self, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = if self.full { 1 } else { self.roll() % 4 };
        (0..count).map(|_| make(self)).collect()
    }

    /// A number of the given width; every one another where all is full.
    pub(crate) fn number(&mut self, below: u64) -> u64 {
        self.count += 1;
        let rolled =
            (0..8).fold(0_u64, |sum, _| sum << 8 | u64::from(if self.full { 0 } else { self.roll() }));
        (if self.full { self.count } else { rolled }) % below
    }

    /// Text that is an answer: trimmed, not one of the words for none.
    pub(crate) fn text(&mut self) -> String {
        self.count += 1;
        if self.full {
            return format!("word{}", self.count);
        }
        let length = self.roll() % 6;
        let body: String = (0..length).map(|_| SCRAPS[usize::from(self.roll()) % SCRAPS.len()]).collect();
        format!("x{body}y")
    }

    pub(crate) fn personal(&mut self) -> Personal {
        self.text().into()
    }

    /// A date and time, with or without a zone.
    pub(crate) fn when(&mut self) -> When {
        let (day, month, hour, minute, second) =
            (self.number(28) + 1, self.number(12) + 1, self.number(24), self.number(60), self.number(60));
        let zone = self.pick(&["Z", "+08:00", "-09:30", ""]);
        let fraction = self.pick(&["", ".25", ".123456789"]);
        let year = 1950 + self.number(100);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}{zone}")
            .parse()
            .unwrap()
    }

    pub(crate) fn birthday(&mut self) -> BirthDate {
        let (year, month, day) = (1950 + self.number(70), self.number(12) + 1, self.number(28) + 1);
        format!("{year:04}-{month:02}-{day:02}").parse().unwrap()
    }
}

/// Dice with any bytes.
pub(crate) fn dice() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..3_000)
}
