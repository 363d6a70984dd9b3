//! The reporter's code: 80 bits as eight words of their language, and a ninth that finds a mistake.
//!
//! Each list has 1,024 words, no two within one letter of each other, so that a mistyped letter is never another word.
//! The ninth word is a check over GF(2^10) (polynomial x^10 + x^3 + 1, which is primitive): the sum of the eight words,
//! each multiplied by a power of x of its place. The powers differ and none is zero, so that one wrong word, and two
//! words that changed places, are always found.

use crate::ResponseError;
use std::collections::HashMap;
use zeroize::Zeroizing;

/// Words that carry bits.
const DATA: usize = 8;
/// Words of a code.
pub const WORDS: usize = DATA + 1;
/// Words of a list.
const LIST: usize = 1_024;

/// The word list of one language.
struct WordList {
    language: &'static str,
    words: Vec<&'static str>,
    places: HashMap<&'static str, u16>,
}

/// The word lists of all languages.
pub struct WordLists(Vec<WordList>);

/// What was typed is no code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Not nine words.
    #[error("a code has nine words; {0} were given")]
    Count(usize),
    /// A word that is in no list, by its place from 1; perhaps another was meant.
    #[error("word {place} of the code is not one of its words")]
    Unknown {
        /// Place of the word, from 1.
        place: usize,
        /// A word of the list that is one letter away.
        meant: Option<String>,
    },
    /// All words are known, but they do not belong together.
    #[error("the words do not belong together: one is wrong, or two changed places")]
    Check,
}

