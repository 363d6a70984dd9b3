//! Tanglaw's own JSON Lines: one report a line, complete, with the version of its form in front.
//!
//! A line is the JSON object of a [`model::Report`] with the key `"tanglaw": "report/1"`, which the writer puts first.
//! The form is described by `schema/report-1.schema.json`, which is generated from the types ([`schema`]). Two rules for
//! other programs that write it:
//!
//! - Keys that the form does not know are kept with the report as [`model::Unread`]; a wrong value under a known key sets
//!   the line aside.
//! - `null` means *not known*, as does leaving a key out.
//!
//! Reports with the same reference may stand in one file; that they are the same report is the store's to find out.

mod one;
mod schema;
mod tree;

use crate::document::{document, io_problem, set_aside};
use crate::lines::{Lines, Next, count, without_end};
use crate::{Limits, Location, Outcome, Problem, Record};
use model::{Personal, Report, Unread};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor, value::MapAccessDeserializer};
use serde_json::{Map, Value, error::Category};
use std::{
    fmt,
    io::{self, BufRead, Write},
};

pub use one::{Remark, read_one};
pub use schema::schema;

/// The version of the form that this crate reads and writes.
pub const VERSION: &str = "report/1";

/// The key that carries the version.
pub const MARK: &str = "tanglaw";

const MEDIA_TYPE: &str = "application/json";

/// A report nests no deeper than this, so that a tighter [`Limits::depth`] must be checked by hand.
const REPORT_DEPTH: usize = 8;

/// Reads reports line by line; `file` is the name shown in locations.
///
/// The source written in a record is the record's source. Blank lines are skipped; a byte-order mark and CRLF are taken;
/// the last line needs no end. A file without any line gives one [`Problem::Empty`].
pub fn read<R: BufRead + Send + 'static>(
    input: R,
    file: &str,
    limits: Limits,
) -> impl Iterator<Item = Outcome> + Send + use<R> {
    Reader {
        lines: Lines::new(input, limits),
        file: file.to_owned(),
        limits,
        line: Vec::new(),
        records: 0,
        done: false,
    }
}

/// Writes one report as one line.
pub fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let report = serde_json::to_vec(report)?;
    // The object of a report always has fields: its source and channel.
    write!(out, "{{\"{MARK}\":\"{VERSION}\",")?;
    out.write_all(report.get(1..).unwrap_or_default())?;
    out.write_all(b"\n")
}

struct Reader<R> {
    lines: Lines<R>,
    file: String,
    limits: Limits,
    line: Vec<u8>,
    records: u64,
    done: bool,
}

impl<R: BufRead> Reader<R> {
    fn at(&self, path: Option<String>) -> Location {
        Location {
            file: self.file.clone(),
            record: Some(self.records),
            line: Some(self.lines.number()),
            path,
        }
    }

    /// An end of the whole file that no record stands for.
    fn stop(&mut self, problem: Problem) -> Outcome {
        self.done = true;
        let at = Location { file: self.file.clone(), ..Location::default() };
        Err(set_aside(at, problem, MEDIA_TYPE, &[]))
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        while !self.done {
            self.line.clear();
            match self.lines.next(&mut self.line) {
                Err(error) => return Some(self.stop(io_problem(&error))),
                Ok(Next::FileTooLong) => {
                    let limit = self.limits.file_bytes;
                    return Some(self.stop(Problem::Limit { limit, unit: "bytes of one file" }));
                }
                Ok(Next::End) if self.records == 0 => return Some(self.stop(Problem::Empty)),
                Ok(Next::End) => self.done = true,
                Ok(Next::TooLong) => {
                    self.records += 1;
                    let limit = self.limits.record_bytes as u64;
                    let problem = Problem::Limit { limit, unit: "bytes of one line" };
                    return Some(Err(set_aside(self.at(None), problem, MEDIA_TYPE, &self.line)));
                }
                Ok(Next::Line) => {
                    let line = without_end(&self.line);
                    if line.iter().all(u8::is_ascii_whitespace) {
                        continue;
                    }
                    self.records += 1;
                    return Some(match parse(line, self.limits) {
                        Ok(report) => Ok(Record {
                            report,
                            document: document(&self.file, MEDIA_TYPE, line),
                            papers: Vec::new(),
                            at: self.at(None),
                        }),
                        Err(broken) => Err(set_aside(self.at(broken.path), broken.problem, MEDIA_TYPE, line)),
                    });
                }
            }
        }
        None
    }
}

/// Why a line is no report, and where in it.
struct Broken {
    path: Option<String>,
    problem: Problem,
}

impl From<Problem> for Broken {
    fn from(problem: Problem) -> Self {
        Self { path: None, problem }
    }
}

fn parse(line: &[u8], limits: Limits) -> Result<Report, Broken> {
    let text = std::str::from_utf8(line).map_err(|_| Problem::Encoding { encoding: "UTF-8" })?;
    // Every value but the first of an object or list follows a comma: few commas, few values.
    let few = line.len() <= limits.items || count(b',', line) < limits.items;
    if few
        && limits.depth >= REPORT_DEPTH
        && let Ok(Marked(report)) = serde_json::from_str(text)
    {
        return Ok(report);
    }
    parse_patiently(text, limits)
}

