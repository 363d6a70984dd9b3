//! Words of names, and by what each is found: as it is spelt, as it sounds, and what is left of it in any script.
//!
//! What is in other scripts is written in Latin letters first (`any_ascii`). That is no romanisation by anybody's rules:
//! Arabic and Hebrew have no short vowels then, Hangul is read letter by letter, Han as in Chinese. So words of two
//! scripts are compared by their *bones*: consonants, those put together that scripts and readings do not tell apart.

use rphonetic::{Encoder as _, Metaphone};
use std::{
    collections::BTreeSet,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Most words of one name that count.
pub(super) const WORDS: usize = 16;
/// Longest code of sound: long names that begin alike are no like names.
const SOUNDS: usize = 8;
/// Fewest bones of a word that is also found with one of them missing or another.
const NEARLY: usize = 5;
/// Family names of two syllables: what stands before the given name where nothing parts them.
const TWO_SYLLABLES: [&str; 12] =
    ["남궁", "황보", "제갈", "선우", "독고", "사공", "欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛"];
/// How people write family names that are spelt otherwise letter by letter.
const ALSO: [(&str, &str); 5] = [("i", "lee"), ("bag", "park"), ("im", "lim"), ("no", "roh"), ("yu", "ryu")];

/// The script of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Hebrew,
    Hangul,
    Han,
    Other,
}

impl Script {
    const fn of(letter: char) -> Self {
        match letter {
            '\0'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => Self::Latin,
            '\u{400}'..='\u{52F}' => Self::Cyrillic,
            '\u{590}'..='\u{5FF}' => Self::Hebrew,
            '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{FB50}'..='\u{FEFC}' => Self::Arabic,
            '\u{AC00}'..='\u{D7A3}' => Self::Hangul,
            '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' => Self::Han,
            _ => Self::Other,
        }
    }

    /// Whether vowels between consonants are not written.
    const fn without_vowels(self) -> bool {
        matches!(self, Self::Arabic | Self::Hebrew)
    }
}

/// By what a word is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum By {
    /// The same letters, accents and capitals apart.
    Spelling,
    /// The same sound, as in English.
    Sound,
    /// The same bones, of so many.
    Bones(usize),
    /// Bones of which one is missing, or another.
    Nearly,
}

/// A word of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) script: Script,
    /// In small Latin letters.
    pub(super) spelt: String,
    /// Which words of the name it stands for, a bit each: two that are also written as one are a third word.
    pub(super) stands_for: u32,
}

/// The words of a name, and how many it has.
pub(super) fn words(name: &str) -> (Vec<Word>, u32) {
    let mut said = Said::default();
    let name: String = name.nfc().filter(|letter| !is_apostrophe(*letter)).collect();
    let parts = name.split(|letter: char| !letter.is_alphanumeric() && !is_combining_mark(letter));
    for part in parts.filter(|part| part.chars().any(char::is_alphabetic)) {
        said.take(part);
    }
    said.join();
    (said.words, said.count)
}

const fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '`' | '\u{2018}' | '\u{2019}' | '\u{2BB}' | '\u{2BC}')
}

#[derive(Default)]
struct Said {
    words: Vec<Word>,
    count: u32,
    /// Each word as a whole, for those that are also written as one with the next.
    whole: Vec<(Script, String)>,
}

impl Said {
    fn take(&mut self, part: &str) {
        let script = part.chars().find(|letter| letter.is_alphabetic()).map_or(Script::Other, Script::of);
        let letters = part.chars().count();
        match script {
            // Family and given name without a space: the family name first.
            Script::Hangul | Script::Han if (2..=4).contains(&letters) => {
                let two = TWO_SYLLABLES.iter().find(|two| letters > 2 && part.starts_with(**two));
                let family =
                    two.map_or_else(|| part.chars().next().map_or(0, char::len_utf8), |two| two.len());
                let (family, given) = part.split_at(family);
                self.word(script, &latin(script, family));
                let spelt = self.words.last().map(|word| word.spelt.clone());
                let also = ALSO.iter().filter(|(letters, _)| spelt.as_deref() == Some(letters));
                for (_, also) in also.filter(|_| script == Script::Hangul) {
                    self.words.push(Word {
                        script,
                        spelt: (*also).to_owned(),
                        stands_for: 1 << self.count.saturating_sub(1),
                    });
                }
                self.word(script, &latin(script, given));
            }
            // The article is another word in Latin letters, or none.
            Script::Arabic if letters > 4 && part.starts_with("ال") => {
                self.word(script, &latin(script, part.trim_start_matches("ال")));
                if let Some(last) = self.whole.last_mut() {
                    last.1 = latin(script, part);
                }
            }
            _ => self.word(script, &latin(script, part)),
        }
    }

