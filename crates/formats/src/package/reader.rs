//! A package's reports, one after the other.

use super::group::{Group, Groups, group};
use super::hashing::hash;
use super::merge::{merge, names};
use super::tree::{Entry, Tree, name_of, problem_of, read_whole};
use crate::document::{document, set_aside};
use crate::{Document, Limits, Location, Outcome, Problem, Record, cybertipline, goaml, police_json};
use model::Source;
use std::{
    collections::{HashSet, VecDeque},
    io::Cursor,
};

pub(super) struct Reader<T> {
    tree: T,
    /// What stands before an entry's path in a location: `folder/` or `tips.zip!`.
    prefix: String,
    source: Source,
    limits: Limits,
    entries: Vec<Entry>,
    groups: std::vec::IntoIter<Group>,
    shared: Vec<Vec<usize>>,
    stray: Vec<usize>,
    /// Shared files that a report claimed.
    claimed: HashSet<usize>,
    ready: VecDeque<Outcome>,
    records: u64,
    finished: bool,
}

impl<T: Tree> Reader<T> {
    pub(super) fn new(mut tree: T, prefix: String, source: &Source, limits: Limits) -> Self {
        let (mut entries, refused) = tree.take_entries();
        entries.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        let Groups { reports: groups, shared, stray } = group(&entries);
        let mut reader = Self {
            tree,
            prefix,
            source: source.clone(),
            limits,
            groups: Vec::new().into_iter(),
            shared,
            stray,
            claimed: HashSet::new(),
            ready: VecDeque::new(),
            records: 0,
            finished: false,
            entries,
        };
        for refused in refused {
            reader.aside(&refused.path, refused.problem, &[]);
        }
        if groups.is_empty() {
            let problem = if reader.entries.is_empty() && reader.ready.is_empty() {
                Problem::Empty
            } else {
                let files = reader.entries.len();
                Problem::UnknownFormat(format!(
                    "a package of {files} files without a report document (.json or .xml)"
                ))
            };
            reader.aside("", problem, &[]);
            reader.finished = true;
        }
        reader.groups = groups.into_iter();
        reader
    }

    fn location(&self, path: &str) -> Location {
        let whole = format!("{}{path}", self.prefix);
        let file = if path.is_empty() { whole.trim_end_matches(['!', '/']).to_owned() } else { whole };
        Location { file, ..Location::default() }
    }

    fn aside(&mut self, path: &str, problem: Problem, bytes: &[u8]) {
        let at = self.location(path);
        self.ready.push_back(Err(set_aside(at, problem, "application/octet-stream", bytes)));
    }

    /// Reads one report document with all that belongs to it.
    fn read(&mut self, group: &Group) {
        let Some(entry) = self.entries.get(group.document).cloned() else { return };
        let bytes = match read_whole(&mut self.tree, &entry, self.limits.record_bytes) {
            Ok(bytes) => bytes,
            Err((problem, bytes)) => return self.aside(&entry.path, problem, &bytes),
        };
        let outcomes = self.parse(&entry, bytes);
        let mut records = Vec::new();
        for outcome in outcomes {
            match outcome {
                Ok(record) => records.push(record),
                Err(aside) => self.ready.push_back(Err(aside)),
            }
        }
        if records.is_empty() {
            return;
        }
        let (papers, mut files) = self.papers(group, &records);
        files.extend(&group.files);
        let shared = group.shared.and_then(|number| self.shared.get(number)).cloned().unwrap_or_default();
        files.extend(shared.into_iter().filter(|at| self.claim(*at, &records)));
        if let Some(first) = records.first_mut() {
            first.papers = papers;
        }
        self.hash_files(&files, &mut records);
        for mut record in records {
            self.records += 1;
            record.at.record = Some(self.records);
            self.ready.push_back(Ok(record));
        }
    }

