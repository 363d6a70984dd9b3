//! How much a document may ask of the reader.

/// Bounds on what one document may make the reader hold or do. All input is hostile; real documents stay far below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file. A file of many reports is streamed, so this bounds time and disk, not memory.
    pub file_bytes: u64,
    /// Bytes of one record (one report, one row, one line), which is held in memory.
    pub record_bytes: usize,
    /// Nested elements or values.
    pub depth: usize,
    /// Elements, values and attributes of one record.
    pub items: usize,
    /// Entries of an archive.
    pub archive_entries: usize,
    /// How many times larger than its packed form an archive entry may become.
    pub expansion: u64,
}

impl Default for Limits {
    /// 64 GiB a file, 8 MiB a record, 64 levels, 100,000 items; 200,000 archive entries, each at most 200 times its
    /// packed size (deflate of real documents stays below 100).
    fn default() -> Self {
        Self {
            file_bytes: 64 << 30,
            record_bytes: 8 << 20,
            depth: 64,
            items: 100_000,
            archive_entries: 200_000,
            expansion: 200,
        }
    }
}