    fn word(&mut self, script: Script, spelt: &str) {
        if spelt.is_empty() || self.whole.len() >= WORDS {
            return;
        }
        self.words.push(Word { script, spelt: spelt.to_owned(), stands_for: 1 << self.count });
        self.whole.push((script, spelt.to_owned()));
        self.count += 1;
    }

    /// Syllables of one given name stand apart or together: "Min Su", "Min-su", "Minsu". What is called after God does.
    fn join(&mut self) {
        for (at, pair) in (0_u32..).zip(self.whole.windows(2)) {
            let [(script, one), (_, other)] = pair else { continue };
            let syllables = !script.without_vowels() && is_syllable(one) && is_syllable(other);
            if syllables || one == "abd" {
                let stands_for = 0b11 << at;
                self.words.push(Word { script: *script, spelt: format!("{one}{other}"), stands_for });
            }
        }
    }
}

/// A word in small Latin letters and digits.
fn latin(script: Script, word: &str) -> String {
    let written = any_ascii::any_ascii(word);
    let mut spelt = String::with_capacity(written.len());
    // A consonant of the throat at the beginning, of which Latin letters write the vowel.
    if script.without_vowels() && written.starts_with(['\'', '`']) {
        spelt.push('a');
    }
    spelt.extend(
        written
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_lowercase())
            .take(40),
    );
    spelt
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// Whether a word has one vowel, or vowels that stand together.
fn is_syllable(word: &str) -> bool {
    let letters = word.as_bytes();
    letters.len() <= 6
        && letters.chunk_by(|a, b| is_vowel(*a) == is_vowel(*b)).filter(|run| is_vowel(run[0])).count() == 1
}

impl Word {
    /// What a word that is spelt like this is found by.
    pub(super) fn spelling(&self) -> u64 {
        key(0, &self.spelt)
    }

    /// All that the word is found by.
    pub(super) fn keys(&self) -> Vec<(By, u64)> {
        let mut keys = vec![(By::Spelling, self.spelling())];
        let letters: String = self.spelt.chars().filter(char::is_ascii_alphabetic).collect();
        let sound = Metaphone::new(Some(SOUNDS)).encode(&letters);
        if !sound.is_empty() {
            keys.push((By::Sound, key(1, &sound)));
        }
        let bones = self.bones(&letters);
        keys.extend(bones.iter().map(|bones| (By::Bones(bones.len()), key(2, bones))));
        let long = bones.iter().filter(|bones| bones.len() >= NEARLY);
        let nearly: BTreeSet<String> = long.flat_map(|bones| nearly(bones)).collect();
        keys.extend(nearly.iter().map(|bones| (By::Nearly, key(3, bones))));
        keys
    }

    /// The word's bones in each way that its letters are read.
    fn bones(&self, letters: &str) -> BTreeSet<String> {
        let ways = |letter: &str| if letters.contains(letter) { 0..=1 } else { 0..=0 };
        let mut all = BTreeSet::new();
        for hard in ways("ch") {
            for soft in ways("j") {
                for lips in ways("w") {
                    let reading = Reading { hard: hard == 1, soft: soft == 1, lips: lips == 1 };
                    all.insert(reading.bones(letters.as_bytes(), self.script.without_vowels()));
                }
            }
        }
        all.retain(|bones| !bones.is_empty());
        all
    }
}

/// How letters are read that languages read in several ways.
#[derive(Clone, Copy)]
struct Reading {
    /// `ch` as in Michael.
    hard: bool,
    /// `j` as in Josef or José.
    soft: bool,
    /// `w` as in Wladimir.
    lips: bool,
}

impl Reading {
    /// Classes of consonants; a vowel, or what is heard as one, counts only at the beginning. Letters written twice are one,
    /// but where vowels are not written there stands one between them.
    fn bones(self, letters: &[u8], without_vowels: bool) -> String {
        let (mut bones, mut at, mut last) = (String::new(), 0, None);
        while let Some(rest) = letters.get(at..).filter(|rest| !rest.is_empty()) {
            let (class, taken) = self.class(rest);
            let class = if class.is_none() && at == 0 { Some('A') } else { class };
            if let Some(class) = class.filter(|class| without_vowels || last != Some(*class)) {
                bones.push(class);
            }
            if rest.starts_with(b"x") && class == Some('K') {
                bones.push('S');
            }
            last = if rest.starts_with(b"x") { Some('S') } else { class };
            at += taken;
        }
        bones
    }

