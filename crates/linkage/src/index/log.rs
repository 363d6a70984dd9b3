//! An index on disk: a snapshot, and a log of what was done since.
//!
//! Both are lines of JSON, each after a checksum. What is added is in the log, and on the disk after [`SavedIndex::sync`],
//! before anybody is told. A last line cut off by a crash was never told to anybody and is taken away; a damaged line
//! before it is an error that names the line. The snapshot holds records with their links, so that opening compares
//! nothing.

use super::{Cell, Change, Index, Record};
use crate::{LinkageError, Model, Parameters, cluster::Constraint, weights::stable_hash};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, OpenOptions},
    io::{BufRead as _, BufReader, BufWriter, Seek as _, Write as _},
    path::{Path, PathBuf},
};

const LOG: &str = "index.log";
const SNAPSHOT: &str = "index.snapshot";
/// Longest line: a record with the most values in every column.
const LONGEST: u64 = 64 << 20;

/// One line.
#[derive(Serialize, Deserialize)]
enum Line {
    /// The model and parameters it belongs to, by fingerprint; the first line.
    #[serde(rename = "index")]
    Begin { model: String, inputs: Vec<String>, number: u64 },
    #[serde(rename = "add")]
    Add(u64, u16, Vec<Cell>),
    #[serde(rename = "take")]
    Take(u64),
    #[serde(rename = "link")]
    /// Keys, bits of the weight, pattern.
    Link(u64, u64, u64, u64),
    #[serde(rename = "same")]
    Same(u64, u64),
    #[serde(rename = "different")]
    Different(u64, u64),
    #[serde(rename = "release")]
    Release(u64, u64),
    /// The last line of a snapshot.
    #[serde(rename = "end")]
    End(u64),
}

/// An index that survives.
pub struct SavedIndex {
    index: Index,
    folder: PathBuf,
    log: BufWriter<File>,
    /// Which snapshot the log continues.
    number: u64,
    logged: u64,
}

fn failed(path: &Path, problem: impl std::fmt::Display) -> LinkageError {
    LinkageError::File { path: path.display().to_string(), problem: problem.to_string() }
}

fn write_line(out: &mut impl std::io::Write, line: &Line) -> std::io::Result<()> {
    let text = serde_json::to_string(line)?;
    writeln!(out, "{:016x} {text}", stable_hash(&text))
}

/// Reads lines until the end or a torn last line; returns how many bytes are sound.
fn read_lines(
    path: &Path,
    file: File,
    mut see: impl FnMut(Line) -> Result<(), LinkageError>,
) -> Result<u64, LinkageError> {
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let (mut sound, mut number) = (0, 0_u64);
    let mut text = String::new();
    loop {
        text.clear();
        number += 1;
        let read = std::io::Read::take(&mut reader, LONGEST)
            .read_line(&mut text)
            .map_err(|error| failed(path, format!("line {number}: {error}")))?;
        if read == 0 {
            return Ok(sound);
        }
        let line = text.strip_suffix('\n').and_then(|text| {
            let (sum, json) = text.split_once(' ')?;
            (u64::from_str_radix(sum, 16).ok()? == stable_hash(json)).then_some(json)
        });
        let line = line.and_then(|json| serde_json::from_str(json).ok());
        let Some(line) = line else {
            let last = reader.fill_buf().map_err(|error| failed(path, error))?.is_empty();
            if last {
                return Ok(sound);
            }
            return Err(failed(path, format!("line {number} is damaged; restore the folder from a backup")));
        };
        see(line)?;
        sound += read as u64;
    }
}