    fn parse(&self, entry: &Entry, bytes: Vec<u8>) -> Vec<Outcome> {
        let file = self.location(&entry.path).file;
        let xml =
            bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).trim_ascii_start().first() == Some(&b'<');
        let media_type = if xml { "application/xml" } else { "application/json" };
        let whole = document(&file, media_type, &bytes);
        let financial = xml && goaml::is_goaml(&bytes);
        let input = Cursor::new(bytes);
        let mut outcomes: Vec<Outcome> = if financial {
            goaml::read(input, &file, &self.source, self.limits).collect()
        } else if xml {
            cybertipline::read(input, &file, &self.source, self.limits).collect()
        } else {
            police_json::read(input, &file, &self.source, self.limits).collect()
        };
        // The file is the evidence: with one report in it, it is kept as a whole.
        if let [Ok(record)] = outcomes.as_mut_slice() {
            record.document = whole;
        }
        outcomes
    }

    /// Reads the papers that are kept; those that are listed as uploaded files, or are too large, are only hashed.
    fn papers(&mut self, group: &Group, records: &[Record]) -> (Vec<Document>, Vec<usize>) {
        let (mut papers, mut files) = (Vec::new(), Vec::new());
        let mut left = self.limits.record_bytes;
        for at in &group.papers {
            let Some(entry) = self.entries.get(*at).cloned() else { continue };
            let name = name_of(&entry.path);
            let uploaded = records.iter().any(|record| names(&record.report, name));
            if uploaded || entry.size > left as u64 {
                files.push(*at);
                continue;
            }
            match read_whole(&mut self.tree, &entry, left) {
                Ok(bytes) => {
                    left -= bytes.len();
                    papers.push(document(&entry.path, paper_type(name), &bytes));
                }
                Err((problem, _)) => self.aside(&entry.path, problem, &[]),
            }
        }
        (papers, files)
    }

    /// Whether one of the reports lists this shared file, and none did before.
    fn claim(&mut self, at: usize, records: &[Record]) -> bool {
        let Some(entry) = self.entries.get(at) else { return false };
        let listed = records.iter().any(|record| names(&record.report, name_of(&entry.path)));
        listed && self.claimed.insert(at)
    }

    fn hash_files(&mut self, files: &[usize], records: &mut [Record]) {
        let mut taken = Vec::new();
        for at in files {
            let Some(entry) = self.entries.get(*at).cloned() else { continue };
            let facts = match self.tree.open(entry.id) {
                Ok(reader) => hash(reader).map_err(problem_of),
                Err(problem) => Err(problem),
            };
            match facts {
                Ok(facts) => {
                    let mut reports: Vec<_> = records.iter_mut().map(|record| &mut record.report).collect();
                    if !merge(&mut reports, &mut taken, name_of(&entry.path), &facts) {
                        self.stray.push(*at);
                    }
                }
                Err(problem) => self.aside(&entry.path, problem, &[]),
            }
        }
    }

    /// Files that belong to no report are said once, together.
    fn finish(&mut self) {
        self.finished = true;
        let unclaimed = self.shared.iter().flatten().filter(|at| !self.claimed.contains(at));
        let stray: Vec<usize> = self.stray.iter().chain(unclaimed).copied().collect();
        let Some(first) = stray.iter().min().and_then(|at| self.entries.get(*at)) else { return };
        let path = first.path.clone();
        let others = stray.len() - 1;
        let words = if others == 0 {
            "the file belongs to no report of the package".to_owned()
        } else {
            format!("this file and {others} more belong to no report of the package")
        };
        self.aside(&path, Problem::UnknownFormat(words), &[]);
    }
}

fn paper_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).as_deref() {
        Some("pdf") => "application/pdf",
        Some("html" | "htm") => "text/html",
        Some("xml") => "application/xml",
        Some("json") => "application/json",
        _ => "text/plain",
    }
}

impl<T: Tree> Iterator for Reader<T> {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        loop {
            if let Some(outcome) = self.ready.pop_front() {
                return Some(outcome);
            }
            if self.finished {
                return None;
            }
            match self.groups.next() {
                Some(group) => self.read(&group),
                None => self.finish(),
            }
        }
    }
}
