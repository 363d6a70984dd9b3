//! From a path to a reader: what the path holds is told by its content, not by its name.

use crate::document::{io_problem, name_of, set_aside};
use crate::package::{self, is_document, stem_of};
use crate::progress::Counted;
use crate::table::{self, ColumnMap};
use crate::{Limits, Location, Outcome, Problem, SetAside, cybertipline, goaml, jsonl, police_json};
use model::Source;
use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// A reader of any format.
pub type Outcomes = Box<dyn Iterator<Item = Outcome> + Send>;

/// How to open an input.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    /// What the document may ask of the reader.
    pub limits: Limits,
    /// The column map for tables; without one `<name>.columns.toml` beside the table is used.
    pub columns: Option<ColumnMap>,
    /// Counts the bytes of the input that were read, for a progress bar. A package counts each byte once or a little
    /// more.
    pub progress: Option<Arc<AtomicU64>>,
}

/// Why an input could not be opened at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct OpenError {
    /// The input, as it was given.
    pub file: String,
    /// Why.
    pub problem: Problem,
}

impl OpenError {
    fn new(path: &Path, problem: Problem) -> Self {
        Self { file: path.display().to_string(), problem }
    }
}

impl From<OpenError> for Box<SetAside> {
    /// An input that could not be opened counts as one record set aside, of which no byte is known.
    fn from(error: OpenError) -> Self {
        let at = Location { file: error.file, ..Location::default() };
        set_aside(at, error.problem, "application/octet-stream", &[])
    }
}

/// One thing to read: a file, or a folder that is one package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Where it lies.
    pub path: PathBuf,
    /// Bytes of the file, or of all files of the package.
    pub size: u64,
}

/// Opens a file or a package folder, whatever format it holds.
pub fn open(path: &Path, source: &Source, options: &OpenOptions) -> Result<Outcomes, OpenError> {
    open_any(path, source, options).map_err(|problem| OpenError::new(path, problem))
}

