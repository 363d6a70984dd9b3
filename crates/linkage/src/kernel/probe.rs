//! One text compared with many.
//!
//! What the comparison needs of the text (where each letter stands, as bits) is prepared once; comparing it with another
//! then costs a few instructions a letter. Texts of more than 64 letters take a plain, slower way.
//!
//! Jaro by bits follows the usual greedy matching from left to right; Levenshtein is Myers 1999 (J. ACM 46:395) in the
//! form of Hyyrö 2003; Damerau–Levenshtein is the unrestricted distance of Lowrance and Wagner 1975 (J. ACM 22:177).

use super::Bag;

/// Letters that fit into one word.
const WORD: usize = 64;
/// Jaro–Winkler: what a common prefix adds, how long it may be, and from where on (Winkler 1990).
const PREFIX_SCALE: f64 = 0.1;
const LONGEST_PREFIX: usize = 4;
const BOOST_FROM: f64 = 0.7;

/// A text prepared for many comparisons.
pub struct Probe {
    symbols: Vec<u8>,
    bag: Bag,
    /// For each symbol, the places where it stands; only while the text fits into one word.
    places: Box<[u64; 256]>,
    rows: Vec<u32>,
    taken: Vec<bool>,
}

impl Default for Probe {
    fn default() -> Self {
        Self {
            symbols: Vec::new(),
            bag: Bag::default(),
            places: Box::new([0; 256]),
            rows: Vec::new(),
            taken: Vec::new(),
        }
    }
}

impl Probe {
    /// Prepares a text in symbols (see [`super::symbols`]).
    pub fn set(&mut self, symbols: &[u8]) {
        for symbol in &self.symbols {
            self.places[usize::from(*symbol)] = 0;
        }
        self.symbols.clear();
        self.symbols.extend_from_slice(symbols);
        self.bag = Bag::of(symbols);
        if symbols.len() <= WORD {
            for (place, symbol) in symbols.iter().enumerate() {
                self.places[usize::from(*symbol)] |= 1 << place;
            }
        }
    }

    /// At most so many symbols can match.
    #[inline]
    fn most_common(&self, other: &[u8], bag: Bag) -> usize {
        let shorter = self.symbols.len().min(other.len());
        self.bag.common(bag).map_or(shorter, |common| shorter.min(common as usize))
    }

    /// Jaro's similarity where it is at least `least`.
    #[inline]
    pub fn jaro_at_least(&mut self, other: &[u8], bag: Bag, least: f64) -> Option<f64> {
        let most = self.most_common(other, bag);
        if out_of_reach(most, self.symbols.len(), other.len(), least) {
            return None;
        }
        let similarity = self.jaro(other);
        (similarity >= least).then_some(similarity)
    }

    /// Jaro–Winkler similarity where it is at least `least`.
    #[inline]
    pub fn jaro_winkler_at_least(&mut self, other: &[u8], bag: Bag, least: f64) -> Option<f64> {
        let prefix = common_prefix(&self.symbols, other);
        let most = self.most_common(other, bag);
        if out_of_reach(most, self.symbols.len(), other.len(), before_boost(least, prefix)) {
            return None;
        }
        let similarity = boosted(self.jaro(other), prefix);
        (similarity >= least).then_some(similarity)
    }

    /// Jaro–Winkler similarity, 0 to 1.
    #[inline]
    pub fn jaro_winkler(&mut self, other: &[u8]) -> f64 {
        let prefix = common_prefix(&self.symbols, other);
        boosted(self.jaro(other), prefix)
    }

    /// Jaro's similarity, 0 to 1. Two empty texts are the same.
    #[expect(clippy::cast_precision_loss, reason = "lengths of texts")]
    pub fn jaro(&mut self, other: &[u8]) -> f64 {
        let (mine, theirs) = (self.symbols.len(), other.len());
        if mine == 0 || theirs == 0 {
            return if mine == theirs { 1.0 } else { 0.0 };
        }
        let window = (mine.max(theirs) / 2).saturating_sub(1);
        let (matches, out_of_order) = if mine <= WORD && theirs <= WORD {
            self.matches_by_bits(other, window)
        } else {
            self.matches(other, window)
        };
        if matches == 0 {
            return 0.0;
        }
        let m = f64::from(matches);
        let in_order = f64::from(matches - out_of_order / 2);
        (m / mine as f64 + m / theirs as f64 + in_order / m) / 3.0
    }

