//! Who is called so: mentions by the words of their names, for the search.
//!
//! In memory, beside what links mentions, and built with it: nothing of it is written anywhere, and no word stands in it. A
//! word that many have is held once, with 64 bits for each way it is found ([`super::spoken`]); a mention costs 4 bytes a
//! word and 8 for itself.

use super::spoken::{By, Script, WORDS as SLOTS, Word, words};
use model::{Mention, MentionRef, MentionRole, Report};
use std::collections::{BTreeSet, HashMap};

/// How well a word fits: the same spelling.
const SAME: u8 = 4;
/// The same sound, or the same in another script.
const SOUNDS: u8 = 3;
/// In another script, of one consonant.
const SHORT: u8 = 2;
/// Like it, and nothing without another word that fits better.
const LIKE: u8 = 1;
/// Places that are taken by nobody any more, beyond a quarter, after which all are numbered anew.
const ROOM: usize = 4_096;

/// Words of names with who has them.
#[derive(Default)]
pub struct Called {
    words: Vec<Known>,
    /// What each word is found by, with its place.
    keys: BTreeSet<(u64, u32)>,
    /// Mentions, by their keys; 0 where one is no more.
    mentions: Vec<u64>,
    /// Of each report: the place of its first mention, and how many there are.
    reports: HashMap<i64, (u32, u16)>,
    gone: usize,
}

/// A word that somebody is called.
struct Known {
    script: Script,
    /// Places of the mentions, ascending.
    mentions: Vec<u32>,
}

impl Called {
    /// Takes the names of a report in, instead of what it said before. Who told is nobody to look for.
    pub fn put(&mut self, no: i64, report: &Report) {
        self.remove(no);
        let Ok(first) = u32::try_from(self.mentions.len()) else { return };
        let mut place = first;
        for (position, mention) in report.mentions.iter().enumerate() {
            if mention.role == MentionRole::Reporter || mention.names.is_empty() {
                continue;
            }
            let (Some(key), Some(next)) = (MentionRef::new(no, position), place.checked_add(1)) else {
                break;
            };
            self.mentions.push(key.key());
            let known: BTreeSet<usize> =
                names(mention).flat_map(|name| words(name).0).map(|word| self.known(&word)).collect();
            for word in known {
                if let Some(word) = self.words.get_mut(word) {
                    word.mentions.push(place);
                }
            }
            place = next;
        }
        if place > first {
            self.reports.insert(no, (first, u16::try_from(place - first).unwrap_or(u16::MAX)));
        }
    }

    /// Takes the names of a report out.
    pub fn remove(&mut self, no: i64) {
        let Some((first, count)) = self.reports.remove(&no) else { return };
        let first = first as usize;
        for mention in self.mentions.iter_mut().skip(first).take(usize::from(count)) {
            *mention = 0;
        }
        self.gone += usize::from(count);
        if self.gone > self.mentions.len() / 4 + ROOM {
            self.number_anew();
        }
    }

    /// The place of a word, which is made where nobody had it.
    fn known(&mut self, word: &Word) -> usize {
        let same = {
            let of = |at: &usize| self.words.get(*at).is_some_and(|known| known.script == word.script);
            self.at(word.spelling()).find(of)
        };
        same.unwrap_or_else(|| {
            let at = self.words.len();
            self.words.push(Known { script: word.script, mentions: Vec::new() });
            if let Ok(at) = u32::try_from(at) {
                self.keys.extend(word.keys().into_iter().map(|(_, key)| (key, at)));
            }
            at
        })
    }

    /// Places of the words that are found by this.
    fn at(&self, key: u64) -> impl Iterator<Item = usize> {
        self.keys.range((key, 0)..=(key, u32::MAX)).map(|(_, at)| *at as usize)
    }

    /// Leaves out who is gone, and words that nobody has any more.
    fn number_anew(&mut self) {
        let mut now = Vec::with_capacity(self.mentions.len());
        let mut place = 0;
        for mention in &self.mentions {
            now.push((*mention != 0).then_some(place));
            place += u32::from(*mention != 0);
        }
        let now = |old: u32| now.get(old as usize).copied().flatten();
        for word in &mut self.words {
            word.mentions = word.mentions.iter().filter_map(|old| now(*old)).collect();
        }
        for (first, _) in self.reports.values_mut() {
            *first = now(*first).unwrap_or(u32::MAX);
        }
        let words = &self.words;
        self.keys.retain(|(_, at)| words.get(*at as usize).is_some_and(|word| !word.mentions.is_empty()));
        self.mentions.retain(|mention| *mention != 0);
        self.gone = 0;
    }

