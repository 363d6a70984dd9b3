//! Files of payments of any kind, as payments: what a file is tells its content.

use super::{
    file::{FileKind, kind, open},
    rejects::SetAside,
};
use crate::cli::payments::Input;
use anyhow::{Context, bail};
use payments::{
    Kind, NONE, Payment, PaymentsError,
    around::{Around, Bound},
    pack::Pack,
    read::{
        Columns, CsvReader, Currency, Draft, Money, Normaliser, PaymentFile, Rates, Reject, Settled,
        Statuses, mt103, pacs008,
    },
};
use std::{
    fs,
    io::{BufReader, Read},
    path::Path,
};

/// Most payments that are kept in memory at once, from files of words.
const MOST_ROWS: usize = 50_000_000;

/// The names of a payment's parties, kept only where a report needs them.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) reference: String,
    pub(super) sender: model::Personal,
    pub(super) recipient: model::Personal,
    /// What was sent, or what landed where nothing else is known.
    pub(super) sent: Option<Money>,
}

/// Payments from files of words.
pub(super) struct Table {
    pub(super) rows: Vec<Payment>,
    pub(super) normaliser: Normaliser,
    pub(super) aside: SetAside,
    /// By row, where it was asked for.
    pub(super) named: Vec<Named>,
}

/// The rates of the input.
fn rates(input: &Input) -> anyhow::Result<Rates> {
    let reference = Currency::new(&input.reference)
        .with_context(|| format!("--reference {:?} is no currency of three letters", input.reference))?;
    match &input.rates {
        None => Ok(Rates::only(reference)),
        Some(path) => {
            let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
            Ok(Rates::from_csv(&text, reference, &path.display().to_string())?)
        }
    }
}

impl Table {
    /// Numbers of the parties that a key can mean as somebody types it.
    pub(super) fn meant(&self, key: &str) -> Vec<u32> {
        self.normaliser.parties.meant(key, &self.normaliser.institutions)
    }

    /// The one party that a key means.
    pub(super) fn party(&self, key: &str) -> anyhow::Result<u32> {
        match self.meant(key).as_slice() {
            [one] => Ok(*one),
            [] => bail!("no payment names the party; write the key exactly as the files do"),
            _ => bail!(
                "several institutions have a party of this key; give the files of one institution, or a telephone number with its country (+63 …)"
            ),
        }
    }

    /// The institution of a payment.
    pub(super) fn institution(&self, payment: &Payment) -> &str {
        let name = self.normaliser.institutions.name(u32::from(payment.institution));
        name.filter(|name| !name.is_empty()).unwrap_or("unknown")
    }
}

/// What makes payments of the words of the input: its rates, and the zones declared for it.
pub(super) fn normaliser(input: &Input) -> anyhow::Result<Normaliser> {
    let mut normaliser = Normaliser::new(rates(input)?);
    for declared in &input.zones {
        let told = || format!("--zone {declared:?} is no country and zone, such as US=America/New_York");
        let (land, zone) = declared.split_once('=').with_context(told)?;
        let land: model::Country = land.trim().parse().ok().with_context(told)?;
        normaliser.zone_of(land.into(), zone.trim()).with_context(told)?;
    }
    Ok(normaliser)
}

/// Reads every file that is no Parquet, in the order typed.
pub(super) fn table(input: &Input, names: bool) -> anyhow::Result<Table> {
    let mut table = Table {
        rows: Vec::new(),
        normaliser: normaliser(input)?,
        aside: SetAside::default(),
        named: Vec::new(),
    };
    read_into(input, names, &mut table)?;
    Ok(table)
}

