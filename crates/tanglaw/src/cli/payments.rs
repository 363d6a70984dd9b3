//! What can be typed after `tanglaw payments`.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Reference currency where none is named: one of those that the public pack's bounds of small sums are in.
const REFERENCE: &str = "AUD";

/// `tanglaw payments`.
#[derive(Subcommand, Debug)]
pub(crate) enum Payments {
    /// Find the parties of a year of payments that should be looked at, with reasons
    #[command(
        after_help = "Examples:\n  tanglaw payments scan year.parquet\n  tanglaw payments scan march.csv --columns harbor.toml --rates rates.csv --reference AUD --out alerts.jsonl\n  tanglaw payments scan year.parquet --packs our-packs/ --known confirmed.txt --json | head\n  tanglaw payments scan march/ --columns harbor.toml --into-desk --data centre\n\nReads Parquet, CSV with a column map, ISO 20022 (pacs.008, with pacs.002 beside it) and MT103; what a file is tells its content.\nA row that cannot be taken is told with its line and column; the rest go in, and exit code 3 says that some were set aside.\nNothing is blocked and nobody is told: a score orders work."
    )]
    Scan(Scan),
    /// Take payments one by one, in order of arrival, and tell alerts as they are raised
    #[command(
        after_help = "Examples:\n  tanglaw payments stream today.csv --columns harbor.toml --state payments.state\n  feed | tanglaw payments stream - --columns harbor.toml --state payments.state --json\n\nWith - payments are rows of CSV from standard input, answered as they come. An alert is told once a party, and again when a further\nindicator counts, the score rises by a point, or a correction changes it; what falls away by a correction is told as retracted.\nThe state is taken up where it was left: late payments (to 72 hours), repeated and corrected ones are answered as a batch\nover all of them would. It is written whole or not at all, with a checksum."
    )]
    Stream(Stream),
    /// Measure indicators on a year whose truth is known: a synthetic one, or payments with decided cases
    #[command(
        after_help = "Examples:\n  tanglaw payments backtest --senders 1000000 --per-million 100\n  tanglaw payments backtest --senders 200000 --packs our-packs/ --json\n  tanglaw payments backtest year/ --decided decided.csv --packs our-packs/ --page backtest.html\n\nTells alerts a day over thresholds, precision and recall at a fixed workload, payments before the first alert, wrong alerts\namong 100,000 payers by corridor and nationality, and what each indicator adds; beside the bank query of ACAMS Today 20(3).\nDecided cases are lines `party,part` under that header; a part is offending-payer, coerced-payer or payee. Whoever is not\nnamed counts as not involved, so what was never looked at counts against the indicators."
    )]
    Backtest(Backtest),
    /// Say why a party is or is not an alert, with the people around a recipient
    #[command(
        after_help = "Examples:\n  tanglaw payments explain march.csv --columns harbor.toml --party 0917-555-0101\n  tanglaw payments explain year.parquet --party 1250017 --side payer"
    )]
    Explain(Explain),
    /// Write the report on a party in the form of a financial intelligence unit
    #[command(
        after_help = "Examples:\n  tanglaw payments report march.csv --columns harbor.toml --party 0917-555-0101 --form goaml --profile goaml.toml --schema goAMLSchema.xsd --out report.xml\n  tanglaw payments report march.csv --columns harbor.toml --party S-17 --form fincen --action 'Referred for protection.' --out sar.txt\n\nForms: goaml (XML 5.0.1 or 5.0.2 by profile), amlc (CSV), austrac (XML), fincen (text). With --schema a report that is not valid by\nyour unit's schema is not written; the findings are told and the exit code is 4.\nA person decides what is reported: read it before it is sent."
    )]
    Report(Report),
    /// Write what the windows say at every payment as a table (CSV)
    #[command(
        after_help = "Examples:\n  tanglaw payments windows march.csv --columns harbor.toml --out march-windows.csv\n  tanglaw payments windows year/ --columns harbor.toml --pack ours.toml --out windows.csv\n\nOne line a payment, in the order read: its reference and instant, the figures that the pack's conditions look at\n(sender.counterparts.30d), 1 or 0 for each indicator, and the points. An empty cell: the window has too little to say.\nNo number and no name of a party is written; the reference leads back. Amounts are in hundredths, shares in percent."
    )]
    Windows(Windows),
}