    /// Mentions of a like name, of those that are seen, the likest first. Of a name of three words or more one may be
    /// missing: not everybody says all of them.
    pub fn find(&self, name: &str, seen: impl Fn(u64) -> bool) -> Vec<u64> {
        let (asked, count) = words(name);
        let count = count as usize;
        let needed = if count > 2 { count - 1 } else { count };
        if needed == 0 {
            return Vec::new();
        }
        let mut like: Vec<(u32, u8, &[u32])> = Vec::new();
        for word in &asked {
            let known = self.like(word).into_iter();
            let known = known.filter_map(|(at, fit)| Some((fit, self.words.get(at)?.mentions.as_slice())));
            like.extend(known.map(|(fit, mentions)| (word.stands_for, fit, mentions)));
        }
        // Whoever fits has one of the words that fewest have, or of the two where one may be missing: the others are only
        // looked for among these.
        let having = |slot: u32| -> usize {
            let of = like.iter().filter(|(stands_for, ..)| stands_for & (1 << slot) != 0);
            of.map(|(.., mentions)| mentions.len()).sum()
        };
        let mut slots: Vec<u32> = (0..u32::try_from(count).unwrap_or(0)).collect();
        slots.sort_by_key(|slot| having(*slot));
        let rare: u32 = slots.iter().take(count - needed + 1).map(|slot| 1 << slot).sum();
        let (first, rest): (Vec<_>, Vec<_>) = like.into_iter().partition(|one| one.0 & rare != 0);
        let mut fits: HashMap<u32, [u8; SLOTS]> = HashMap::new();
        for (stands_for, fit, mentions) in first {
            for place in mentions {
                let key = self.mentions.get(*place as usize).copied().unwrap_or_default();
                if key != 0 && seen(key) {
                    put(fits.entry(*place).or_default(), stands_for, fit);
                }
            }
        }
        for (stands_for, fit, mentions) in rest {
            if fits.len() < mentions.len() / 16 {
                let having = fits.iter_mut().filter(|(place, _)| mentions.binary_search(place).is_ok());
                having.for_each(|(_, slots)| put(slots, stands_for, fit));
            } else {
                for place in mentions {
                    if let Some(slots) = fits.get_mut(place) {
                        put(slots, stands_for, fit);
                    }
                }
            }
        }
        let mut found: Vec<(usize, u64)> = fits
            .into_iter()
            .filter_map(|(place, slots)| {
                let sum: usize = slots.iter().map(|fit| usize::from(*fit)).sum();
                let fitting = slots.iter().filter(|fit| **fit > 0).count();
                let key = self.mentions.get(place as usize)?;
                (fitting >= needed && sum >= 2 * needed).then_some((sum, *key))
            })
            .collect();
        found.sort_unstable_by_key(|(sum, key)| (std::cmp::Reverse(*sum), *key));
        found.into_iter().map(|(_, key)| key).collect()
    }

    /// Words like this one, with how well each fits.
    fn like(&self, word: &Word) -> HashMap<usize, u8> {
        let mut like = HashMap::new();
        for (by, key) in word.keys() {
            for at in self.at(key) {
                let Some(known) = self.words.get(at) else { continue };
                let fit = match by {
                    By::Spelling => SAME,
                    By::Sound => SOUNDS,
                    By::Bones(1) if known.script != word.script => SHORT,
                    By::Bones(_) if known.script != word.script => SOUNDS,
                    By::Bones(_) | By::Nearly => LIKE,
                };
                let best = like.entry(at).or_default();
                *best = fit.max(*best);
            }
        }
        like
    }
}

/// Notes how well a mention fits the words of the name that this stands for.
fn put(slots: &mut [u8; SLOTS], stands_for: u32, fit: u8) {
    for (at, slot) in (0_u32..).zip(slots) {
        if stands_for & (1 << at) != 0 {
            *slot = fit.max(*slot);
        }
    }
}

