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

    /// Cuts the file into at most so many shares of whole groups of rows, each with the number of its first row.
    fn shares(&self, most: usize) -> Vec<(Range<usize>, u64)> {
        let groups = self.metadata.metadata().row_groups();
        let most = most.clamp(1, groups.len().max(1));
        let (mut shares, mut from, mut row) = (Vec::new(), 0, 0_u64);
        let (mut first, mut wanted) = (0_u64, 1_u64);
        let total = self.rows().max(1);
        for (at, group) in groups.iter().enumerate() {
            row += u64::try_from(group.num_rows()).unwrap_or(0);
            if row * most as u64 >= total * wanted || at + 1 == groups.len() {
                shares.push((from..at + 1, first));
                (from, first) = (at + 1, row);
                wanted += 1;
            }
        }
        shares
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

    /// Reads on several threads: each fills what `begin` makes for its first row, by `take`. The shares come back in the
    /// order of their rows.
    pub fn read_shares<T: Send>(
        &self,
        threads: usize,
        begin: impl Fn(u64) -> T + Sync,
        take: impl Fn(&mut T, Result<Payment, BadRow>) + Sync,
    ) -> Result<Vec<T>, PaymentsError> {
        let read = |(groups, first): (Range<usize>, u64)| {
            let mut share = begin(first);
            self.read_groups(groups, first, &mut |row| take(&mut share, row))?;
            Ok(share)
        };
        thread::scope(|scope| {
            let all: Vec<_> =
                self.shares(threads).into_iter().map(|share| scope.spawn(|| read(share))).collect();
            all.into_iter()
                .map(|one| match one.join() {
                    Ok(share) => share,
                    Err(panic) => std::panic::resume_unwind(panic),
                })
                .collect()
        })
    }
}
