//! `tanglaw payments stream`: one by one, in order of arrival, with a state that survives a crash.

use super::{feed, file, input, rejects::SetAside, show};
use crate::{Ending, cli::payments::Stream};
use anyhow::Context;
use payments::{
    Engine, Payment, Taken,
    pack::Pack,
    parties::{Parties, meanings},
    read::{Normaliser, Reject},
    watch::{News, Watch},
};
use serde_json::json;
use std::{
    collections::{BTreeMap, HashSet},
    fs::{self, File},
    io::{BufReader, BufWriter, Write},
    path::Path,
    time::{Duration, Instant},
};

pub(super) fn run(typed: &Stream) -> anyhow::Result<Ending> {
    let is_feed = feed::is_standard_input(&typed.input.files);
    let columns = if is_feed || file::kind(&typed.input.files[0])? != file::FileKind::Parquet {
        payments::read::Columns::default()
    } else {
        input::parquet_columns(&typed.input)?
    };
    let file = if is_feed { None } else { input::parquet(&typed.input, &columns)? };
    let saved = typed.state.as_deref().filter(|path| path.exists());
    let mut reader = match saved {
        Some(path) => Some(BufReader::with_capacity(
            1 << 17,
            File::open(path).with_context(|| path.display().to_string())?,
        )),
        None => None,
    };
    let mut normaliser = input::normaliser(&typed.input)?;
    if let Some(reader) = &mut reader {
        for names in [&mut normaliser.parties, &mut normaliser.institutions, &mut normaliser.devices] {
            *names = Parties::restore(reader)?;
        }
    }
    let mut pack = input::plain_pack(&typed.input)?;
    if typed.input.separate_numbers {
        pack = pack.with_separate_numbers();
    }
    if let Some(threshold) = typed.threshold {
        anyhow::ensure!(
            threshold.is_finite() && threshold >= 0.5,
            "--threshold is a number of points from 0.5 on"
        );
        pack.alert_from = threshold;
    }
    let mut live = Live::new(&pack, typed, reader)?;
    if let Some(path) = &typed.input.known {
        let keys = input::confirmed(path)?;
        if file.is_some() {
            keys.iter()
                .filter_map(|(_, key)| key.parse().ok())
                .for_each(|number| live.engine.confirm(number));
        } else {
            live.confirmed = Confirmed::of(&keys);
            live.confirmed.look(&normaliser.parties, &mut live.engine);
        }
        live.engine.find_neighbours(input::unseen());
    }
    let mut aside = SetAside::default();
    if let Some(file) = &file {
        let mut failed = None;
        file.read(&mut |row| match row {
            Ok(payment) if failed.is_none() => {
                failed = live.take(&payment, &normaliser, &|party| party.to_string()).err();
            }
            Ok(_) => {}
            Err(bad) => aside.push(&typed.input.files[0].display().to_string(), columns.reject(bad)),
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
    } else if is_feed {
        live.feed(typed, &mut normaliser, &mut aside)?;
    } else {
        let mut table = input::Table { rows: Vec::new(), normaliser, aside, named: Vec::new() };
        input::read_into(&typed.input, false, &mut table)?;
        for payment in &table.rows {
            live.take(payment, &table.normaliser, &named(&table.normaliser))?;
        }
        (normaliser, aside) = (table.normaliser, table.aside);
    }
    live.save(&normaliser)?;
    aside.tell(&typed.input)?;
    live.summary(aside.count())
}

fn named(normaliser: &Normaliser) -> impl Fn(u32) -> String + '_ {
    |party| normaliser.parties.name(party).unwrap_or("?").to_owned()
}

fn is_set_aside(name: &str) -> bool {
    matches!(name, "too late" | "out of time" | "in conflict" | "beyond the number of parties")
}

/// Keys of confirmed recipients, who are known by them as soon as a payment names them.
#[derive(Default)]
struct Confirmed {
    keys: HashSet<String>,
    /// Parties that were looked at.
    seen: usize,
}

impl Confirmed {
    fn of(keys: &[(u64, String)]) -> Self {
        Self { keys: keys.iter().flat_map(|(_, key)| meanings(key)).collect(), seen: 0 }
    }

    /// Looks at the parties that are new.
    fn look(&mut self, parties: &Parties, engine: &mut Engine<Pack>) {
        if self.keys.is_empty() {
            return;
        }
        for number in (0_u32..).take(parties.len()).skip(self.seen) {
            if parties.name(number).is_some_and(|name| self.keys.contains(name)) {
                engine.confirm(number);
            }
        }
        self.seen = parties.len();
    }
}

/// A running stream: tells alerts and counts what became of each payment.
struct Live<'p> {
    pack: &'p Pack,
    engine: Engine<Pack>,
    watch: Watch,
    typed: &'p Stream,
    counts: BTreeMap<&'static str, u64>,
    alerts: u64,
    retracted: u64,
    unsaved: u64,
    last_saved: Instant,
    confirmed: Confirmed,
}

impl<'p> Live<'p> {
    fn new(pack: &'p Pack, typed: &'p Stream, reader: Option<BufReader<File>>) -> anyhow::Result<Self> {
        let plan = pack.plan().clone();
        let (mut engine, mut watch) = (Engine::new(plan.clone(), pack.clone()), Watch::default());
        if let Some(mut reader) = reader {
            watch = Watch::restore(pack, &mut reader)?;
            engine = Engine::resume(plan, pack.clone(), reader)?;
            watch.go_on(&mut engine, pack);
        }
        Ok(Self {
            pack,
            engine,
            watch,
            typed,
            counts: BTreeMap::new(),
            alerts: 0,
            retracted: 0,
            unsaved: 0,
            last_saved: Instant::now(),
            confirmed: Confirmed::default(),
        })
    }