fn open_any(path: &Path, source: &Source, options: &OpenOptions) -> Result<Outcomes, Problem> {
    let shown = path.display().to_string();
    let limits = options.limits;
    let data = fs::metadata(path).map_err(|error| io_problem(&error))?;
    if data.is_dir() {
        return Ok(Box::new(package::read_folder(path, &shown, source, limits, options.progress.clone())?));
    }
    if !data.is_file() {
        return Err(Problem::Hostile("neither a file nor a folder"));
    }
    if data.len() > limits.file_bytes {
        return Err(Problem::Limit { limit: limits.file_bytes, unit: "bytes of one file" });
    }
    let file = File::open(path).map_err(|error| io_problem(&error))?;
    let mut input = BufReader::with_capacity(1 << 18, Counted::new(file, options.progress.clone()));
    let head = input.fill_buf().map_err(|error| io_problem(&error))?;
    Ok(match sniff(head, path) {
        Format::Empty => return Err(Problem::Empty),
        Format::Zip => {
            // What the buffer took is read again from the archive's directory on.
            if let Some(progress) = &options.progress {
                progress.fetch_sub(head.len() as u64, Ordering::Relaxed);
            }
            Box::new(package::read_zip(input.into_inner(), &shown, source, limits)?)
        }
        Format::Goaml => Box::new(goaml::read(input, &shown, source, limits)),
        Format::CyberTipline => Box::new(cybertipline::read(input, &shown, source, limits)),
        Format::JsonLines => Box::new(jsonl::read(input, &shown, limits)),
        Format::PoliceJson => Box::new(police_json::read(input, &shown, source, limits)),
        Format::Table => {
            let columns = match &options.columns {
                Some(columns) => columns.clone(),
                None => columns_beside(path)?,
            };
            Box::new(table::read(input, &shown, source, columns, limits))
        }
        Format::Unknown(why) if options.columns.is_none() => return Err(Problem::UnknownFormat(why.into())),
        // Whoever gives a column map says that it is a table, whatever its name.
        Format::Unknown(_) => {
            let columns = options.columns.clone().unwrap_or_else(ColumnMap::hotline);
            Box::new(table::read(input, &shown, source, columns, limits))
        }
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Empty,
    Zip,
    Goaml,
    CyberTipline,
    JsonLines,
    PoliceJson,
    Table,
    Unknown(&'static str),
}

/// Tells the format by the first bytes; only tables, which have no mark of their own, by the name.
fn sniff(head: &[u8], path: &Path) -> Format {
    if head.is_empty() {
        return Format::Empty;
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Format::Zip;
    }
    if has_extension(path, &["csv", "tsv"]) {
        return Format::Table;
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    // Text in UTF-16 is handed to the reader of its format, which says what is wrong with it.
    let text = text.strip_prefix(b"\xff\xfe").or_else(|| text.strip_prefix(b"\xfe\xff")).unwrap_or(text);
    let mut signs = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace() && *byte != 0);
    match signs.next() {
        None => Format::Empty,
        Some(b'<') if goaml::is_goaml(text) => Format::Goaml,
        Some(b'<') => Format::CyberTipline,
        Some(b'{') => {
            let key: Vec<u8> = signs.take(jsonl::MARK.len() + 2).collect();
            let mark = format!("\"{}\"", jsonl::MARK).into_bytes();
            // The mark stands first, unless some program sorted the keys.
            let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
            let anywhere = || line.windows(mark.len()).any(|window| window == mark);
            let lines = key == mark || (has_extension(path, &["jsonl", "ndjson"]) && anywhere());
            if lines { Format::JsonLines } else { Format::PoliceJson }
        }
        Some(b'[') => Format::PoliceJson,
        Some(_) if head.starts_with(b"%PDF") => {
            Format::Unknown("a PDF alone; it is taken in with the JSON or XML of its report beside it")
        }
        Some(_) => Format::Unknown(
            "neither XML nor JSON nor a ZIP archive; for a table give it the extension .csv, or a column map (--columns)",
        ),
    }
}

/// The map that lies beside a table: `calls.columns.toml` or `calls.csv.columns.toml` for `calls.csv`.
fn columns_beside(path: &Path) -> Result<ColumnMap, Problem> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    for map in [stem_of(&name), &name] {
        let beside = path.with_file_name(format!("{map}{COLUMNS}"));
        match fs::read_to_string(&beside) {
            Ok(text) => {
                let detail = |error: table::ColumnMapError| Problem::Syntax {
                    format: "TOML",
                    detail: format!("{}: {error}", name_of(&beside.display().to_string())),
                };
                return ColumnMap::from_toml(&text).map_err(detail);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(io_problem(&error)),
        }
    }
    Err(Problem::UnknownFormat(format!(
        "a table needs a column map: give one with --columns, or put {}{COLUMNS} beside it",
        stem_of(&name)
    )))
}

/// How the names of column maps end.
const COLUMNS: &str = ".columns.toml";

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    let given = path.extension().and_then(|extension| extension.to_str());
    given.is_some_and(|given| extensions.iter().any(|one| given.eq_ignore_ascii_case(one)))
}

/// What a path holds: a file is one input; a folder that is a package is one input; of any other folder every file
/// below it, sorted by path.
///
/// Left out are hidden files, symbolic links, column maps, `README*`, `*.md` and folders called `truth` (the answers that
/// come with synthetic data). A folder is a package where it directly holds a report document (`.json`, `.xml`) and
/// beside it files or folders that are no input themselves.
pub fn discover(path: &Path) -> Result<Vec<Input>, OpenError> {
    let data = fs::metadata(path).map_err(|error| OpenError::new(path, io_problem(&error)))?;
    if !data.is_dir() {
        return Ok(vec![Input { path: path.to_owned(), size: data.len() }]);
    }
    let mut inputs = Vec::new();
    walk(path, Limits::default().depth, &mut inputs)?;
    Ok(inputs)
}

fn walk(folder: &Path, depth: usize, inputs: &mut Vec<Input>) -> Result<(), OpenError> {
    let Some(depth) = depth.checked_sub(1) else {
        let limit = Limits::default().depth as u64;
        return Err(OpenError::new(folder, Problem::Limit { limit, unit: "nested folders" }));
    };
    let listed = list(folder).map_err(|error| OpenError::new(folder, io_problem(&error)))?;
    if is_package(folder, &listed) {
        let size = size_of(folder, depth);
        inputs.push(Input { path: folder.to_owned(), size });
        return Ok(());
    }
    for (path, data) in listed {
        if data.is_dir() {
            if name(&path) != "truth" {
                walk(&path, depth, inputs)?;
            }
        } else if data.is_file() && !is_aside(&path) {
            inputs.push(Input { path, size: data.len() });
        }
    }
    Ok(())
}

/// The entries of a folder without hidden ones and links, sorted.
fn list(folder: &Path) -> io::Result<Vec<(PathBuf, fs::Metadata)>> {
    let mut listed = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let data = entry.metadata()?;
        if !data.is_symlink() && !name(&entry.path()).starts_with('.') {
            listed.push((entry.path(), data));
        }
    }
    listed.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    Ok(listed)
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Papers about the inputs rather than inputs.
fn is_aside(path: &Path) -> bool {
    let name = name(path);
    name.ends_with(COLUMNS) || name.starts_with("README") || has_extension(path, &["md"])
}

fn is_package(folder: &Path, listed: &[(PathBuf, fs::Metadata)]) -> bool {
    let files = || listed.iter().filter(|(path, data)| data.is_file() && !is_aside(path));
    let documents: Vec<String> =
        files().map(|(path, _)| name(path)).filter(|name| is_document(name)).collect();
    if documents.is_empty() {
        return false;
    }
    // A folder that is called as its document is one report, whatever else lies in it.
    let own = name(folder);
    if listed.len() > 1 && documents.iter().any(|document| stem_of(document) == own) {
        return true;
    }
    let other_file = files().any(|(path, _)| {
        !is_document(&name(path)) && !has_extension(path, &["csv", "tsv", "jsonl", "ndjson", "zip", "toml"])
    });
    // A folder below belongs to the report if it bears its name, or is the usual one for uploaded files.
    let files_below = listed.iter().filter(|(_, data)| data.is_dir()).any(|(path, _)| {
        let name = name(path);
        name.eq_ignore_ascii_case("files") || documents.iter().any(|document| stem_of(document) == name)
    });
    other_file || files_below
}

/// Bytes of all files below; a folder that cannot be listed counts nothing here and is told of when it is read.
fn size_of(folder: &Path, depth: usize) -> u64 {
    let Some(depth) = depth.checked_sub(1) else { return 0 };
    let listed = list(folder).unwrap_or_default();
    listed.iter().map(|(path, data)| if data.is_dir() { size_of(path, depth) } else { data.len() }).sum()
}
