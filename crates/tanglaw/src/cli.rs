//! What can be typed.

pub(crate) mod agency;
pub(crate) mod link;
pub(crate) mod partner;
pub(crate) mod payments;

use clap::{Args, Parser, Subcommand};
use std::{net::SocketAddr, path::PathBuf};

/// Tanglaw: from files of reports to a journaled queue.
#[derive(Parser, Debug)]
#[command(
    version,
    about = "Tanglaw: protective response to online sexual exploitation of children",
    long_about = "Tanglaw takes reports in through machine doors, loses none of them, and shows them in order of urgency with reasons.",
    after_help = "Examples:\n  tanglaw demo                              see everything at work with synthetic reports\n  tanglaw serve --data /srv/tanglaw         run the desk\n  tanglaw intake --data /srv/tanglaw tips/  take reports in\n  tanglaw queue --data /srv/tanglaw         what comes first, and why\n\nExit codes: 0 done, 1 failed, 2 wrong usage, 3 some records were set aside, 4 the journal does not verify, or a report is not valid.",
    propagate_version = true,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Where the store is.
#[derive(Args, Clone, Debug)]
pub(crate) struct Place {
    /// Data directory: embedded database, key file and checkpoints
    #[arg(long, global = true, env = "TANGLAW_DATA", value_name = "DIR", default_value = "tanglaw-data")]
    pub(crate) data: PathBuf,
    /// Use PostgreSQL at this address instead of the embedded database
    #[arg(long, global = true, env = "TANGLAW_DATABASE", value_name = "URL", hide_env_values = true)]
    pub(crate) database: Option<String>,
    /// Instance key file, if it is not DIR/instance.key
    #[arg(long, global = true, env = "TANGLAW_KEY", value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Make synthetic reports, take them in, rank them and serve the desk
    #[command(after_help = "Examples:\n  tanglaw demo\n  tanglaw demo --reports 2000 --no-serve")]
    Demo(Demo),
    /// Write synthetic reports in the real formats, with the truth beside them
    #[command(after_help = "Example:\n  tanglaw synth --reports 10000 --seed 7 --out country/")]
    Synth(Synth),
    /// Take reports in from files, folders and packages
    #[command(
        after_help = "Examples:\n  tanglaw intake tips.zip --source ncmec\n  tanglaw intake calls.csv --source hotline\n  tanglaw intake referrals.csv --source police --columns our-columns.toml\n  tanglaw intake country/ --json        every receipt as one line of JSON\n\nA broken file or record is named with its reason and kept; the good ones go in. Exit code 3 says that some were set aside.\nDelivering the same files again is safe."
    )]
    Intake(Intake),
    /// Serve the staff desk, and the public door
    #[command(
        after_help = "Examples:\n  tanglaw serve --data /srv/tanglaw --listen 127.0.0.1:8080\n  tanglaw serve --data /srv/tanglaw --public-listen 127.0.0.1:8081\n\nOn first start it makes the first administrator and prints how to sign in, once."
    )]
    Serve(Serve),
    /// Print the queue: leads, the most urgent first, with reasons
    #[command(
        after_help = "Examples:\n  tanglaw queue --limit 10\n  tanglaw queue --reports               with the reports of each lead\n  tanglaw queue --json | head\n\nA lead is all reports that belong together: they name the same child, facilitator or suspect, or carry the same strong\nidentifier. It is called by the reference of its earliest report. Its points are those of its most\nurgent report and of what only the reports together show: several doors, weeks or months, several children, payments."
    )]
    Queue(Queue),
    /// Print counts of what came and what waits, without a word of any report: for a mail by cron
    #[command(
        after_help = "Examples:\n  tanglaw digest --data /srv/tanglaw                since a day ago\n  tanglaw digest --data /srv/tanglaw --since 8h --json\n\nA line of a crontab that mails it each morning:\n  0 7 * * *  tanglaw digest --data /srv/tanglaw | mail -s \"What waits\" analysts@example.org"
    )]
    Digest(Digest),
    /// Find records that are the same person, firm or vessel, with reasons
    Link(Box<link::Link>),
    /// Find, explain and report payments for the abuse of children
    #[command(subcommand)]
    Payments(Box<payments::Payments>),
    /// Prove or replay the journal
    #[command(subcommand)]
    Journal(Journal),
    /// Keep users
    #[command(subcommand)]
    User(User),
    /// Keep agencies: those whose people work at the desk
    #[command(subcommand)]
    Agency(agency::Agency),
    /// Keep partners: those who hand reports over by machine
    #[command(subcommand)]
    Partner(partner::Partner),
    /// Copy one consistent state of the store to a file, while it runs
    #[command(
        after_help = "Example:\n  tanglaw backup --data /srv/tanglaw --out /media/tanglaw-2026-11-22.backup\n\nThe instance key is not in the file: keep a copy of DIR/instance.key in another place."
    )]
    Backup(Backup),
    /// Fill a new data directory (or database) from a backup
    #[command(
        after_help = "Example:\n  tanglaw restore /media/tanglaw-2026-11-22.backup --data /srv/new --key /safe/instance.key"
    )]
    Restore(Restore),
}