/// Every name of a mention, as far as it says any.
fn names(mention: &Mention) -> impl Iterator<Item = &str> {
    mention
        .names
        .iter()
        .flat_map(|name| [&name.full, &name.given, &name.middle, &name.family].into_iter().flatten())
        .filter_map(|name| model::known(name.reveal()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Channel, PersonName};

    fn report(names: &[(MentionRole, &str)]) -> Report {
        let mut report = Report::new("hotline".parse().unwrap(), Channel::Hotline);
        report.mentions = names
            .iter()
            .map(|(role, name)| Mention {
                role: *role,
                names: vec![PersonName { full: Some((*name).into()), ..PersonName::default() }],
                ..Mention::default()
            })
            .collect();
        report
    }

    fn called(names: &[&str]) -> Called {
        let mut called = Called::default();
        for (no, name) in (1..).zip(names) {
            called.put(no, &report(&[(MentionRole::Other, name)]));
        }
        called
    }

    fn found(called: &Called, name: &str) -> Vec<i64> {
        called.find(name, |_| true).into_iter().map(|key| MentionRef::of_key(key).report_no).collect()
    }

    #[test]
    fn names_are_found_by_sound_and_in_every_script() {
        let called = called(&[
            "Philip Cruz",
            "Филипп Крус",
            "Kim Min-su",
            "محمد المصري",
            "Suharto",
            "Maria Clara Pangilinan",
            "Lee Young-hee",
            "김민수",
        ]);
        assert_eq!(found(&called, "Filip Cruz"), [1, 2]);
        assert_eq!(found(&called, "крус филип"), [2, 1], "in any order");
        assert_eq!(found(&called, "Kim Minsu"), [3, 8]);
        assert_eq!(found(&called, "김민수"), [8, 3]);
        assert_eq!(found(&called, "이영희"), [7]);
        assert_eq!(found(&called, "Muhammad Al-Masri"), [4]);
        assert_eq!(found(&called, "suharto"), [5], "one word is a name");
        assert_eq!(found(&called, "Soeharto"), [5], "by its sound");
        assert_eq!(found(&called, "Chuharto"), Vec::<i64>::new(), "bones alone are too little");
        assert_eq!(found(&called, "Maria Pangalinan"), [6], "another spelling");
        assert_eq!(found(&called, "Maria Pangilnan"), [6], "a letter less");
        assert_eq!(found(&called, "Maria Santos Pangilinan"), [6], "one word of three is another");
        assert_eq!(found(&called, "Maria Santos"), Vec::<i64>::new());
        assert_eq!(found(&called, "Nobody"), Vec::<i64>::new());
        assert_eq!(found(&called, ""), Vec::<i64>::new());
    }

    #[test]
    fn the_likest_come_first_and_who_told_is_not_looked_for() {
        let mut called = called(&["Filip Kruz", "Philip Cruz", "Filip Cruz"]);
        assert_eq!(found(&called, "Filip Cruz"), [3, 1, 2]);
        called
            .put(9, &report(&[(MentionRole::Reporter, "Filip Cruz"), (MentionRole::Witness, "Filip Cruz")]));
        let all = called.find("Filip Cruz", |_| true);
        let told = MentionRef::new(9, 0).unwrap().key();
        assert!(!all.contains(&told) && all.contains(&MentionRef::new(9, 1).unwrap().key()));
    }

    #[test]
    fn what_is_not_seen_is_not_found() {
        let called = called(&["Suharto", "Suharto"]);
        let second = MentionRef::new(2, 0).unwrap().key();
        assert_eq!(called.find("Suharto", |key| key == second), [second]);
    }

    #[test]
    fn what_a_report_said_before_is_forgotten() {
        let mut called = called(&["Amihan Quizon", "Bituin Laxamana"]);
        called.put(1, &report(&[(MentionRole::Child, "Corazon Ocampo")]));
        assert_eq!((found(&called, "Amihan Quizon"), found(&called, "Corazon Ocampo")), (vec![], vec![1]));
        for _ in 0..3 * ROOM {
            called.put(
                1,
                &report(&[(MentionRole::Child, "Dalisay Pangilinan"), (MentionRole::Other, "Suharto")]),
            );
        }
        assert!(called.mentions.len() <= 2 * ROOM, "places are given again: {}", called.mentions.len());
        assert_eq!(found(&called, "Suharto"), [1]);
        assert_eq!(found(&called, "Bituin Laxamana"), [2]);
        called.remove(1);
        called.number_anew();
        assert_eq!((found(&called, "Suharto"), found(&called, "Bituin Laxamana")), (vec![], vec![2]));
        let words = called.keys.iter().map(|(_, at)| at).collect::<BTreeSet<_>>().len();
        assert_eq!(words, 2, "words that nobody has are forgotten");
    }
}
