//! Payments in Parquet: only the columns that are looked at are read, groups of rows side by side on several threads.

use super::columns::{BadRow, Columns, Rows};
use crate::{PaymentsError, payment::Payment};
use parquet::arrow::{
    ProjectionMask,
    arrow_reader::{ArrowReaderMetadata, ParquetRecordBatchReaderBuilder},
};
use std::{
    fs::File,
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    thread,
};

/// Rows of one batch: its columns as plain numbers stay in the second cache.
const BATCH: usize = 8_192;

/// Asks the library that reads the format. On some damaged files it falls over where it should refuse (found by fuzzing): such a
/// file is refused all the same, and whatever else is being read goes on. Nothing of ours runs in here.
fn guarded<T>(path: &Path, read: impl FnOnce() -> T) -> Result<T, PaymentsError> {
    catch_unwind(AssertUnwindSafe(read))
        .map_err(|_| PaymentsError::file(path, "it is damaged: its reader could not make sense of it"))
}

/// A Parquet file whose foot was read.
#[derive(Debug)]
pub struct PaymentFile<'c> {
    path: std::path::PathBuf,
    columns: &'c Columns,
    metadata: ArrowReaderMetadata,
    mask: ProjectionMask,
}

impl<'c> PaymentFile<'c> {
    /// Reads the foot of a file and finds the columns.
    pub fn open(path: &Path, columns: &'c Columns) -> Result<Self, PaymentsError> {
        let file = File::open(path).map_err(|error| PaymentsError::file(path, error))?;
        let options = parquet::arrow::arrow_reader::ArrowReaderOptions::new();
        let metadata = guarded(path, || ArrowReaderMetadata::load(&file, options))?
            .map_err(|error| PaymentsError::file(path, error))?;
        let fields = metadata.schema().fields();
        let names = columns.names();
        for (name, may) in &names {
            if !may && !fields.iter().any(|field| field.name() == name) {
                return Err(PaymentsError::NoSuchColumn {
                    path: path.display().to_string(),
                    missing: (*name).to_owned(),
                    present: fields.iter().map(|field| field.name().as_str()).collect::<Vec<_>>().join(", "),
                });
            }
        }
        let chosen = fields
            .iter()
            .enumerate()
            .filter(|(_, field)| names.iter().any(|(name, _)| name == field.name()))
            .map(|(at, _)| at);
        let mask = ProjectionMask::roots(metadata.parquet_schema(), chosen);
        Ok(Self { path: path.to_owned(), columns, metadata, mask })
    }

    /// Rows of the file.
    pub fn rows(&self) -> u64 {
        u64::try_from(self.metadata.metadata().file_metadata().num_rows()).unwrap_or(0)
    }

    /// Whether the file has the column that tells payments apart.
    pub fn tells_apart(&self) -> bool {
        let fields = self.metadata.schema().fields();
        self.columns.id.as_ref().is_some_and(|id| fields.iter().any(|field| field.name() == id))
    }

    fn read_groups(
        &self,
        groups: Range<usize>,
        first: u64,
        take: &mut impl FnMut(Result<Payment, BadRow>),
    ) -> Result<(), PaymentsError> {
        let failed = |error: &dyn std::fmt::Display| PaymentsError::file(&self.path, error);
        let file = File::open(&self.path).map_err(|error| failed(&error))?;
        let build = || {
            ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone())
                .with_projection(self.mask.clone())
                .with_row_groups(groups.collect())
                .with_batch_size(BATCH)
                .build()
        };
        let mut reader = guarded(&self.path, build)?.map_err(|error| failed(&error))?;
        let mut rows = Rows::new(self.columns, self.path.display().to_string());
        let mut row = first;
        while let Some(batch) = guarded(&self.path, || reader.next())? {
            let batch = batch.map_err(|error| failed(&error))?;
            rows.read(&batch, row, take)?;
            row += batch.num_rows() as u64;
        }
        Ok(())
    }

    /// Reads everything in order on this thread.
    pub fn read(&self, take: &mut impl FnMut(Result<Payment, BadRow>)) -> Result<(), PaymentsError> {
        let groups = self.metadata.metadata().num_row_groups();
        self.read_groups(0..groups, 0, take)
    }
}

/// The highest number that the first row of a stretch may have, whatever a damaged foot says.
const MOST_FIRST: u64 = 1 << 62;

/// Groups of rows of one file that one thread reads.
struct Stretch {
    file: usize,
    groups: Range<usize>,
    /// Rows of the file before them.
    first: u64,
}

/// What one thread reads: stretches of files that follow each other.
struct Share {
    stretches: Vec<Stretch>,
    /// Rows of all files before them.
    first: u64,
}

/// Cuts files that are read as one into at most so many shares of whole groups of rows.
fn shares(files: &[PaymentFile<'_>], most: usize) -> Vec<Share> {
    let groups = || {
        files.iter().enumerate().flat_map(|(file, one)| {
            let groups = one.metadata.metadata().row_groups();
            groups
                .iter()
                .enumerate()
                .map(move |(at, group)| (file, at, u64::try_from(group.num_rows()).unwrap_or(0)))
        })
    };
    // What a damaged foot says of its rows may be anything.
    let most = most.clamp(1, groups().count().max(1)) as u128;
    let total = groups().map(|(.., rows)| u128::from(rows)).sum::<u128>().max(1);
    let (mut shares, mut row, mut in_file) = (Vec::<Share>::new(), 0_u64, (0, 0_u64));
    for (file, at, rows) in groups() {
        if in_file.0 != file {
            in_file = (file, 0);
        }
        // The next share begins where the rows before are those of the shares before it.
        if u128::from(row) * most >= total * shares.len() as u128 {
            shares.push(Share { stretches: Vec::new(), first: row });
        }
        let Some(share) = shares.last_mut() else { continue };
        match share.stretches.last_mut() {
            Some(last) if last.file == file => last.groups.end = at + 1,
            _ => share.stretches.push(Stretch { file, groups: at..at + 1, first: in_file.1 }),
        }
        row = row.saturating_add(rows);
        in_file.1 = in_file.1.saturating_add(rows).min(MOST_FIRST);
    }
    shares
}

/// Reads files as one on several threads: each fills what `begin` makes for its first row, by `take`, which is told the file and how
/// many rows the files before it have. The shares come back in the order of their rows.
pub fn read_shares<T: Send>(
    files: &[PaymentFile<'_>],
    threads: usize,
    begin: impl Fn(u64) -> T + Sync,
    take: impl Fn(&mut T, usize, u64, Result<Payment, BadRow>) + Sync,
) -> Result<Vec<T>, PaymentsError> {
    let before = |file: usize| files.iter().take(file).map(PaymentFile::rows).fold(0, u64::saturating_add);
    let read = |part: Share| {
        let mut share = begin(part.first);
        for Stretch { file, groups, first } in part.stretches {
            let (before, Some(one)) = (before(file), files.get(file)) else { continue };
            one.read_groups(groups, first, &mut |row| take(&mut share, file, before, row))?;
        }
        Ok(share)
    };
    thread::scope(|scope| {
        let all: Vec<_> =
            shares(files, threads).into_iter().map(|share| scope.spawn(|| read(share))).collect();
        all.into_iter()
            .map(|one| match one.join() {
                Ok(share) => share,
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    })
}