#[derive(Args, Debug)]
pub(crate) struct Demo {
    /// How many reports
    #[arg(long, default_value_t = 20_000, value_name = "N")]
    pub(crate) reports: u64,
    /// Seed of the synthetic country
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub(crate) seed: u64,
    /// Stop after the queue is ranked
    #[arg(long)]
    pub(crate) no_serve: bool,
    /// Where the desk listens; port 0 takes any free one
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub(crate) listen: SocketAddr,
    /// Where the public door listens; port 0 takes any free one
    #[arg(long, default_value = "127.0.0.1:8081", value_name = "ADDRESS")]
    pub(crate) public_listen: SocketAddr,
    /// Keep the demo's data in --data instead of a folder that is removed at the end
    #[arg(long)]
    pub(crate) keep: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Synth {
    /// How many reports
    #[arg(long, value_name = "N")]
    pub(crate) reports: u64,
    /// Seed: the same seed gives the same files
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub(crate) seed: u64,
    /// Instant at which the country's year ends; fixed, so that the same seed gives the same bytes
    #[arg(long, default_value = "2026-11-01T00:00:00Z", value_name = "TIME")]
    pub(crate) until: model_when::WhenArg,
    /// Folder to write into; must be new or empty
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

/// A time on the command line.
pub(crate) mod model_when {
    use std::str::FromStr;

    /// A date, or a date and time.
    #[derive(Clone, Copy, Debug)]
    pub(crate) struct WhenArg(pub(crate) model::Instant);

    impl FromStr for WhenArg {
        type Err = model::WhenError;
        fn from_str(text: &str) -> Result<Self, Self::Err> {
            text.parse::<model::When>().map(|when| Self(when.sort_instant()))
        }
    }
}

#[derive(Args, Debug)]
pub(crate) struct Intake {
    /// Files, folders or packages
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Short name of the source; without it, folders named after a source tell
    #[arg(long, value_name = "ID")]
    pub(crate) source: Option<String>,
    /// Column map for CSV files, instead of the source's own
    #[arg(long, value_name = "FILE")]
    pub(crate) columns: Option<PathBuf>,
    /// Reports made durable together
    #[arg(long, default_value_t = 1_000, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=20_000))]
    pub(crate) batch: u32,
    /// Print receipts, set-asides and the summary as lines of JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Serve {
    /// Where the desk listens. Put a proxy with TLS before it for anything but this machine
    #[arg(long, default_value = "127.0.0.1:8080", env = "TANGLAW_LISTEN", value_name = "ADDRESS")]
    pub(crate) listen: SocketAddr,
    /// Address at which browsers reach the desk, with `https://`: passkeys and agencies' directories are tied to it. Without it,
    /// `localhost` with the port where the desk listens on this machine alone, else neither is offered
    #[arg(long, env = "TANGLAW_DESK_URL", value_name = "URL", value_parser = response::people::DeskAddress::read)]
    pub(crate) desk_url: Option<response::people::DeskAddress>,
    /// Where health and metrics listen
    #[arg(long, default_value = "127.0.0.1:9090", env = "TANGLAW_ADMIN_LISTEN", value_name = "ADDRESS")]
    pub(crate) admin_listen: SocketAddr,
    /// Where the public door listens (guide, help, reports without a name) and partners' machines (`/api/v1`); it is closed
    /// where this is not given
    #[arg(long, env = "TANGLAW_PUBLIC_LISTEN", value_name = "ADDRESS")]
    pub(crate) public_listen: Option<SocketAddr>,
    /// Address of the public door as people type it, with `https://`: it stands in the QR codes of campaigns
    #[arg(long, env = "TANGLAW_PUBLIC_URL", value_name = "URL", value_parser = web::public_url)]
    pub(crate) public_url: Option<String>,
    /// Where the safe exit of the public door leads: a page that is no surprise on anybody's screen
    #[arg(long, default_value = "https://www.google.com/", env = "TANGLAW_EXIT_TO", value_name = "URL")]
    pub(crate) exit_to: String,
    /// Reports in ten minutes up to which nothing is asked of a browser; past it, what comes without a little work in the
    /// background is held behind the queue
    #[arg(long, default_value_t = 60, env = "TANGLAW_CALM", value_name = "N")]
    pub(crate) calm: usize,
    /// Show the public door from right to left with marked words, to try its layout (English as `lang=en`)
    #[arg(long, hide = true)]
    pub(crate) pseudo_locale: bool,
    /// Country of telephone numbers typed without a country code into the search
    #[arg(long, default_value = "PH", env = "TANGLAW_COUNTRY", value_name = "CODE")]
    pub(crate) country: model::Country,
}

#[derive(Args, Debug)]
pub(crate) struct Queue {
    /// How many leads
    #[arg(long, default_value_t = 25, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=10_000))]
    pub(crate) limit: i64,
    /// Show the reports of each lead, up to a hundred
    #[arg(long)]
    pub(crate) reports: bool,
    /// Print a JSON list
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Digest {
    /// Count reports received within this time: minutes, hours or days, as 90m, 8h or 7d
    #[arg(long, default_value = "24h", value_name = "DURATION")]
    pub(crate) since: Span,
    /// Print one line of JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// A span of time on the command line, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span(pub(crate) i64);

impl std::str::FromStr for Span {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str = "write a number with m, h or d, as 90m, 8h or 7d; at most ten years";
        let unit = match text.chars().last() {
            Some('m') => 60,
            Some('h') => 3_600,
            Some('d') => 86_400,
            _ => return Err(WRONG),
        };
        let count: i64 = text[..text.len() - 1].parse().map_err(|_| WRONG)?;
        match count.checked_mul(unit) {
            Some(seconds) if (1..=3_660 * 86_400).contains(&seconds) => Ok(Self(seconds)),
            _ => Err(WRONG),
        }
    }
}

#[derive(Subcommand, Debug)]
pub(crate) enum Journal {
    /// Prove that nothing was changed behind the program's back
    #[command(
        after_help = "Examples:\n  tanglaw journal verify\n  tanglaw journal verify --checkpoint \"$(cat kept-elsewhere.txt)\"\n\nReads every entry, hash, signature and key, then replays the journal into a scratch store and compares every table.\nExit code 4 says that something is wrong; each finding says where."
    )]
    Verify(Verify),
    /// Rebuild the state from the journal alone, in a new directory
    #[command(after_help = "Example:\n  tanglaw journal replay --into rebuilt/")]
    Replay {
        /// New directory
        #[arg(long, value_name = "DIR")]
        into: PathBuf,
    },
    /// Print the signed end of the journal: a line to keep elsewhere
    Checkpoint,
}

#[derive(Args, Debug)]
pub(crate) struct Verify {
    /// A checkpoint that was kept elsewhere; may be given several times
    #[arg(long, value_name = "LINE")]
    pub(crate) checkpoint: Vec<store::journal::CheckpointLine>,
    /// Only the chain, its signatures and keys; do not replay and compare the tables
    #[arg(long)]
    pub(crate) chain_only: bool,
    /// Print the result as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Subcommand, Debug)]
pub(crate) enum User {
    /// Add a user; prints how they sign in, once
    #[command(
        after_help = "Example:\n  tanglaw user add ana --role analyst\n\nRoles: administrator, intake-officer, analyst, auditor, hotline-operator, supervisor, investigator, prosecutor, social-worker, financial-analyst."
    )]
    Add {
        /// Name to sign in with
        name: model::UserName,
        /// What the user may be asked to do
        #[arg(long, value_parser = role, value_name = "ROLE")]
        role: model::Role,
    },
    /// List the users
    List,
    /// Invite somebody; prints a code, once, with which they choose how to sign in
    #[command(
        after_help = "Examples:\n  tanglaw user invite ana --role analyst\n  tanglaw user invite ben --role investigator --agency 01980000-0000-7000-8000-000000000001\n\nThe code holds for seven days and works once; the store keeps its SHA-256 only.\nA user who lost password and phone is invited anew with --again: what they had ends when the code is used."
    )]
    Invite {
        /// Name to sign in with
        name: model::UserName,
        /// What the user may be asked to do; of a user who is invited anew it stays
        #[arg(long, value_parser = role, value_name = "ROLE", required_unless_present = "again")]
        role: Option<model::Role>,
        /// Agency, as `agency list` shows it; without it, the one that runs the server
        #[arg(long, value_name = "ID")]
        agency: Option<model::AgencyId>,
        /// Invite a user who is there to choose new ways to sign in
        #[arg(long, conflicts_with_all = ["role", "agency"])]
        again: bool,
    },
    /// End all access of a user at once: sessions, password, passkeys, directory
    #[command(
        after_help = "Example:\n  tanglaw user offboard ana\n\nThe name stays in the journal. To return, the person needs a new account."
    )]
    Offboard {
        /// Name of the user
        name: model::UserName,
    },
}

fn role(text: &str) -> Result<model::Role, String> {
    model::Role::from_code(text).ok_or_else(|| {
        let known: Vec<_> = model::Role::ALL.iter().map(|role| role.code().replace('_', "-")).collect();
        format!("known roles: {}", known.join(", "))
    })
}

#[derive(Args, Debug)]
pub(crate) struct Backup {
    /// File to write; must not exist
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct Restore {
    /// Backup file
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[cfg(test)]
mod tests {
    #[test]
    fn spans_have_a_unit_and_an_end() {
        let span = |text: &str| text.parse::<super::Span>().ok().map(|span| span.0);
        assert_eq!([span("90m"), span("8h"), span("7d")], [Some(5_400), Some(28_800), Some(604_800)]);
        for wrong in ["", "h", "8", "-8h", "0h", "8w", "99999999999999999d", "4000d", "8ħ"] {
            assert_eq!(span(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_commands_are_sound() {
        use clap::CommandFactory;
        super::Cli::command().debug_assert();
    }
}