    /// Matching letters, and how many of them stand in another order.
    #[inline]
    fn matches_by_bits(&self, other: &[u8], window: usize) -> (u32, u32) {
        let (mut mine, mut theirs) = (0_u64, 0_u64);
        for (at, symbol) in other.iter().enumerate() {
            // Places within the window around `at`.
            let low = at.saturating_sub(window);
            if low >= WORD {
                break;
            }
            let high = at + window + 1;
            let within = if high >= WORD { u64::MAX } else { (1 << high) - 1 } & (u64::MAX << low);
            let free = self.places[usize::from(*symbol)] & within & !mine;
            let first = free & free.wrapping_neg();
            mine |= first;
            theirs |= u64::from(first != 0) << at;
        }
        let matches = mine.count_ones();
        let mut out_of_order = 0;
        while theirs != 0 {
            let at = theirs.trailing_zeros() as usize;
            let first = mine & mine.wrapping_neg();
            let symbol = other.get(at).copied().unwrap_or_default();
            out_of_order += u32::from(self.places[usize::from(symbol)] & first == 0);
            mine ^= first;
            theirs &= theirs - 1;
        }
        (matches, out_of_order)
    }

    fn matches(&mut self, other: &[u8], window: usize) -> (u32, u32) {
        self.taken.clear();
        self.taken.resize(self.symbols.len(), false);
        let mut theirs = Vec::new();
        for (at, symbol) in other.iter().enumerate() {
            let from = at.saturating_sub(window).min(self.symbols.len());
            let to = (at + window + 1).min(self.symbols.len());
            let place = (from..to).find(|place| {
                self.symbols.get(*place) == Some(symbol) && self.taken.get(*place) == Some(&false)
            });
            if let Some(taken) = place.and_then(|place| self.taken.get_mut(place)) {
                *taken = true;
                theirs.push(*symbol);
            }
        }
        let mine =
            self.symbols.iter().zip(&self.taken).filter(|(_, taken)| **taken).map(|(symbol, _)| symbol);
        let out_of_order = mine.zip(&theirs).filter(|(a, b)| a != b).count();
        (u32::try_from(theirs.len()).unwrap_or(0), u32::try_from(out_of_order).unwrap_or(0))
    }

    /// Whether so many edits cannot suffice: each changes, adds or takes one letter.
    #[inline]
    fn too_far(&self, other: &[u8], bag: Bag, most: u32) -> bool {
        let longer = self.symbols.len().max(other.len());
        longer - self.most_common(other, bag) > most as usize
    }

    /// Levenshtein's distance where it is at most `most`.
    #[inline]
    pub fn levenshtein_within(&mut self, other: &[u8], bag: Bag, most: u32) -> Option<u32> {
        if self.too_far(other, bag, most) {
            return None;
        }
        let edits = if most <= 1 {
            one_edit(&self.symbols, other, false)?
        } else if self.symbols.len() <= WORD && !self.symbols.is_empty() {
            self.levenshtein_by_bits(other)
        } else {
            self.levenshtein(other)
        };
        (edits <= most).then_some(edits)
    }

    fn levenshtein_by_bits(&self, other: &[u8]) -> u32 {
        let length = self.symbols.len();
        let (mut plus, mut minus) = (u64::MAX, 0_u64);
        let mut edits = u32::try_from(length).unwrap_or(u32::MAX);
        let last = 1_u64 << (length - 1);
        for symbol in other {
            let places = self.places[usize::from(*symbol)];
            let zero = (((places & plus).wrapping_add(plus)) ^ plus) | places | minus;
            let mut more = minus | !(zero | plus);
            let mut less = plus & zero;
            edits += u32::from(more & last != 0);
            edits -= u32::from(less & last != 0);
            more = (more << 1) | 1;
            less <<= 1;
            plus = less | !(zero | more);
            minus = more & zero;
        }
        edits
    }

    fn levenshtein(&mut self, other: &[u8]) -> u32 {
        let row = &mut self.rows;
        row.clear();
        row.extend(0..=u32::try_from(self.symbols.len()).unwrap_or(u32::MAX - 1));
        for (line, symbol) in (1_u32..).zip(other) {
            let mut diagonal = line - 1;
            let mut left = line;
            if let Some(first) = row.first_mut() {
                *first = line;
            }
            for (mine, cell) in self.symbols.iter().zip(row.iter_mut().skip(1)) {
                let best = (diagonal + u32::from(mine != symbol)).min(left + 1).min(*cell + 1);
                diagonal = *cell;
                *cell = best;
                left = best;
            }
        }
        row.last().copied().unwrap_or_default()
    }

