//! Payments whose outcome is known: files, and who turned out to be involved.

use super::{
    input::{self, Table},
    rejects::SetAside,
};
use crate::cli::payments::{Backtest, Input};
use anyhow::Context;
use payments::{
    Kind, Land, NONE, Payment,
    backtest::{Paid, Truth},
    pack::Pack,
    read::{Columns, PaymentFile},
    scan::{Source, scan},
    subject::{HitsInOrder, Side},
};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
};

/// One day in milliseconds.
const DAY: i64 = 86_400_000;

/// What a decided case says of a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    OffendingPayer,
    CoercedPayer,
    Payee,
}

impl Part {
    fn from_code(code: &str) -> Option<Self> {
        match code {
            "offending-payer" => Some(Self::OffendingPayer),
            "coerced-payer" => Some(Self::CoercedPayer),
            "payee" => Some(Self::Payee),
            _ => None,
        }
    }
}

/// Where the payments are.
enum Kept<'c> {
    /// In Parquet files, which are read anew for each pack.
    Files(Vec<PaymentFile<'c>>),
    /// In memory.
    Rows(Box<Table>),
}

/// Payments with their truth.
pub(super) struct Given<'c> {
    kept: Kept<'c>,
    pub(super) truth: Decided,
    /// Rows that could not be taken.
    pub(super) set_aside: u64,
}

/// Who was involved, and what is told of everybody else.
#[derive(Default)]
pub(super) struct Decided {
    involved: HashSet<(Side, u32)>,
    /// Which of them are in the payments.
    seen: HashSet<(Side, u32)>,
    offenders: Vec<u32>,
    series: HashMap<u32, Vec<Paid>>,
    /// Of each payer the countries of the first payment read.
    corridors: HashMap<u32, (Land, Land)>,
    rows: u64,
    between: Option<(i64, i64)>,
}

/// The lines of decided cases: the key of a party, and its part.
fn cases(path: &Path) -> anyhow::Result<Vec<(String, Part)>> {
    let shown = path.display().to_string();
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(path).with_context(|| shown.clone())?;
    let head = reader.headers().with_context(|| shown.clone())?;
    anyhow::ensure!(head.iter().eq(["party", "part"]), "{shown}: line 1: the header is `party,part`");
    let mut cases = Vec::new();
    for line in reader.records() {
        let line = line.with_context(|| shown.clone())?;
        let at = line.position().map_or(0, csv::Position::line);
        let (party, part) = (line.get(0).unwrap_or_default(), line.get(1).unwrap_or_default());
        anyhow::ensure!(!party.is_empty(), "{shown}: line {at}, party: there is none");
        let part = Part::from_code(part).with_context(|| {
            format!("{shown}: line {at}, part: expected offending-payer, coerced-payer or payee")
        })?;
        cases.push((party.to_owned(), part));
    }
    Ok(cases)
}

/// What was typed, as the input of the other commands.
pub(super) fn input_of(typed: &Backtest, threads: usize) -> anyhow::Result<Input> {
    let mut input = Input {
        files: typed.files.clone(),
        columns: typed.columns.clone(),
        rates: typed.rates.clone(),
        reference: typed.reference.clone(),
        zones: typed.zones.clone(),
        rejects: typed.rejects.clone(),
        pack: None,
        packs: None,
        known: None,
        separate_numbers: typed.separate_numbers,
        threads,
    };
    super::prepare(&mut input)?;
    Ok(input)
}

