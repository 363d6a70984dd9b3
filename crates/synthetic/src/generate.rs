//! From options to files.

use crate::{
    circle::Circle,
    dice::Dice,
    doors,
    figures::{self, Door},
    report, telling,
    telling::Telling,
    truth::{Again, TruthFiles, form_code},
};
use model::Instant;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

/// What to make.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many different reports; those handed over a second time come on top.
    pub reports: u64,
    /// The seed of all chance.
    pub seed: u64,
    /// The instant shortly before which the last report was received; all others lie in the year before.
    pub now: Instant,
}

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Different reports.
    pub reports: u64,
    /// Different reports by door.
    pub by_door: BTreeMap<Door, u64>,
    /// Different reports by form of the incident (code of the form).
    pub by_form: BTreeMap<&'static str, u64>,
    /// Leads with at least one report.
    pub leads: u64,
    /// Incidents with at least one report.
    pub incidents: u64,
    /// Reports of an incident that another report tells of as well, beyond the first.
    pub duplicates: u64,
    /// Persons that at least one report mentions.
    pub persons: u64,
    /// Mentions in different reports.
    pub mentions: u64,
    /// Reports that are truly urgent.
    pub urgent: u64,
    /// Reports handed over a second time as they were.
    pub delivered_again: u64,
    /// Reports handed over a second time with a change.
    pub delivered_changed: u64,
    /// Bytes of all files.
    pub bytes: u64,
}

/// Why nothing, or not all, was made.
#[derive(Debug, thiserror::Error)]
pub enum SyntheticError {
    /// Reports of another run would mix with these.
    #[error("{0} is not empty: name a folder that does not exist yet, or an empty one")]
    NotEmpty(PathBuf),
    /// A file could not be written, or the writer of its format refused a record.
    #[error("{path}: could not be written: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

impl SyntheticError {
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }

    pub(crate) fn csv(path: &Path, error: csv::Error) -> Self {
        Self::io(path, io::Error::other(error))
    }
}

/// How many reports pass between two calls of `progress`.
const STEP: u64 = 500;

/// Writes the reports and the truth into `out`, which must be empty or not exist, and calls `progress` with the number
/// of reports written so far.
pub fn generate(
    options: &Options,
    out: &Path,
    progress: &mut dyn FnMut(u64),
) -> Result<Summary, SyntheticError> {
    prepare(out)?;
    let mut run = Run::new(*options, out)?;
    let mut number = 0;
    while run.summary.reports < options.reports {
        run.circle(number, progress)?;
        number += 1;
    }
    progress(run.summary.reports);
    run.finish()
}

fn prepare(out: &Path) -> Result<(), SyntheticError> {
    fs::create_dir_all(out).map_err(|source| SyntheticError::io(out, source))?;
    let mut entries = fs::read_dir(out).map_err(|source| SyntheticError::io(out, source))?;
    if entries.next().is_some() { Err(SyntheticError::NotEmpty(out.to_owned())) } else { Ok(()) }
}

struct Run {
    options: Options,
    doors: BTreeMap<Door, Box<dyn doors::Writer>>,
    truth: TruthFiles,
    summary: Summary,
}

impl Run {
    fn new(options: Options, out: &Path) -> Result<Self, SyntheticError> {
        let mut writers = BTreeMap::new();
        for door in Door::ALL {
            writers.insert(door, doors::writer(door, out, options.seed, options.now));
        }
        Ok(Self { options, doors: writers, truth: TruthFiles::create(out)?, summary: Summary::default() })
    }

    fn circle(&mut self, number: u64, progress: &mut dyn FnMut(u64)) -> Result<(), SyntheticError> {
        let now = self.options.now;
        let mut dice = Dice::new(self.options.seed, number);
        let circle = Circle::make(&mut dice, number, now);
        // Position of the lead and of the incident in it, whether it is the incident's first report, and the report.
        let mut tellings: Vec<(usize, usize, bool, Telling)> = Vec::new();
        let mut first_doors = BTreeMap::new();
        for (lead_at, lead) in circle.leads.iter().enumerate() {
            for (incident_at, incident) in lead.incidents.iter().enumerate() {
                let told = telling::tell_all(&mut dice, &circle, lead, incident, now);
                if let Some(first) = told.first() {
                    first_doors.insert((lead_at, incident_at), first.door);
                }
                let placed = told.into_iter().enumerate();
                tellings.extend(placed.map(|(n, telling)| (lead_at, incident_at, n == 0, telling)));
            }
        }
        // Reports come in no order of events.
        dice.shuffle(&mut tellings);
        let mut mentioned = BTreeSet::new();
        let mut leads = BTreeSet::new();
        let mut incidents = BTreeSet::new();
        for (lead_at, incident_at, first, telling) in tellings {
            if self.summary.reports == self.options.reports {
                break;
            }
            mentioned.extend(telling.people.iter().map(|told| told.person));
            leads.insert(lead_at);
            if incidents.insert((lead_at, incident_at)) {
                let lead = &circle.leads[lead_at];
                let first_door = first_doors.get(&(lead_at, incident_at)).copied().unwrap_or(telling.door);
                self.truth.incident(&circle, lead, &lead.incidents[incident_at], first_door)?;
            } else {
                self.summary.duplicates += 1;
            }
            self.report(&mut dice, telling, first)?;
            if self.summary.reports.is_multiple_of(STEP) {
                progress(self.summary.reports);
            }
        }
        for person in circle.people.iter().filter(|person| mentioned.contains(&person.id)) {
            self.truth.person(person)?;
        }
        self.summary.persons += mentioned.len() as u64;
        self.summary.leads += leads.len() as u64;
        self.summary.incidents += incidents.len() as u64;
        Ok(())
    }

    fn report(&mut self, dice: &mut Dice, telling: Telling, first: bool) -> Result<(), SyntheticError> {
        let door = telling.door;
        let of_door = self.summary.by_door.entry(door).or_insert(0);
        *of_door += 1;
        let reference = doors::reference(door, *of_door);
        let again = match dice.below(1_000) {
            n if n < figures::DELIVERED_AGAIN => Again::Same,
            n if n < figures::DELIVERED_AGAIN + figures::DELIVERED_CHANGED => Again::Changed,
            _ => Again::No,
        };
        self.truth.report(&telling, &reference, first, again)?;
        self.summary.reports += 1;
        self.summary.mentions += telling.people.len() as u64;
        self.summary.urgent += u64::from(telling.urgent);
        *self.summary.by_form.entry(form_code(telling.form)).or_insert(0) += 1;
        let Some(writer) = self.doors.get_mut(&door) else { return Ok(()) };
        writer.write(&telling, &reference, false)?;
        match again {
            Again::No => {}
            Again::Same => {
                self.summary.delivered_again += 1;
                writer.write(&telling, &reference, true)?;
            }
            Again::Changed => {
                self.summary.delivered_changed += 1;
                writer.write(&report::changed(telling), &reference, true)?;
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Summary, SyntheticError> {
        for (_, writer) in self.doors {
            self.summary.bytes += writer.finish()?;
        }
        self.summary.bytes += self.truth.finish()?;
        Ok(self.summary)
    }
}