    /// Takes rows from standard input as they come. While none comes, what was taken is saved.
    fn feed(
        &mut self,
        typed: &Stream,
        normaliser: &mut Normaliser,
        aside: &mut SetAside,
    ) -> anyhow::Result<()> {
        let mut rows = feed::Feed::open(&typed.input)?;
        loop {
            match rows.next(Duration::from_secs(typed.save_seconds))? {
                feed::Next::Row(row) => {
                    let taken = row.and_then(|(line, draft)| {
                        normaliser.payment(&draft).map_err(|(column, problem)| Reject {
                            line,
                            column: column.to_owned(),
                            problem,
                        })
                    });
                    match taken {
                        Ok(payment) => self.take(&payment, normaliser, &named(normaliser))?,
                        Err(reject) => aside.push(feed::NAME, reject),
                    }
                }
                feed::Next::Nothing if self.unsaved > 0 => self.save(normaliser)?,
                feed::Next::Nothing => {}
                feed::Next::End => return Ok(()),
            }
        }
    }

    fn take(
        &mut self,
        payment: &Payment,
        normaliser: &Normaliser,
        name: &dyn Fn(u32) -> String,
    ) -> anyhow::Result<()> {
        self.confirmed.look(&normaliser.parties, &mut self.engine);
        let mut news = Vec::new();
        let taken = self.watch.accept(&mut self.engine, self.pack, payment, &mut |one| news.push(one));
        *self.counts.entry(word(taken)).or_default() += 1;
        let mut out = std::io::stdout().lock();
        for one in &news {
            match one {
                News::Alert(alert) => {
                    self.alerts += 1;
                    let party = name(alert.subject.party);
                    if self.typed.json {
                        writeln!(out, "{}", show::json(alert, &party))?;
                    } else {
                        show::people(&mut out, alert, &party)?;
                    }
                }
                News::Retracted(side, party) => {
                    self.retracted += 1;
                    let (side, party) = (show::side(*side), name(*party));
                    if self.typed.json {
                        writeln!(out, "{}", json!({ "retracted": { "side": side, "party": party } }))?;
                    } else {
                        writeln!(
                            out,
                            "{side} {party}: retracted, its payments were corrected or taken back\n"
                        )?;
                    }
                }
            }
        }
        if !news.is_empty() {
            out.flush()?;
        }
        drop(out);
        self.unsaved += 1;
        let seconds = Duration::from_secs(self.typed.save_seconds);
        // The clock is asked now and then: asking costs about what a payment costs.
        let is_time = self.unsaved.is_multiple_of(64) && self.last_saved.elapsed() >= seconds;
        if self.unsaved >= self.typed.save_every || is_time {
            self.save(normaliser)?;
        }
        Ok(())
    }

    /// Saves the dictionaries and the state to one file, whole or not at all, and says so: what was handed over until then need
    /// not be handed over again.
    fn save(&mut self, normaliser: &Normaliser) -> anyhow::Result<()> {
        let Some(path) = &self.typed.state else { return Ok(()) };
        let mut draft = path.file_name().unwrap_or_default().to_owned();
        draft.push(".part");
        let draft = path.with_file_name(draft);
        let write = || -> std::io::Result<()> {
            let mut out = BufWriter::with_capacity(1 << 17, File::create(&draft)?);
            for names in [&normaliser.parties, &normaliser.institutions, &normaliser.devices] {
                names.save(&mut out)?;
            }
            self.watch.save(&mut out)?;
            self.engine.save(&mut out)?;
            out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
            fs::rename(&draft, path)?;
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
        };
        write().with_context(|| format!("{} cannot be written", path.display()))?;
        (self.unsaved, self.last_saved) = (0, Instant::now());
        if self.typed.json {
            let payments: u64 = self.counts.values().sum();
            let mut out = std::io::stdout().lock();
            writeln!(out, "{}", json!({ "saved": { "payments": payments } }))?;
            out.flush()?;
        }
        Ok(())
    }

    fn summary(&self, rejects: u64) -> anyhow::Result<Ending> {
        let (counts, alerts, retracted) = (&self.counts, self.alerts, self.retracted);
        let (events, bytes) = self.engine.held();
        let aside = counts.iter().filter(|(name, _)| is_set_aside(name)).map(|(_, count)| count);
        let set_aside = rejects + aside.sum::<u64>();
        let mut out = std::io::stdout().lock();
        if self.typed.json {
            writeln!(
                out,
                "{}",
                json!({ "summary": { "taken": counts, "alerts": alerts, "retracted": retracted, "set_aside": set_aside, "events_held": events, "bytes_held": bytes } })
            )?;
        } else {
            let told: Vec<String> = counts.iter().map(|(name, count)| format!("{count} {name}")).collect();
            writeln!(
                out,
                "{}; {alerts} alerts, {retracted} retracted; {set_aside} set aside; {events} events held in {} MB",
                told.join(", "),
                bytes / 1_000_000
            )?;
        }
        Ok(if set_aside > 0 { Ending::PartlySetAside } else { Ending::Done })
    }
}

fn word(taken: Taken) -> &'static str {
    match taken {
        Taken::New => "new",
        Taken::Late(_) => "late",
        Taken::Again => "again",
        Taken::Corrected(_) => "corrected",
        Taken::Withdrawn(_) => "withdrawn",
        Taken::Superseded => "superseded",
        Taken::Conflict => "in conflict",
        Taken::TooLate => "too late",
        Taken::OutOfTime => "out of time",
        Taken::TooManyParties => "beyond the number of parties",
    }
}
