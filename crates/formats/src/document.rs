//! Making documents and set-asides from the bytes at hand.

use crate::{Document, Location, Problem, SetAside};

/// The last part of a path or of an archive entry's name (`tips.zip!123/123.json` → `123.json`).
pub(crate) fn name_of(file: &str) -> &str {
    file.rsplit(['/', '\\', '!']).next().unwrap_or(file)
}

/// A document of these bytes, named after the file it stands in.
pub(crate) fn document(file: &str, media_type: &'static str, bytes: &[u8]) -> Document {
    Document { name: name_of(file).to_owned(), media_type, bytes: bytes.to_vec() }
}

/// A record that is set aside.
pub(crate) fn set_aside(
    at: Location,
    problem: Problem,
    media_type: &'static str,
    bytes: &[u8],
) -> Box<SetAside> {
    let document = document(&at.file, media_type, bytes);
    Box::new(SetAside { at, problem, document })
}

/// The operating system's reason, without the path: the location names the file already.
pub(crate) fn io_problem(error: &std::io::Error) -> Problem {
    // `ErrorKind` has fixed words; the full text of an error may hold a path.
    Problem::Io(error.kind().to_string())
}