/// Reads into a table whose dictionaries may already know parties.
pub(super) fn read_into(input: &Input, names: bool, table: &mut Table) -> anyhow::Result<()> {
    let mut statuses = Statuses::default();
    let (mut kinds, mut broken) = (Vec::new(), Broken::default());
    for path in &input.files {
        let kind = kind(path)?;
        kinds.push(kind);
        if kind == FileKind::Pacs002 {
            let read = statuses.read(BufReader::new(open(path)?), &path.display().to_string());
            broken.or(read, &mut table.aside)?;
        }
    }
    let columns = match &input.columns {
        Some(path) if kinds.contains(&FileKind::Csv) => {
            let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
            Some(CsvReader::from_toml(&text, &path.display().to_string())?)
        }
        _ => None,
    };
    for (path, kind) in input.files.iter().zip(kinds) {
        let name = path.display().to_string();
        let mut full = false;
        let mut take = |row: Result<(u64, Draft), Reject>| {
            full |= table.rows.len() >= MOST_ROWS;
            if full {
                return;
            }
            let taken = row.and_then(|(line, mut draft)| {
                match statuses.of(&draft.originals) {
                    Some(Settled::No) => (draft.kind, draft.version) = (Kind::Withdrawn, u16::MAX),
                    Some(Settled::Open) => return Ok(None),
                    Some(Settled::Yes) | None => {}
                }
                let payment = table.normaliser.payment(&draft).map_err(|(column, problem)| Reject {
                    line,
                    column: column.to_owned(),
                    problem,
                })?;
                Ok(Some((payment, draft)))
            });
            match taken {
                Ok(None) => table.aside.pending += 1,
                Ok(Some((payment, draft))) => {
                    table.rows.push(payment);
                    if names {
                        table.named.push(Named {
                            reference: draft.reference,
                            sender: draft.sender_name,
                            recipient: draft.recipient_name,
                            sent: draft.sent.or(draft.landed),
                        });
                    }
                }
                Err(reject) => table.aside.push(&name, reject),
            }
        };
        let read = match kind {
            FileKind::Csv => {
                let Some(columns) = &columns else {
                    bail!(
                        "{name}: a CSV file needs a column map: name it with --columns (see docs/payments.md)"
                    );
                };
                columns.read(BufReader::with_capacity(1 << 17, open(path)?), &name, &mut take)
            }
            FileKind::Pacs008 => pacs008(BufReader::with_capacity(1 << 17, open(path)?), &name, &mut take),
            FileKind::Mt103 => {
                let mut text = String::new();
                let read = open(path)?.read_to_string(&mut text);
                read.map(|_| mt103(&text, &mut take)).map_err(|error| PaymentsError::file(path, error))
            }
            FileKind::Pacs002 => Ok(()),
            FileKind::Parquet => {
                parquet_into(input, path, names, table)?;
                Ok(())
            }
        };
        broken.or(read, &mut table.aside)?;
        anyhow::ensure!(
            !full,
            "{name}: more than {MOST_ROWS} payments in files of words; give them as Parquet"
        );
    }
    broken.unless(!table.rows.is_empty())
}

/// Files that could be read in part or not at all. They are told like rows; the other files go in.
#[derive(Default)]
struct Broken(Option<PaymentsError>);

impl Broken {
    /// Takes note of a broken file. What is wrong with the map or the settings ends the run: it would be wrong with every file.
    fn or(&mut self, read: Result<(), PaymentsError>, aside: &mut SetAside) -> anyhow::Result<()> {
        let Err(error) = read else { return Ok(()) };
        let (path, line, problem) = match &error {
            PaymentsError::Broken { path, line, problem } => (path, *line, problem),
            PaymentsError::File { path, problem } => (path, 1, problem),
            _ => return Err(error.into()),
        };
        let problem = format!("{problem}; what stands before it went in, the rest of the file did not");
        aside.push(path, Reject { line, column: "the whole file".into(), problem });
        self.0.get_or_insert(error);
        Ok(())
    }

    /// Where nothing could be read at all the first fault is what is told.
    fn unless(self, anything: bool) -> anyhow::Result<()> {
        match self.0 {
            Some(error) if !anything => Err(error.into()),
            _ => Ok(()),
        }
    }
}

