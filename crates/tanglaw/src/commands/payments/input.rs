//! Files of payments of any kind, as payments: what a file is tells its content.

use crate::cli::payments::Input;
use anyhow::{Context, bail};
use payments::{
    Kind, NONE, Payment,
    pack::Pack,
    read::{
        Columns, CsvReader, Currency, Draft, Money, Normaliser, PaymentFile, Rates, Reject, Settled, mt103,
        pacs002, pacs008,
    },
};
use std::{
    collections::HashMap,
    fs::{self, File},
    io::{BufReader, Read},
    path::{Path, PathBuf},
};

/// Most payments that are kept in memory at once, from files of words.
const MOST_ROWS: usize = 50_000_000;

/// How deep folders may lie in folders.
const DEEPEST: usize = 16;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    Parquet,
    Pacs008,
    Pacs002,
    Mt103,
    Csv,
}

/// Looks at the beginning of a file.
pub(super) fn kind(path: &Path) -> anyhow::Result<FileKind> {
    let mut start = Vec::new();
    let file = File::open(path).with_context(|| path.display().to_string())?;
    file.take(4_096).read_to_end(&mut start).with_context(|| path.display().to_string())?;
    let text = String::from_utf8_lossy(&start);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    Ok(if start.starts_with(b"PAR1") {
        FileKind::Parquet
    } else if text.starts_with("{1:") {
        FileKind::Mt103
    } else if text.starts_with('<') && text.contains("pacs.002") {
        FileKind::Pacs002
    } else if text.starts_with('<') {
        FileKind::Pacs008
    } else {
        FileKind::Csv
    })
}

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
    pub(super) rejects: Vec<(String, Reject)>,
    /// By row, where it was asked for.
    pub(super) named: Vec<Named>,
}

/// The rates of the input.
pub(super) fn rates(input: &Input) -> anyhow::Result<Rates> {
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

/// Reads every file that is no Parquet, in the order typed.
pub(super) fn table(input: &Input, names: bool) -> anyhow::Result<Table> {
    let mut table = Table {
        rows: Vec::new(),
        normaliser: Normaliser::new(rates(input)?),
        rejects: Vec::new(),
        named: Vec::new(),
    };
    read_into(input, names, &mut table)?;
    Ok(table)
}

/// Reads into a table whose dictionaries may already know parties.
pub(super) fn read_into(input: &Input, names: bool, table: &mut Table) -> anyhow::Result<()> {
    let mut statuses: HashMap<String, Settled> = HashMap::new();
    let mut kinds = Vec::new();
    for path in &input.files {
        let kind = kind(path)?;
        kinds.push(kind);
        if kind == FileKind::Pacs002 {
            let file = BufReader::new(File::open(path).with_context(|| path.display().to_string())?);
            statuses.extend(pacs002(file, &path.display().to_string())?);
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
                if statuses.get(&draft.reference) == Some(&Settled::No) {
                    (draft.kind, draft.version) = (Kind::Withdrawn, u16::MAX);
                }
                let payment = table.normaliser.payment(&draft).map_err(|(column, problem)| Reject {
                    line,
                    column: column.to_owned(),
                    problem,
                })?;
                Ok((payment, draft))
            });
            match taken {
                Ok((payment, draft)) => {
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
                Err(reject) => table.rejects.push((name.clone(), reject)),
            }
        };
        match kind {
            FileKind::Csv => {
                let Some(columns) = &columns else {
                    bail!(
                        "{name}: a CSV file needs a column map: name it with --columns (see docs/payments.md)"
                    );
                };
                let file = File::open(path).with_context(|| name.clone())?;
                columns.read(BufReader::with_capacity(1 << 17, file), &name, &mut take)?;
            }
            FileKind::Pacs008 => {
                let file = File::open(path).with_context(|| name.clone())?;
                pacs008(BufReader::with_capacity(1 << 17, file), &name, &mut take)?;
            }
            FileKind::Mt103 => {
                let text = fs::read_to_string(path).with_context(|| name.clone())?;
                mt103(&text, &mut take);
            }
            FileKind::Pacs002 => {}
            FileKind::Parquet => parquet_into(input, path, names, table)?,
        }
        anyhow::ensure!(
            !full,
            "{name}: more than {MOST_ROWS} payments in files of words; give them as Parquet"
        );
    }
    Ok(())
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
    let (Table { rows, normaliser, rejects, named }, mut failed) = (table, None);
    let party = |parties: &mut payments::parties::Parties, number: u32, side: &str| match number {
        NONE => Ok(NONE),
        _ if input.separate_numbers => parties.number(&format!("{side} {number}")),
        _ => parties.number(&number.to_string()),
    };
    file.read(&mut |row| match row {
        Err(bad) => rejects.push((
            shown.clone(),
            Reject { line: bad.row, column: "the whole row".into(), problem: bad.problem.to_owned() },
        )),
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

/// Files in the place of folders, in order of their names: whatever is below, but for hidden files and settings.
pub(super) fn expanded(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        expand(path, DEEPEST, &mut files)?;
    }
    anyhow::ensure!(!files.is_empty(), "there is no file of payments in what was named");
    Ok(files)
}

fn expand(path: &Path, depth: usize, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    anyhow::ensure!(depth > 0, "{}: folders are nested too deeply", path.display());
    let mut below = Vec::new();
    for entry in fs::read_dir(path).with_context(|| path.display().to_string())? {
        let entry = entry.with_context(|| path.display().to_string())?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_settings =
            Path::new(&name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
        let aside = name.starts_with('.') || name.starts_with("README") || is_settings;
        if !aside && !entry.file_type()?.is_symlink() {
            below.push(entry.path());
        }
    }
    below.sort();
    below.iter().try_for_each(|path| expand(path, depth - 1, files))
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

/// The packs of an input with its confirmed recipients; `numbers` gives the numbers that a key can mean.
pub(super) fn pack<N: IntoIterator<Item = u32>>(
    input: &Input,
    numbers: impl Fn(&str) -> N,
) -> anyhow::Result<Pack> {
    let mut pack = packs(input.pack.as_deref(), input.packs.as_deref())?;
    pack.counts_in(&input.reference)?;
    if let Some(path) = &input.known {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let keys = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let numbers: Vec<u32> = keys.flat_map(numbers).filter(|number| *number != NONE).collect();
        pack = pack.with_known(numbers, Vec::new());
    }
    Ok(pack)
}

/// Threads to work on.
pub(super) fn threads(asked: usize) -> usize {
    if asked > 0 {
        asked.min(256)
    } else {
        std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
    }
}

/// Tells what was set aside, each with its place; at most so many, and how many more.
pub(super) fn tell_rejects(rejects: &[(String, Reject)]) {
    const SHOWN: usize = 20;
    for (name, reject) in rejects.iter().take(SHOWN) {
        eprintln!("{name}: line {}, {}: {}", reject.line, reject.column, reject.problem);
    }
    if rejects.len() > SHOWN {
        eprintln!("and {} more rows that could not be taken", rejects.len() - SHOWN);
    }
}