/// Reads a line that is no plain `report/1`: finds out what is wrong with it, or what it has beyond the form.
fn parse_patiently(text: &str, limits: Limits) -> Result<Report, Broken> {
    let mut tree = Value::Object(object_of(text, limits)?);
    let mut unread = Vec::new();
    schema::prune(&mut tree, &mut |path, value| {
        unread.push(Unread { path: path.to_owned(), value: Personal::new(value.to_string()) });
    });
    match serde_path_to_error::deserialize::<_, Report>(&tree) {
        Ok(mut report) => {
            report.unread.append(&mut unread);
            Ok(report)
        }
        Err(error) => Err(field(error.path(), &error.inner().to_string(), &tree)),
    }
}

/// The object of a report without its mark.
fn object_of(text: &str, limits: Limits) -> Result<Map<String, Value>, Broken> {
    let tree = tree::read(text, limits).map_err(|error| syntax(&error, limits))?;
    let Value::Object(mut object) = tree else {
        return Err(not_ours("a JSON object was expected on each line").into());
    };
    let why = match object.remove(MARK) {
        Some(Value::String(version)) if version == VERSION => return Ok(object),
        Some(Value::String(version)) => {
            // Other text than a version may be anything, even personal.
            match version.strip_prefix("report/").and_then(|number| number.parse::<u32>().ok()) {
                Some(number) => {
                    format!("form report/{number}; this program reads {VERSION}, a newer one is needed")
                }
                None => format!("the key {MARK:?} holds no version such as {VERSION:?}"),
            }
        }
        _ => format!("the key {MARK:?}: {VERSION:?} is missing"),
    };
    Err(not_ours(&why).into())
}

fn not_ours(why: &str) -> Problem {
    Problem::UnknownFormat(why.to_owned())
}

fn syntax(error: &serde_json::Error, limits: Limits) -> Broken {
    let column = error.column();
    let words = error.to_string();
    // The reader of trees has three errors of its own; all other words of this category are the parser's fixed ones.
    let problem = match (error.classify(), words.split(" at line ").next().unwrap_or_default()) {
        (Category::Eof, _) => Problem::Truncated { expected: "the end of the JSON object".into() },
        (_, tree::TOO_DEEP) => Problem::Limit { limit: limits.depth as u64, unit: "nested values" },
        (_, tree::TOO_MANY) => Problem::Limit { limit: limits.items as u64, unit: "values of one record" },
        (Category::Syntax, what) => {
            Problem::Syntax { format: "JSON", detail: format!("{what} at column {column}") }
        }
        (_, tree::TWICE) => {
            Problem::Syntax { format: "JSON", detail: format!("{} at column {column}", tree::TWICE) }
        }
        _ => Problem::Syntax { format: "JSON", detail: format!("a value no JSON allows at column {column}") },
    };
    problem.into()
}

/// Turns serde's words, which quote values, into words about shapes.
fn field(path: &serde_path_to_error::Path, words: &str, tree: &Value) -> Broken {
    use serde_path_to_error::Segment;
    let mut at = String::new();
    let mut value = Some(tree);
    for segment in path {
        match segment {
            Segment::Seq { index } => {
                at.push('/');
                at.push_str(&index.to_string());
                value = value.and_then(|value| value.get(index));
            }
            Segment::Map { key } | Segment::Enum { variant: key } => {
                at.push('/');
                at.push_str(key);
                value = value.and_then(|value| value.get(key));
            }
            Segment::Unknown => {}
        }
    }
    let expected = if let Some(rest) = words.strip_prefix("missing field ") {
        format!("the key {}", rest.split(" at line ").next().unwrap_or_default())
    } else if let Some((_, expected)) = words.rsplit_once(", expected ") {
        match expected {
            "u8" | "u16" | "u64" | "usize" | "i32" => "a whole number".to_owned(),
            other => other.to_owned(),
        }
    } else if let Some(expected) = words.strip_prefix("expected ") {
        expected.to_owned()
    } else {
        "a value as the form asks for (see report-1.schema.json)".to_owned()
    };
    let missing = words.starts_with("missing field ");
    let found =
        if missing { "none".to_owned() } else { value.map_or_else(|| "nothing".to_owned(), tree::shape) };
    Broken { path: Some(at).filter(|at| !at.is_empty()), problem: Problem::Field { expected, found } }
}

/// A report whose object begins with the mark, read without a copy in between.
struct Marked(Report);

impl<'de> Deserialize<'de> for Marked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MarkFirst;
        impl<'de> Visitor<'de> for MarkFirst {
            type Value = Marked;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object that begins with its version")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Marked, A::Error> {
                if map.next_key::<&str>()? != Some(MARK) || map.next_value::<&str>()? != VERSION {
                    return Err(A::Error::custom("version"));
                }
                Report::deserialize(MapAccessDeserializer::new(map)).map(Marked)
            }
        }
        deserializer.deserialize_map(MarkFirst)
    }
}