/// Reads a Parquet file beside others: its parties and institutions are numbers, which become names of the dictionaries.
fn parquet_into(input: &Input, path: &Path, names: bool, table: &mut Table) -> anyhow::Result<()> {
    let shown = path.display().to_string();
    anyhow::ensure!(
        !input.separate_numbers || input.files.len() == 1,
        "{shown}: senders and recipients that are numbered apart can be told only where one file is read alone"
    );
    let columns = parquet_columns(input)?;
    let file = PaymentFile::open(path, &columns)?;
    let apart = file.tells_apart();
    let (Table { rows, normaliser, aside, named }, mut failed) = (table, None);
    let party = |parties: &mut payments::parties::Parties, number: u32, side: &str| match number {
        NONE => Ok(NONE),
        _ if input.separate_numbers => parties.number(&format!("{side} {number}")),
        _ => parties.number(&number.to_string()),
    };
    file.read(&mut |row| match row {
        Err(bad) => aside.push(&shown, columns.reject(bad)),
        Ok(_) if rows.len() >= MOST_ROWS || failed.is_some() => {
            failed.get_or_insert_with(|| {
                anyhow::anyhow!("{shown}: more than {MOST_ROWS} payments in several files")
            });
        }
        Ok(mut payment) => {
            let mut number = || -> Result<(), payments::PaymentsError> {
                payment.sender = party(&mut normaliser.parties, payment.sender, "sender")?;
                payment.recipient = party(&mut normaliser.parties, payment.recipient, "recipient")?;
                let institution = normaliser.institutions.number(&payment.institution.to_string())?;
                payment.institution = u16::try_from(institution).unwrap_or(u16::MAX);
                Ok(())
            };
            if let Err(error) = number() {
                failed = Some(error.into());
                return;
            }
            let reference = payment.id.to_string();
            if !apart {
                // Rows without a number of their own are numbered over all files, apart from the hashes of references.
                payment.id = rows.len() as u64;
            }
            rows.push(payment);
            if names {
                let nobody = model::Personal::default();
                named.push(Named { reference, sender: nobody.clone(), recipient: nobody, sent: None });
            }
        }
    })?;
    failed.map_or(Ok(()), Err)
}

/// The columns of Parquet files: what --columns says, or their usual names where it is the map of CSV files beside them.
pub(super) fn parquet_columns(input: &Input) -> anyhow::Result<Columns> {
    let mut kinds = Vec::new();
    for path in &input.files {
        kinds.push(kind(path)?);
    }
    let of_csv = kinds.contains(&FileKind::Csv) || !kinds.contains(&FileKind::Parquet);
    match input.columns.as_ref().filter(|_| !of_csv) {
        None => Ok(Columns::default()),
        Some(path) => {
            let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
            Columns::from_toml(&text, &path.display().to_string()).map_err(Into::into)
        }
    }
}

/// The one Parquet file of the input, if it is one alone: it is read on several threads and never held whole.
pub(super) fn parquet<'c>(input: &Input, columns: &'c Columns) -> anyhow::Result<Option<PaymentFile<'c>>> {
    match input.files.as_slice() {
        [path] if kind(path)? == FileKind::Parquet => Ok(Some(PaymentFile::open(path, columns)?)),
        _ => Ok(None),
    }
}

/// The files of the input, if all of them are Parquet and either all tell payments apart or none does: they are read as one on
/// several threads and never held whole.
pub(super) fn all_parquet<'c>(
    input: &Input,
    columns: &'c Columns,
) -> anyhow::Result<Option<Vec<PaymentFile<'c>>>> {
    let mut files = Vec::with_capacity(input.files.len());
    for path in &input.files {
        if kind(path)? != FileKind::Parquet {
            return Ok(None);
        }
        files.push(PaymentFile::open(path, columns)?);
    }
    let alike = files.windows(2).all(|two| two[0].tells_apart() == two[1].tells_apart());
    Ok(alike.then_some(files).filter(|files| !files.is_empty()))
}

