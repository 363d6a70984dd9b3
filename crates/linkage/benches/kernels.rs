//! Time of one comparison: one prepared text against many, as within a block. The `rapidfuzz` crate does the same in the
//! same run, so that the ratio holds on any machine.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use linkage::kernel::{Bag, Probe};
use rapidfuzz::distance::{damerau_levenshtein, jaro_winkler, levenshtein};
use std::hint::black_box;

/// Texts compared with each probe.
const OTHERS: usize = 512;
/// Probes.
const PROBES: usize = 16;

/// Numbers that only look random (xorshift, Marsaglia 2003, J. Stat. Softw. 8:14): the same texts in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap_or(0)
    }
    fn one_of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }

    /// Three syllables of two or three letters.
    fn name(&mut self) -> String {
        const FIRST: &[&str] = &["ma", "san", "cor", "del", "ro", "vil", "ba", "ca", "le", "gar", "po", "ni"];
        const NEXT: &[&str] = &["ri", "ta", "ga", "do", "la", "mi", "ro", "na", "ve", "li", "so", "gu"];
        const LAST: &[&str] = &["na", "za", "do", "res", "lo", "nez", "as", "no", "to", "ra"];
        [self.one_of(FIRST), self.one_of(NEXT), self.one_of(LAST)].concat()
    }
    fn mail(&mut self) -> String {
        const HOSTS: &[&str] = &["example.org", "example.com", "mail.example"];
        format!("{}.{}{}@{}", self.name(), self.name(), self.below(100), self.one_of(HOSTS))
    }
    fn phone(&mut self) -> String {
        format!("639{:09}", self.below(1_000_000_000))
    }
    fn day(&mut self) -> String {
        format!("{}-{:02}-{:02}", 1950 + self.below(60), 1 + self.below(12), 1 + self.below(28))
    }
}

struct Texts {
    probes: Vec<String>,
    others: Vec<(String, Bag)>,
}

impl Texts {
    fn new(mut next: impl FnMut() -> String) -> Self {
        let probes = (0..PROBES).map(|_| next()).collect();
        let others =
            (0..OTHERS).map(|_| next()).map(|text| (text.clone(), Bag::of(text.as_bytes()))).collect();
        Self { probes, others }
    }

    /// Time of all pairs, by both ways.
    fn measure(
        &self,
        criterion: &mut Criterion,
        name: &str,
        mut ours: impl FnMut(&mut Probe, &[u8], Bag) -> bool,
        theirs: impl Fn(&str) -> Box<dyn Fn(&str) -> bool>,
    ) {
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Elements((PROBES * OTHERS) as u64));
        group.bench_function("linkage", |bencher| {
            let mut probe = Probe::default();
            bencher.iter(|| {
                let mut found = 0;
                for text in &self.probes {
                    probe.set(text.as_bytes());
                    for (other, bag) in &self.others {
                        found += usize::from(ours(&mut probe, black_box(other.as_bytes()), *bag));
                    }
                }
                found
            });
        });
        group.bench_function("rapidfuzz", |bencher| {
            bencher.iter(|| {
                let mut found = 0;
                for text in &self.probes {
                    let compare = theirs(text);
                    found += self.others.iter().filter(|(other, _)| compare(black_box(other))).count();
                }
                found
            });
        });
        group.finish();
    }
}

fn similar(least: f64) -> impl Fn(&str) -> Box<dyn Fn(&str) -> bool> {
    move |text| {
        let prepared = jaro_winkler::BatchComparator::new(text.bytes());
        let cutoff = jaro_winkler::Args::default().score_cutoff(least);
        Box::new(move |other| prepared.similarity_with_args(other.bytes(), &cutoff).is_some())
    }
}

fn kernels(criterion: &mut Criterion) {
    let mut numbers = Numbers(88_172_645_463_325_252);
    let names = Texts::new(|| numbers.name());
    let mails = Texts::new(|| numbers.mail());
    let phones = Texts::new(|| numbers.phone());
    let days = Texts::new(|| numbers.day());

    for least in [0.7, 0.88] {
        names.measure(
            criterion,
            &format!("names, jaro_winkler >= {least}"),
            |probe, other, bag| probe.jaro_winkler_at_least(other, bag, least).is_some(),
            similar(least),
        );
    }
    mails.measure(
        criterion,
        "mail addresses, jaro_winkler >= 0.88",
        |probe, other, bag| probe.jaro_winkler_at_least(other, bag, 0.88).is_some(),
        similar(0.88),
    );
    phones.measure(
        criterion,
        "telephone numbers, levenshtein <= 2",
        |probe, other, bag| probe.levenshtein_within(other, bag, 2).is_some(),
        |text| {
            let prepared = levenshtein::BatchComparator::new(text.bytes());
            let cutoff = levenshtein::Args::default().score_cutoff(2);
            Box::new(move |other| prepared.distance_with_args(other.bytes(), &cutoff).is_some())
        },
    );
    names.measure(
        criterion,
        "names, levenshtein <= 2",
        |probe, other, bag| probe.levenshtein_within(other, bag, 2).is_some(),
        |text| {
            let prepared = levenshtein::BatchComparator::new(text.bytes());
            let cutoff = levenshtein::Args::default().score_cutoff(2);
            Box::new(move |other| prepared.distance_with_args(other.bytes(), &cutoff).is_some())
        },
    );
    for most in [1, 2] {
        days.measure(
            criterion,
            &format!("days as text, damerau <= {most}"),
            |probe, other, bag| probe.damerau_within(other, bag, most).is_some(),
            |text| {
                let prepared = damerau_levenshtein::BatchComparator::new(text.bytes());
                let cutoff = damerau_levenshtein::Args::default().score_cutoff(most as usize);
                Box::new(move |other| prepared.distance_with_args(other.bytes(), &cutoff).is_some())
            },
        );
    }
}

criterion_group!(benches, kernels);
criterion_main!(benches);