    /// The class of what stands at the beginning, and how many letters it takes; none for a vowel.
    fn class(self, rest: &[u8]) -> (Option<char>, usize) {
        const TOGETHER: [(&[u8], char); 17] = [
            (b"shch", 'S'),
            (b"tsch", 'S'),
            (b"tch", 'S'),
            (b"sch", 'S'),
            (b"dzh", 'S'),
            (b"sh", 'S'),
            (b"zh", 'S'),
            (b"dj", 'S'),
            (b"dz", 'S'),
            (b"ts", 'S'),
            (b"tz", 'S'),
            (b"cz", 'S'),
            (b"kh", 'K'),
            (b"gh", 'K'),
            (b"ck", 'K'),
            (b"ph", 'P'),
            (b"th", 'T'),
        ];
        if let Some((together, class)) = TOGETHER.iter().find(|(together, _)| rest.starts_with(together)) {
            return (Some(*class), together.len());
        }
        if rest.starts_with(b"ch") {
            return (Some(if self.hard { 'K' } else { 'S' }), 2);
        }
        let class = match rest {
            [b'c', b'e' | b'i' | b'y', ..] | [b's' | b'z', ..] => Some('S'),
            [b'c' | b'k' | b'q' | b'g' | b'x', ..] => Some('K'),
            [b'j', ..] => (!self.soft).then_some('S'),
            [b'w', ..] => self.lips.then_some('P'),
            [b'p' | b'b' | b'f' | b'v', ..] => Some('P'),
            [b'd' | b't', ..] => Some('T'),
            [b'l', ..] => Some('L'),
            [b'm', ..] => Some('M'),
            [b'n', ..] => Some('N'),
            [b'r', ..] => Some('R'),
            _ => None,
        };
        (class, 1)
    }
}

/// Bones, and each way to leave one out.
fn nearly(bones: &str) -> Vec<String> {
    let without =
        |at: usize| bones.chars().enumerate().filter(|(one, _)| *one != at).map(|(_, bone)| bone).collect();
    (0..=bones.len()).map(without).collect()
}

/// 64 bits of what a word is found by. Only in memory.
fn key(by: u8, text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (by, text).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spelt(name: &str) -> Vec<String> {
        words(name).0.into_iter().map(|word| word.spelt).collect()
    }

    fn bones(name: &str) -> BTreeSet<String> {
        let (words, _) = words(name);
        words.iter().flat_map(|word| word.bones(&word.spelt)).collect()
    }

    #[test]
    fn names_fall_into_words() {
        assert_eq!(spelt("  Niño O’Brien-Cruz 9 "), ["nino", "obrien", "cruz"]);
        assert_eq!(spelt("김민수"), ["gim", "minsu"]);
        assert_eq!(spelt("이영희"), ["i", "lee", "yeonghui"]);
        assert_eq!(spelt("남궁민수"), ["namgung", "minsu"]);
        assert_eq!(spelt("王小明"), ["wang", "xiaoming"]);
        assert_eq!(spelt("Kim Min-su"), ["kim", "min", "su", "kimmin", "minsu"]);
        assert_eq!(spelt("عمر المصري"), ["amr", "msry"]);
        assert_eq!(spelt("😀 +63 917"), Vec::<String>::new());
        assert_eq!(words("Kim Min-su").1, 3);
        assert_eq!(words(&"a ".repeat(200)).1, 16);
    }

    #[test]
    fn bones_are_the_same_in_every_script() {
        for (one, other) in [
            ("Филипп", "Philip"),
            ("Александр", "Alexander"),
            ("Юлия", "Julia"),
            ("Михаил", "Michael"),
            ("Сергей", "Sergei"),
            ("Ковальский", "Kowalski"),
            ("محمد", "Mohammed"),
            ("ممدوح", "Mamdouh"),
            ("يوسف", "Yusuf"),
            ("عمر", "Omar"),
            ("فيليب", "Filip"),
            ("پ", "P"),
            ("פיליפ", "Filip"),
            ("สมชาย", "Somchai"),
        ] {
            assert!(
                !bones(one).is_disjoint(&bones(other)),
                "{one} {other}: {:?} {:?}",
                bones(one),
                bones(other)
            );
        }
        assert!(bones("Филипп").is_disjoint(&bones("Roberto")));
    }

    proptest! {
        #[test]
        fn any_text_has_words_that_can_be_looked_for(text in "\\PC{0,60}") {
            let (words, count) = words(&text);
            for word in words {
                prop_assert!(!word.spelt.is_empty() && word.stands_for < 1 << count);
                prop_assert!(!word.keys().is_empty());
            }
        }
    }
}