/// The public pack or the one that stands in its place, with those of a folder.
pub(super) fn packs(alone: Option<&Path>, folder: Option<&Path>) -> anyhow::Result<Pack> {
    let mut pack = match alone {
        None => Pack::public()?,
        Some(path) => {
            let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
            Pack::from_toml(&text, &path.display().to_string())?
        }
    };
    if let Some(folder) = folder {
        pack = pack.with_folder(folder)?;
    }
    Ok(pack)
}

/// Numbers that a key can mean: by the dictionary, or the number itself where there is none.
pub(super) fn numbers(table: Option<&Table>, key: &str) -> Vec<u32> {
    table.map_or_else(|| key.parse().into_iter().collect(), |table| table.meant(key))
}

/// The packs of an input, with nobody confirmed.
pub(super) fn plain_pack(input: &Input) -> anyhow::Result<Pack> {
    let pack = packs(input.pack.as_deref(), input.packs.as_deref())?;
    pack.counts_in(&input.reference)?;
    Ok(pack)
}

/// Keys of confirmed recipients with the lines that they stand in.
pub(super) fn confirmed(path: &Path) -> anyhow::Result<Vec<(u64, String)>> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let keys = (1..).zip(text.lines().map(str::trim)).filter(|(_, key)| !key.is_empty());
    Ok(keys.map(|(line, key)| (line, key.to_owned())).collect())
}

/// Nobody sees this list: it is bounded by how busy a recipient is, not by how many people may be shown.
pub(super) fn unseen() -> Bound {
    Bound { people: usize::MAX, ..Bound::default() }
}

/// Where neighbours of confirmed recipients are looked for.
pub(super) enum Among<'p> {
    Rows(&'p [Payment]),
    Files(&'p [PaymentFile<'p>]),
}

/// The packs of an input with its confirmed recipients and their neighbours; `numbers` gives the numbers that a key can mean.
pub(super) fn pack(
    input: &Input,
    among: &Among<'_>,
    numbers: impl Fn(&str) -> Vec<u32>,
) -> anyhow::Result<Pack> {
    let mut pack = plain_pack(input)?;
    if let Some(path) = &input.known {
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for (line, key) in confirmed(path)? {
            let before = known.len();
            known.extend(numbers(&key).into_iter().filter(|number| *number != NONE));
            if known.len() == before {
                unknown.push(line);
            }
        }
        tell_unknown(path, known.len(), &unknown);
        known.sort_unstable();
        let around = match among {
            Among::Rows(rows) => Around::new(rows),
            Among::Files(files) => {
                let mut around = Around::default();
                for file in *files {
                    // Rows that cannot be taken are told by whoever looks at the payments.
                    file.read(&mut |row| row.iter().for_each(|payment| around.take(payment)))?;
                }
                around.ready()
            }
        };
        let near = around.expand(&known, unseen()).neighbours;
        pack = pack.with_known(known, near.into_iter().map(|one| one.recipient).collect());
    }
    Ok(pack)
}

/// Confirmed recipients whom no payment names may be of another month, or written otherwise than the files write them.
fn tell_unknown(path: &Path, known: usize, lines: &[u64]) {
    const SHOWN: usize = 10;
    if lines.is_empty() {
        return;
    }
    let shown: Vec<String> = lines.iter().take(SHOWN).map(u64::to_string).collect();
    let more = if lines.len() > SHOWN { " and others" } else { "" };
    eprintln!(
        "{}: {} of {} confirmed recipients are in none of the payments (lines {}{more}): write keys exactly as the files do",
        path.display(),
        lines.len(),
        lines.len() + known,
        shown.join(", ")
    );
}

/// Threads to work on.
pub(super) fn threads(asked: usize) -> usize {
    if asked > 0 {
        asked.min(256)
    } else {
        std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
    }
}