    /// Damerau–Levenshtein distance where it is at most `most`.
    #[inline]
    pub fn damerau_within(&mut self, other: &[u8], bag: Bag, most: u32) -> Option<u32> {
        if self.too_far(other, bag, most) {
            return None;
        }
        if most <= 1 {
            return one_edit(&self.symbols, other, true).filter(|edits| *edits <= most);
        }
        if self.symbols.len() <= WORD && !self.symbols.is_empty() {
            // Two letters that changed places are two edits to Levenshtein: his distance is never less than this one, and
            // at most twice as much.
            let edits = self.levenshtein_by_bits(other);
            if edits > most.saturating_mul(2) {
                return None;
            }
            if edits <= 1 {
                return Some(edits);
            }
        }
        Some(self.damerau(other)).filter(|edits| *edits <= most)
    }

    fn damerau(&mut self, other: &[u8]) -> u32 {
        let (mine, other) = trimmed(&self.symbols, other);
        // Cells carry a border of one that no path takes; see Lowrance and Wagner.
        let (height, width) = (mine.len() + 2, other.len() + 2);
        let far = u32::try_from(height + width).unwrap_or(u32::MAX / 2);
        let cells = &mut self.rows;
        cells.clear();
        cells.resize(height * width, far);
        for line in 1..height {
            cells[line * width + 1] = u32::try_from(line - 1).unwrap_or(far);
        }
        for column in 1..width {
            cells[width + column] = u32::try_from(column - 1).unwrap_or(far);
        }
        let mut last_line = [0_usize; 256];
        for (line, mine) in (1..).zip(mine) {
            let mut last_match = 0;
            for (column, theirs) in (1..).zip(other) {
                let (k, l) = (last_line[usize::from(*theirs)], last_match);
                let same = mine == theirs;
                let change = cells[line * width + column] + u32::from(!same);
                let add = cells[(line + 1) * width + column] + 1;
                let take = cells[line * width + column + 1] + 1;
                let skipped = u32::try_from((line - k - 1) + 1 + (column - l - 1)).unwrap_or(far);
                let swap = cells[k * width + l] + skipped;
                cells[(line + 1) * width + column + 1] = change.min(add).min(take).min(swap);
                if same {
                    last_match = column;
                }
            }
            last_line[usize::from(*mine)] = line;
        }
        cells.last().copied().unwrap_or_default()
    }
}

/// What is left of two texts when what is the same at both ends is taken off.
fn trimmed<'a, 'b>(a: &'a [u8], b: &'b [u8]) -> (&'a [u8], &'b [u8]) {
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(start..).unwrap_or_default(), b.get(start..).unwrap_or_default());
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    (a.get(..a.len() - end).unwrap_or_default(), b.get(..b.len() - end).unwrap_or_default())
}

/// The distance where it is 0 or 1: what stays when the common start and end are taken off tells.
fn one_edit(a: &[u8], b: &[u8], swaps: bool) -> Option<u32> {
    let (a, b) = trimmed(a, b);
    match (a, b) {
        ([], []) => Some(0),
        ([] | [_], [_]) | ([_], []) => Some(1),
        ([a, b], [c, d]) if swaps && a == d && b == c => Some(1),
        _ => None,
    }
}

/// Whether Jaro's similarity cannot be `least` with so many matches: all in order, it is the mean of 1 and of the two
/// shares of letters that match. Without a division, which would take longer than all the rest.
#[inline]
#[expect(clippy::cast_precision_loss, reason = "lengths of texts")]
pub(super) fn out_of_reach(most: usize, mine: usize, theirs: usize, least: f64) -> bool {
    /// Rounding must not reject what reaches the bound exactly.
    const SLACK: f64 = 1e-9;
    ((most * (mine + theirs)) as f64) < (3.0 * least - 1.0 - SLACK) * (mine * theirs) as f64
}

/// The similarity without which a common prefix does not lead to `least`.
#[inline]
pub(super) fn before_boost(least: f64, prefix: u8) -> f64 {
    /// 1 / (1 - what a prefix of so many letters adds).
    const STRETCH: [f64; LONGEST_PREFIX + 1] = [
        1.0,
        1.0 / (1.0 - PREFIX_SCALE),
        1.0 / (1.0 - 2.0 * PREFIX_SCALE),
        1.0 / (1.0 - 3.0 * PREFIX_SCALE),
        1.0 / (1.0 - 4.0 * PREFIX_SCALE),
    ];
    if least <= BOOST_FROM {
        return least;
    }
    let stretch = STRETCH[usize::from(prefix).min(LONGEST_PREFIX)];
    ((least - f64::from(prefix) * PREFIX_SCALE) * stretch).max(BOOST_FROM)
}

#[inline]
fn common_prefix(a: &[u8], b: &[u8]) -> u8 {
    let length = a.iter().zip(b).take(LONGEST_PREFIX).take_while(|(a, b)| a == b).count();
    u8::try_from(length).unwrap_or(0)
}

