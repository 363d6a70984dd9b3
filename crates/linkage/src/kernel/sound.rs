//! How a word sounds, and letters without their accents.

use rphonetic::{Encoder, Metaphone, Soundex};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Letters without accents: canonical decomposition (Unicode Annex 15), its marks left out.
pub fn plain(text: &str) -> String {
    text.nfd().filter(|letter| !is_combining_mark(*letter)).collect()
}

/// Letters of the first word that the codes of sound know.
fn first_word(text: &str) -> String {
    plain(text.split_whitespace().next().unwrap_or_default()).chars().filter(char::is_ascii_alphabetic).collect()
}

/// Soundex of the first word; empty where it has no letter.
pub fn soundex(text: &str) -> String {
    let word = first_word(text);
    if word.is_empty() { word } else { Soundex::default().encode(&word) }
}

/// Metaphone of the first word; empty where it has no letter.
pub fn metaphone(text: &str) -> String {
    let word = first_word(text);
    if word.is_empty() { word } else { Metaphone::default().encode(&word) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_codes() {
        assert_eq!((soundex("Robert").as_str(), soundex("rupert").as_str()), ("R163", "R163"));
        assert_eq!(soundex("Muñoz"), soundex("Munoz"));
        assert_eq!((soundex("123"), soundex("")), (String::new(), String::new()));
        assert_eq!(metaphone("Philip"), metaphone("filip"));
        assert_eq!(plain("Niño Gómez"), "Nino Gomez");
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,40}") {
            let _ = (soundex(&text), metaphone(&text), plain(&text));
        }
    }
}