/// Where payments come from, and by which indicators they are looked at.
#[derive(Args, Clone, Debug)]
pub(crate) struct Input {
    /// Files of payments, or folders of such, or - for standard input; several, of any kind, are taken as one
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Column map (TOML): of CSV files, or the names of columns of a Parquet file
    #[arg(long, value_name = "FILE")]
    pub(crate) columns: Option<PathBuf>,
    /// Exchange rates (CSV: date, currency, rate to the reference currency)
    #[arg(long, value_name = "FILE")]
    pub(crate) rates: Option<PathBuf>,
    /// Reference currency: what small sums are counted in; one of the pack's
    #[arg(long, value_name = "CODE", default_value = REFERENCE)]
    pub(crate) reference: String,
    /// Time zone of payers in a country with several times, such as `US=America/New_York`; once a country
    #[arg(long = "zone", value_name = "COUNTRY=ZONE")]
    pub(crate) zones: Vec<String>,
    /// A pack in the place of the public one
    #[arg(long, value_name = "FILE")]
    pub(crate) pack: Option<PathBuf>,
    /// Folder of private packs, beside the public one
    #[arg(long, value_name = "DIR")]
    pub(crate) packs: Option<PathBuf>,
    /// Confirmed recipients, one a line
    #[arg(long, value_name = "FILE")]
    pub(crate) known: Option<PathBuf>,
    /// Write what could not be taken into this file, one JSON object a row: file, line, column, problem; no value of a cell
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
    /// Senders and recipients of a Parquet file are numbered apart: sender 7 is not recipient 7
    #[arg(long)]
    pub(crate) separate_numbers: bool,
    /// Threads; 0 takes as many as there are processors
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) threads: usize,
}

#[derive(Args, Debug)]
pub(crate) struct Scan {
    #[command(flatten)]
    pub(crate) input: Input,
    /// Points from which an alert is raised, instead of the pack's
    #[arg(long, value_name = "POINTS")]
    pub(crate) threshold: Option<f64>,
    /// How many alerts, the highest score first
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) limit: usize,
    /// Write alerts as lines of JSON into this file
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Print alerts and the summary as lines of JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Hand the alerts shown to the desk (`--data`), for financial analysts: one a party, until something new happens
    #[arg(long)]
    pub(crate) into_desk: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Stream {
    #[command(flatten)]
    pub(crate) input: Input,
    /// State to take up and to leave; made where it is not there
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,
    /// Save the state after so many payments, and whenever none comes for as long as --save-seconds; each saving is told
    #[arg(long, value_name = "PAYMENTS", default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) save_every: u64,
    /// Save the state after so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) save_seconds: u64,
    /// Points from which an alert is raised, instead of the pack's
    #[arg(long, value_name = "POINTS")]
    pub(crate) threshold: Option<f64>,
    /// Print alerts as lines of JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Backtest {
    /// Files of payments whose outcome is known, or folders of such, in the place of a synthetic year
    #[arg(value_name = "FILE", requires = "decided", conflicts_with_all = ["senders", "per_million", "seed"])]
    pub(crate) files: Vec<PathBuf>,
    /// Parties that turned out to be involved (CSV: party, part)
    #[arg(long, value_name = "FILE", requires = "files")]
    pub(crate) decided: Option<PathBuf>,
    /// Column map (TOML) of the files
    #[arg(long, value_name = "FILE", requires = "files")]
    pub(crate) columns: Option<PathBuf>,
    /// Exchange rates (CSV: date, currency, rate to the reference currency)
    #[arg(long, value_name = "FILE", requires = "files")]
    pub(crate) rates: Option<PathBuf>,
    /// Reference currency: what small sums are counted in; one of the pack's
    #[arg(long, value_name = "CODE", default_value = REFERENCE)]
    pub(crate) reference: String,
    /// Time zone of payers in a country with several times, such as `US=America/New_York`; once a country
    #[arg(long = "zone", value_name = "COUNTRY=ZONE", requires = "files")]
    pub(crate) zones: Vec<String>,
    /// Write what could not be taken into this file, one JSON object a row: file, line, column, problem; no value of a cell
    #[arg(long, value_name = "FILE", requires = "files")]
    pub(crate) rejects: Option<PathBuf>,
    /// Senders and recipients of the Parquet files are numbered apart
    #[arg(long, requires = "files")]
    pub(crate) separate_numbers: bool,
    /// A pack in the place of the public one
    #[arg(long, value_name = "FILE")]
    pub(crate) pack: Option<PathBuf>,
    /// Senders of the synthetic year
    #[arg(long, value_name = "N", default_value_t = 200_000, value_parser = clap::value_parser!(u32).range(1_000..=16_000_000))]
    pub(crate) senders: u32,
    /// Offending payers among a million senders
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=500_000))]
    pub(crate) per_million: u32,
    /// Alerts that can be looked at in a day
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(crate) per_day: usize,
    /// Seed of the year
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Folder of private packs, beside the public one
    #[arg(long, value_name = "DIR")]
    pub(crate) packs: Option<PathBuf>,
    /// Threads; 0 takes as many as there are processors
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) threads: usize,
    /// Print the result as JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Write a page of pictures with their tables (HTML) into this file; must not exist
    #[arg(long, value_name = "FILE")]
    pub(crate) page: Option<PathBuf>,
}