impl<'c> Given<'c> {
    /// Reads the payments once for who pays whom, and the decided cases.
    pub(super) fn read(given: &Input, columns: &'c Columns, path: &Path) -> anyhow::Result<Self> {
        let cases = cases(path)?;
        let (kept, mut aside) = if let Some(files) = input::all_parquet(given, columns)? {
            (Kept::Files(files), SetAside::default())
        } else {
            let mut table = input::table(given, false)?;
            let aside = std::mem::take(&mut table.aside);
            (Kept::Rows(Box::new(table)), aside)
        };
        let mut truth = Decided::default();
        let mut unknown = 0;
        for (key, part) in cases {
            let table = match &kept {
                Kept::Files(_) => None,
                Kept::Rows(table) => Some(&**table),
            };
            let mut numbers = input::numbers(table, &key);
            numbers.retain(|number| *number != NONE);
            unknown += usize::from(numbers.is_empty());
            for number in numbers {
                truth.decide(number, part);
            }
        }
        truth.offenders.sort_unstable();
        truth.offenders.dedup();
        let mut ids = HashSet::new();
        match &kept {
            Kept::Files(files) => {
                for (file, path) in files.iter().zip(&given.files) {
                    let apart = file.tells_apart();
                    file.read(&mut |row| match row {
                        Ok(payment) => truth.see(&payment, apart, &mut ids),
                        Err(bad) => aside.push(&path.display().to_string(), columns.reject(bad)),
                    })?;
                }
            }
            Kept::Rows(table) => table.rows.iter().for_each(|payment| truth.see(payment, true, &mut ids)),
        }
        truth.series.values_mut().for_each(|series| series.sort_by_key(|paid| paid.at));
        unknown += truth.involved.len() - truth.seen.len();
        if unknown > 0 {
            eprintln!("{unknown} decided parties are in none of the payments");
        }
        aside.tell(given)?;
        Ok(Self { kept, truth, set_aside: aside.count() })
    }

    /// What fires by a pack.
    pub(super) fn hits(&self, pack: &Pack, threads: usize) -> anyhow::Result<HitsInOrder> {
        let source = match &self.kept {
            Kept::Files(files) => Source::Files(files),
            Kept::Rows(table) => Source::Rows(&table.rows),
        };
        Ok(scan(&source, pack, threads)?.hits)
    }
}

impl Decided {
    fn decide(&mut self, party: u32, part: Part) {
        let side = if part == Part::Payee { Side::Payee } else { Side::Payer };
        self.involved.insert((side, party));
        if part == Part::OffendingPayer {
            self.offenders.push(party);
        }
    }

    /// Takes a payment in; one of an offending payer that was handed over again counts once.
    fn see(&mut self, payment: &Payment, apart: bool, ids: &mut HashSet<u64>) {
        self.rows += 1;
        if payment.kind != Kind::Transfer || payment.recipient == NONE {
            return;
        }
        let (first, last) = self.between.get_or_insert((payment.at, payment.at));
        (*first, *last) = ((*first).min(payment.at), (*last).max(payment.at));
        self.corridors.entry(payment.sender).or_insert((payment.sender_country, payment.recipient_country));
        for party in [(Side::Payer, payment.sender), (Side::Payee, payment.recipient)] {
            if self.involved.contains(&party) {
                self.seen.insert(party);
            }
        }
        let offends = self.offenders.binary_search(&payment.sender).is_ok();
        if offends && (!apart || ids.insert(payment.id)) {
            let paid = Paid { at: payment.at, amount: payment.amount, recipient: payment.recipient };
            self.series.entry(payment.sender).or_default().push(paid);
        }
    }

    /// Payments read.
    pub(super) const fn rows(&self) -> u64 {
        self.rows
    }

    /// Who paid somebody.
    pub(super) fn payers(&self) -> usize {
        self.corridors.len()
    }

    fn corridor((from, to): (Land, Land)) -> String {
        format!("corridor {}-{}", from.letters(), to.letters())
    }
}

impl Truth for Decided {
    fn is_involved(&self, side: Side, party: u32) -> bool {
        self.involved.contains(&(side, party))
    }

    fn involved(&self, side: Side) -> u64 {
        self.involved.iter().filter(|(known, _)| *known == side).count() as u64
    }

    fn offenders(&self) -> &[u32] {
        &self.offenders
    }

    fn payments(&self, party: u32) -> &[Paid] {
        self.series.get(&party).map_or(&[], Vec::as_slice)
    }

    fn groups(&self, party: u32) -> Vec<String> {
        // Nationality stands in no file of payments.
        self.corridors.get(&party).map(|countries| vec![Self::corridor(*countries)]).unwrap_or_default()
    }

    fn group_sizes(&self) -> BTreeMap<String, u64> {
        let mut sizes = BTreeMap::new();
        for countries in self.corridors.values() {
            *sizes.entry(Self::corridor(*countries)).or_default() += 1;
        }
        sizes
    }

    fn days(&self) -> i64 {
        self.between.map_or(1, |(first, last)| last.div_euclid(DAY) - first.div_euclid(DAY) + 1)
    }
}