impl WordLists {
    /// The lists that ship with the program.
    pub fn built_in() -> Result<Self, ResponseError> {
        let lists = [
            ("en", include_str!("../../door/words/en.txt")),
            ("fil", include_str!("../../door/words/fil.txt")),
            ("ceb", include_str!("../../door/words/ceb.txt")),
            ("id", include_str!("../../door/words/id.txt")),
        ];
        lists
            .into_iter()
            .map(|(language, text)| {
                let words: Vec<&'static str> = text.lines().collect();
                let places: HashMap<&'static str, u16> = words.iter().copied().zip(0..).collect();
                if words.len() == LIST && places.len() == LIST {
                    Ok(WordList { language, words, places })
                } else {
                    Err(ResponseError::Table(format!(
                        "word list {language}: {LIST} words, each once, are needed"
                    )))
                }
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// A code in words of a language; English where there is no list of it.
    pub fn write(&self, bits: &[u8; 10], language: &str) -> Zeroizing<String> {
        let list = self.0.iter().find(|list| list.language == language).or_else(|| self.0.first());
        let symbols = symbols(bits);
        let all = symbols.iter().copied().chain([check(&symbols)]);
        let words: Vec<&str> = all
            .filter_map(|symbol| list.and_then(|list| list.words.get(usize::from(symbol)).copied()))
            .collect();
        Zeroizing::new(words.join(" "))
    }

    /// Reads a code in any of the languages. Case, spaces, commas and hyphens do not matter.
    pub fn read(&self, text: &str) -> Result<Zeroizing<[u8; 10]>, CodeError> {
        let text = Zeroizing::new(text.chars().take(1_000).collect::<String>().to_lowercase());
        let typed: Vec<&str> =
            text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
        if typed.len() != WORDS {
            return Err(CodeError::Count(typed.len()));
        }
        // The list that knows most of the words is the one that was meant; among equals, the first whose check is right.
        let known = |list: &&WordList| typed.iter().filter(|word| list.places.contains_key(*word)).count();
        let most = self.0.iter().map(|list| known(&list)).max().unwrap_or(0);
        let mut problem = CodeError::Check;
        for list in self.0.iter().filter(|list| known(list) == most) {
            match list.decode(&typed) {
                Ok(bits) => return Ok(bits),
                Err(error) => problem = error,
            }
        }
        Err(problem)
    }
}

impl WordList {
    fn decode(&self, typed: &[&str]) -> Result<Zeroizing<[u8; 10]>, CodeError> {
        let mut symbols = [0_u16; WORDS];
        for (place, word) in typed.iter().enumerate() {
            symbols[place] = *self.places.get(word).ok_or_else(|| CodeError::Unknown {
                place: place + 1,
                meant: self
                    .words
                    .iter()
                    .find(|known| one_letter_apart(known, word))
                    .map(|&word| word.to_owned()),
            })?;
        }
        let (data, last) = symbols.split_at(DATA);
        if check(data) != last[0] {
            return Err(CodeError::Check);
        }
        let mut bits = Zeroizing::new([0_u8; 10]);
        let mut whole: u128 = 0;
        for symbol in data {
            whole = whole << 10 | u128::from(*symbol);
        }
        bits.copy_from_slice(&whole.to_be_bytes()[6..]);
        Ok(bits)
    }
}

/// Eight symbols of ten bits.
fn symbols(bits: &[u8; 10]) -> [u16; DATA] {
    let mut whole = [0_u8; 16];
    whole[6..].copy_from_slice(bits);
    let whole = u128::from_be_bytes(whole);
    std::array::from_fn(|place| {
        let shifted = whole >> (10 * (DATA - 1 - place)) & 0x3FF;
        u16::try_from(shifted).unwrap_or(0)
    })
}

/// The check symbol: the sum over GF(2^10) of each symbol times x to the power of its place from 1.
fn check(data: &[u16]) -> u16 {
    data.iter().zip(1_u32..).fold(0, |sum, (symbol, power)| sum ^ times_x(*symbol, power))
}

/// A symbol times x to a power, modulo x^10 + x^3 + 1.
fn times_x(symbol: u16, power: u32) -> u16 {
    (0..power).fold(symbol, |value, _| {
        let shifted = value << 1;
        if shifted & 0x400 == 0 { shifted } else { shifted ^ 0x409 }
    })
}

/// Whether one letter was changed, left out or put in.
fn one_letter_apart(known: &str, typed: &str) -> bool {
    let (known, typed): (Vec<char>, Vec<char>) = (known.chars().collect(), typed.chars().collect());
    let same_start = known.iter().zip(&typed).take_while(|(a, b)| a == b).count();
    let same_end = known[same_start..]
        .iter()
        .rev()
        .zip(typed[same_start..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    known.len() - same_start - same_end <= 1 && typed.len() - same_start - same_end <= 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lists() -> WordLists {
        WordLists::built_in().unwrap()
    }

    #[test]
    fn no_two_words_of_a_list_are_one_letter_apart() {
        for list in &lists().0 {
            assert!(list.words.is_sorted(), "{}", list.language);
            for (at, word) in list.words.iter().enumerate() {
                assert!(
                    (3..=9).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase()),
                    "{word}"
                );
                for other in &list.words[at + 1..] {
                    assert!(!one_letter_apart(word, other), "{}: {word}, {other}", list.language);
                }
            }
        }
    }

    #[test]
    fn a_mistyped_letter_is_told_with_the_word_that_was_meant() {
        let lists = lists();
        let code = lists.write(&[7; 10], "id");
        let words: Vec<&str> = code.split(' ').collect();
        let mut typed: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        typed[3].push('q');
        assert_eq!(
            lists.read(&typed.join(" ")),
            Err(CodeError::Unknown { place: 4, meant: Some(words[3].to_owned()) })
        );
        assert_eq!(lists.read("one two"), Err(CodeError::Count(2)));
        assert_eq!(lists.read(""), Err(CodeError::Count(0)));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(bits in any::<[u8; 10]>(), language in prop::sample::select(vec!["en", "fil", "ceb", "id"])) {
            let lists = lists();
            let code = lists.write(&bits, language);
            prop_assert_eq!(code.split(' ').count(), WORDS);
            prop_assert_eq!(*lists.read(&code).unwrap(), bits);
            let shouted = code.to_uppercase().replace(' ', " -, ");
            prop_assert_eq!(*lists.read(&shouted).unwrap(), bits);
        }

        /// One word in the place of another, and two that changed places, never pass.
        #[test]
        fn one_wrong_word_and_two_exchanged_are_found(bits in any::<[u8; 10]>(), at in 0..WORDS, with in 0..WORDS, wrong in 0..LIST) {
            let lists = lists();
            let code = lists.write(&bits, "en");
            let right: Vec<&str> = code.split(' ').collect();
            let mut typed = right.clone();
            typed[at] = lists.0[0].words[wrong];
            if typed != right {
                prop_assert!(lists.read(&typed.join(" ")).is_err());
            }
            let mut typed = right.clone();
            typed.swap(at, with);
            if typed != right {
                prop_assert!(lists.read(&typed.join(" ")).is_err());
            }
        }
    }
}