#[inline]
fn boosted(jaro: f64, prefix: u8) -> f64 {
    if jaro > BOOST_FROM { jaro + f64::from(prefix) * PREFIX_SCALE * (1.0 - jaro) } else { jaro }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rapidfuzz::distance::{damerau_levenshtein, jaro, jaro_winkler, levenshtein};

    fn probe(text: &[u8]) -> Probe {
        let mut probe = Probe::default();
        // A text before it must leave no trace.
        probe.set(b"trace of another text");
        probe.set(text);
        probe
    }

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    #[test]
    fn known_values() {
        assert!(close(probe(b"martha").jaro(b"marhta"), 0.944_444_444_444_444_4));
        let bag = Bag::of(b"marhta");
        let winkler = probe(b"martha").jaro_winkler_at_least(b"marhta", bag, 0.0).unwrap();
        assert!(close(winkler, 0.961_111_111_111_111_1), "{winkler}");
        assert_eq!(probe(b"ca").damerau_within(b"abc", Bag::of(b"abc"), 9), Some(2));
        assert_eq!(probe(b"2014-05-09").damerau_within(b"2014-05-90", Bag::of(b"2014-05-90"), 1), Some(1));
    }

    fn text() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof!["[abc]{0,9}", "[a-e]{0,30}", "[a-z0-9@.]{0,40}", "[ab]{50,140}", "[0-9]{7,13}",]
            .prop_map(String::into_bytes)
    }

    /// Two texts, often one made from the other by a few edits; symbols of every kind.
    fn pair() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
        let edits = proptest::collection::vec((0_u8..4, any::<prop::sample::Index>(), b'a'..=b'd'), 0..4);
        let any_text = prop_oneof![text(), proptest::collection::vec(any::<u8>(), 0..70)];
        let edited = (any_text, edits).prop_map(|(text, edits)| {
            let mut other = text.clone();
            for (kind, at, letter) in edits {
                let place = at.index(other.len() + 1);
                match kind {
                    0 => other.insert(place, letter),
                    1 if place < other.len() => drop(other.remove(place)),
                    2 if place < other.len() => other[place] = letter,
                    3 if place + 1 < other.len() => other.swap(place, place + 1),
                    _ => {}
                }
            }
            (text, other)
        });
        prop_oneof![(text(), text()), edited]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn equals_the_plain_way((a, b) in pair(), least in 0.0..1.0_f64, most in 0_u32..6) {
            let mut probe = probe(&a);
            let bag = Bag::of(&b);
            let expected = jaro::similarity(a.iter(), b.iter());
            prop_assert!(close(probe.jaro(&b), expected), "{} {expected}", probe.jaro(&b));
            let found = probe.jaro_at_least(&b, bag, least);
            prop_assert_eq!(found.is_some(), expected >= least || found.is_some_and(|f| close(f, least)));
            let expected = jaro_winkler::similarity(a.iter(), b.iter());
            match probe.jaro_winkler_at_least(&b, bag, least) {
                Some(found) => prop_assert!(close(found, expected)),
                None => prop_assert!(expected < least + 1e-12, "{expected} {least}"),
            }
            let expected = levenshtein::distance(a.iter(), b.iter());
            let found = probe.levenshtein_within(&b, bag, most);
            prop_assert_eq!(found.map(|edits| edits as usize), Some(expected).filter(|edits| *edits <= most as usize));
            let expected = damerau_levenshtein::distance(a.iter(), b.iter());
            let found = probe.damerau_within(&b, bag, most);
            prop_assert_eq!(found.map(|edits| edits as usize), Some(expected).filter(|edits| *edits <= most as usize));
        }

        /// A bound that is reached exactly is reached.
        #[test]
        fn bounds_are_within((a, b) in pair()) {
            let mut probe = probe(&a);
            let bag = Bag::of(&b);
            let jaro = probe.jaro(&b);
            prop_assert_eq!(probe.jaro_at_least(&b, bag, jaro), Some(jaro));
            let winkler = probe.jaro_winkler_at_least(&b, bag, 0.0).unwrap();
            prop_assert_eq!(probe.jaro_winkler_at_least(&b, bag, winkler), Some(winkler));
            let damerau = u32::try_from(damerau_levenshtein::distance(a.iter(), b.iter())).unwrap();
            prop_assert_eq!(probe.damerau_within(&b, bag, damerau), Some(damerau));
            prop_assert_eq!(damerau.checked_sub(1).and_then(|most| probe.damerau_within(&b, bag, most)), None);
        }

        /// The batch asks one way round, the index the other.
        #[test]
        fn the_same_both_ways(a in text(), b in text()) {
            prop_assert_eq!(probe(&a).jaro(&b).to_bits(), probe(&b).jaro(&a).to_bits());
        }
    }
}
