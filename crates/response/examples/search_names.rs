//! What the search by name costs: memory a mention and time a search, over names that nobody has.
//!
//! ```text
//! cargo run --release -p tanglaw-response --example search_names -- 100000
//! ```
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a measurement"
)]

use model::{Channel, Mention, MentionRole, PersonName, Report};
use rand::{Rng, RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;
use response::linking::Called;
use std::time::Instant;

/// Mentions of a report.
const OF_A_REPORT: usize = 2;
const SEARCHES: usize = 2_000;

/// Words as names have them: a few that many have, many that few have; one in ten in another script.
struct Words {
    given: Vec<String>,
    family: Vec<String>,
}

fn word(dice: &mut impl Rng, syllables: usize) -> String {
    const BEGIN: [&str; 18] =
        ["b", "d", "k", "l", "m", "n", "p", "r", "s", "t", "g", "h", "j", "ch", "f", "v", "z", ""];
    const SOUND: [&str; 8] = ["a", "e", "i", "o", "u", "an", "ar", "in"];
    const OTHER: [&str; 8] = ["бо", "ди", "ка", "ли", "ма", "не", "ро", "су"];
    let other = dice.random_range(0..10) == 0;
    let syllable = |dice: &mut _| {
        if other {
            return pick(dice, &OTHER).to_owned();
        }
        format!("{}{}", pick(dice, &BEGIN), pick(dice, &SOUND))
    };
    (0..syllables).map(|_| syllable(dice)).collect()
}

fn pick<'a>(dice: &mut impl Rng, of: &[&'a str]) -> &'a str {
    of[dice.random_range(0..of.len())]
}

impl Words {
    fn new(dice: &mut impl Rng) -> Self {
        Self {
            given: (0..2_000).map(|_| word(dice, 2)).collect(),
            family: (0..20_000).map(|_| word(dice, 3)).collect(),
        }
    }

    /// A name, the first words of each list more often than the last.
    fn name(&self, dice: &mut impl Rng) -> String {
        let mut of = |words: &[String]| {
            let at: f64 = dice.random();
            words[(at * at * at * words.len() as f64) as usize].clone()
        };
        let (given, middle, family) = (of(&self.given), of(&self.given), of(&self.family));
        match dice.random_range(0..10) {
            0 => given,
            1..4 => format!("{given} {middle} {family}"),
            _ => format!("{given} {family}"),
        }
    }
}

/// Memory that the process holds, in bytes.
fn held() -> f64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap();
    text.split(' ').nth(1).unwrap().parse::<f64>().unwrap() * 4_096.0
}

fn main() {
    let mentions: usize = std::env::args().nth(1).map_or(100_000, |text| text.parse().unwrap());
    let mut dice = ChaCha20Rng::seed_from_u64(7);
    let words = Words::new(&mut dice);
    let mut called = Called::default();
    let (before, began) = (held(), Instant::now());
    let mut report = Report::new("synthetic".parse().unwrap(), Channel::Other);
    for no in 0..mentions / OF_A_REPORT {
        report.mentions.clear();
        for _ in 0..OF_A_REPORT {
            let name = PersonName { full: Some(words.name(&mut dice).into()), ..PersonName::default() };
            report.mentions.push(Mention {
                role: MentionRole::Other,
                names: vec![name],
                ..Mention::default()
            });
        }
        called.put(i64::try_from(no).unwrap() + 1, &report);
    }
    let built = began.elapsed().as_secs_f64();
    let bytes = (held() - before) / mentions as f64;
    println!("{mentions} mentions: taken in within {built:.2} s, {bytes:.0} bytes a mention");
    for (what, seen) in [("everything seen", 1), ("one report of a hundred seen", 100)] {
        let mut took = Vec::with_capacity(SEARCHES);
        let mut found = 0;
        for _ in 0..SEARCHES {
            let name = words.name(&mut dice);
            let began = Instant::now();
            found += called.find(&name, |key| (key >> 16) % seen == 0).len();
            took.push(began.elapsed().as_secs_f64() * 1_000.0);
        }
        took.sort_by(f64::total_cmp);
        let at = |share: f64| took[(share * (SEARCHES - 1) as f64) as usize];
        let (half, most, worst) = (at(0.5), at(0.99), at(1.0));
        let each = found as f64 / SEARCHES as f64;
        println!(
            "{what}: p50 {half:.2} ms, p99 {most:.2} ms, worst {worst:.2} ms; {each:.0} mentions a search"
        );
    }
}