impl SavedIndex {
    /// Opens the index of a folder, or begins one.
    pub fn open(folder: &Path, model: &Model, parameters: &Parameters) -> Result<Self, LinkageError> {
        fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
        let mut index = Index::new(model, parameters)?;
        let begins = |line: &Line, number: Option<u64>, index: &Index, path: &Path| match line {
            Line::Begin { model: known, inputs, number: n }
                if *known == model.fingerprint()
                    && inputs == index.inputs()
                    && number.is_none_or(|known| known == *n) =>
            {
                Ok(*n)
            }
            Line::Begin { .. } => {
                Err(failed(path, "it belongs to another model; give that model, or begin a new folder"))
            }
            _ => Err(failed(path, "its first line is missing; restore the folder from a backup")),
        };
        let mut number = 0;
        let path = folder.join(SNAPSHOT);
        if let Ok(file) = File::open(&path) {
            let (mut first, mut ended) = (true, false);
            read_lines(&path, file, |line| {
                if std::mem::take(&mut first) {
                    number = begins(&line, None, &index, &path)?;
                } else if let Line::End(count) = line {
                    ended = count == index.len() as u64;
                } else {
                    index.restore(line)?;
                }
                Ok(())
            })?;
            if !ended {
                return Err(failed(&path, "it is not whole; restore the folder from a backup"));
            }
            index.restored();
        }
        let path = folder.join(LOG);
        let file = OpenOptions::new().read(true).append(true).create(true).open(&path);
        let mut file = file.map_err(|error| failed(&path, error))?;
        let reader = file.try_clone().map_err(|error| failed(&path, error))?;
        let (mut first, mut logged, mut stale) = (true, 0, false);
        let sound = read_lines(&path, reader, |line| {
            if std::mem::take(&mut first) {
                // A log of an older snapshot is all in the newer one: a crash came between the two.
                if let Line::Begin { number: old, .. } = line {
                    stale = old < number;
                }
                if !stale {
                    begins(&line, Some(number), &index, &path)?;
                }
            } else if !stale {
                index.redo(line)?;
                logged += 1;
            }
            Ok(())
        })?;
        file.set_len(if stale { 0 } else { sound }).map_err(|error| failed(&path, error))?;
        file.seek(std::io::SeekFrom::End(0)).map_err(|error| failed(&path, error))?;
        let mut saved = Self { index, folder: folder.to_owned(), log: BufWriter::new(file), number, logged };
        if first || stale {
            saved.append(&saved.first_line())?;
        }
        Ok(saved)
    }

    /// The index, for asking.
    pub fn index(&self) -> &Index {
        &self.index
    }
    /// What a record would match, without keeping it.
    pub fn look_up(&mut self, record: &Record) -> Result<Vec<super::Match>, LinkageError> {
        self.index.look_up(record)
    }
    /// How many steps the log holds: many make opening slow, [`Self::compact`] takes them into the snapshot.
    pub fn logged(&self) -> u64 {
        self.logged
    }

    fn first_line(&self) -> Line {
        let inputs = self.index.inputs().to_vec();
        Line::Begin { model: self.index.model().fingerprint(), inputs, number: self.number }
    }

    fn append(&mut self, line: &Line) -> Result<(), LinkageError> {
        write_line(&mut self.log, line).map_err(|error| failed(&self.folder.join(LOG), error))
    }

    /// Adds a record. It is on the disk after the next [`Self::sync`].
    pub fn insert(&mut self, record: &Record) -> Result<Change, LinkageError> {
        self.index.check(record)?;
        self.append(&Line::Add(record.key, record.source, record.cells.clone()))?;
        self.logged += 1;
        self.index.insert(record)
    }
    /// Takes a record out.
    pub fn remove(&mut self, key: u64) -> Result<Change, LinkageError> {
        self.append(&Line::Take(key))?;
        self.logged += 1;
        Ok(self.index.remove(key))
    }
    /// Notes a decision.
    pub fn constrain(
        &mut self,
        left: u64,
        right: u64,
        constraint: Constraint,
    ) -> Result<Change, LinkageError> {
        self.append(&decided(left, right, constraint))?;
        self.logged += 1;
        Ok(self.index.constrain(left, right, constraint))
    }
    /// Takes a decision back.
    pub fn release(&mut self, left: u64, right: u64) -> Result<Change, LinkageError> {
        self.append(&Line::Release(left, right))?;
        self.logged += 1;
        Ok(self.index.release(left, right))
    }