/// Which side of payments a party is looked at from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SideArg {
    Payer,
    Payee,
}

#[derive(Args, Debug)]
pub(crate) struct Explain {
    #[command(flatten)]
    pub(crate) input: Input,
    /// Key of the party as the files write it
    #[arg(long, value_name = "KEY")]
    pub(crate) party: String,
    /// From which side; without it, both
    #[arg(long, value_name = "SIDE")]
    pub(crate) side: Option<SideArg>,
    /// Most people that may be shown around a recipient
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub(crate) people: usize,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    Goaml,
    Amlc,
    Austrac,
    Fincen,
}

#[derive(Args, Debug)]
pub(crate) struct Report {
    #[command(flatten)]
    pub(crate) input: Input,
    /// Key of the party as the files write it
    #[arg(long, value_name = "KEY")]
    pub(crate) party: String,
    /// From which side
    #[arg(long, value_name = "SIDE", default_value = "payer")]
    pub(crate) side: SideArg,
    /// Form of the report
    #[arg(long, value_name = "FORM")]
    pub(crate) form: Form,
    /// Profile of your office at the unit (goaml, austrac: needed), or layout of the records (amlc) instead of the one that ships
    #[arg(long, value_name = "FILE")]
    pub(crate) profile: Option<PathBuf>,
    /// Number of the reporting entity (austrac)
    #[arg(long, value_name = "NUMBER")]
    pub(crate) entity: Option<String>,
    /// Currency of the report; without it what all its payments were sent in, else the reference currency
    #[arg(long, value_name = "CODE")]
    pub(crate) currency: Option<String>,
    /// What was decided and done, as it is to stand in the report; without it nothing is said
    #[arg(long, value_name = "TEXT")]
    pub(crate) action: Option<String>,
    /// The institution's reference of the report
    #[arg(long, value_name = "TEXT", default_value = "CASE-1")]
    pub(crate) case: String,
    /// Schema of the unit (XSD, or a folder with it) that the report must be valid by, or nothing is written (goaml, austrac; needs xmllint)
    #[arg(long, value_name = "PATH")]
    pub(crate) schema: Option<PathBuf>,
    /// File to write; must not exist
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct Windows {
    #[command(flatten)]
    pub(crate) input: Input,
    /// File to write; must not exist
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}