    /// Puts everything on the disk.
    pub fn sync(&mut self) -> Result<(), LinkageError> {
        let path = self.folder.join(LOG);
        self.log.flush().map_err(|error| failed(&path, error))?;
        self.log.get_ref().sync_data().map_err(|error| failed(&path, error))
    }

    /// Writes a new snapshot and begins a new log.
    pub fn compact(&mut self) -> Result<(), LinkageError> {
        self.sync()?;
        let path = self.folder.join(SNAPSHOT);
        let draft = self.folder.join("index.snapshot.part");
        self.number += 1;
        let whole = || -> std::io::Result<()> {
            let mut out = BufWriter::with_capacity(1 << 20, File::create(&draft)?);
            write_line(&mut out, &self.first_line())?;
            self.index.save(&mut |line| write_line(&mut out, line))?;
            write_line(&mut out, &Line::End(self.index.len() as u64))?;
            out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
            fs::rename(&draft, &path)?;
            File::open(&self.folder)?.sync_all()
        };
        whole().map_err(|error| failed(&path, error))?;
        let path = self.folder.join(LOG);
        self.log.get_ref().set_len(0).map_err(|error| failed(&path, error))?;
        self.logged = 0;
        self.append(&self.first_line())?;
        self.sync()
    }
}

fn decided(left: u64, right: u64, constraint: Constraint) -> Line {
    match constraint {
        Constraint::Same => Line::Same(left, right),
        Constraint::Different => Line::Different(left, right),
    }
}

impl Index {
    /// Everything that is needed to have it again, line by line.
    fn save(&self, write: &mut impl FnMut(&Line) -> std::io::Result<()>) -> std::io::Result<()> {
        let mut keys: Vec<(&u64, &u32)> = self.places.iter().collect();
        keys.sort_unstable();
        for (key, place) in &keys {
            let source = self.table.sources.get(**place as usize).copied().unwrap_or(0);
            write(&Line::Add(**key, source, self.cells_of(**place)))?;
        }
        for (key, place) in &keys {
            for link in self.links.of(**place) {
                let other = self.key(link.other);
                if **key < other {
                    write(&Line::Link(**key, other, link.weight.to_bits(), link.pattern))?;
                }
            }
        }
        let mut decisions: Vec<_> = self.decisions.iter().collect();
        decisions.sort_unstable();
        for ((left, right), constraint) in decisions {
            write(&decided(*left, *right, *constraint))?;
        }
        Ok(())
    }

    /// Takes a line of a snapshot in; nothing is compared.
    fn restore(&mut self, line: Line) -> Result<(), LinkageError> {
        match line {
            Line::Add(key, source, cells) => {
                let record = Record { key, source, cells };
                self.check(&record)?;
                self.put_back(&record);
            }
            Line::Link(left, right, weight, pattern) => {
                if let (Some(left), Some(right)) = (self.places.get(&left), self.places.get(&right)) {
                    self.links.set(*left, *right, Some((f64::from_bits(weight), pattern)));
                }
            }
            Line::Same(left, right) => self.note_decision(left, right, Constraint::Same),
            Line::Different(left, right) => self.note_decision(left, right, Constraint::Different),
            Line::Begin { .. } | Line::Take(_) | Line::Release(..) | Line::End(_) => {}
        }
        Ok(())
    }

    /// Does a line of the log again.
    fn redo(&mut self, line: Line) -> Result<(), LinkageError> {
        match line {
            Line::Add(key, source, cells) => {
                self.insert(&Record { key, source, cells })?;
            }
            Line::Take(key) => {
                self.remove(key);
            }
            Line::Same(left, right) => {
                self.constrain(left, right, Constraint::Same);
            }
            Line::Different(left, right) => {
                self.constrain(left, right, Constraint::Different);
            }
            Line::Release(left, right) => {
                self.release(left, right);
            }
            Line::Begin { .. } | Line::Link(..) | Line::End(_) => {}
        }
        Ok(())
    }
}
