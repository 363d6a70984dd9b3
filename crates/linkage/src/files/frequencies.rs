//! How often values occur, beside a file of parameters: what the incremental index weighs rarity by. Values stand as
//! hashes; still, whoever has the file can try out whether a guessed value is in it: keep it as you keep the data.

use super::write::{Draft, failed};
use crate::{Frequencies, LinkageError, Parameters};
use arrow::{
    array::{Array, ArrayRef, AsArray, RecordBatch, StringArray, UInt64Array},
    datatypes::UInt64Type,
};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::{fs::File, path::Path, sync::Arc};

/// Rows of one batch.
const BATCH: usize = 65_536;

/// Writes `column`, `value` (hash; none in the row that holds how many records have a value) and `records`.
pub fn write_frequencies(path: &Path, parameters: &Parameters) -> Result<(), LinkageError> {
    let mut rows: Vec<(&str, Option<u64>, u64)> = Vec::new();
    for (column, frequencies) in &parameters.frequencies {
        rows.push((column, None, frequencies.total));
        rows.extend(
            frequencies
                .counts
                .iter()
                .map(|(value, count)| (column.as_str(), Some(*value), u64::from(*count))),
        );
    }
    rows.sort_unstable();
    let batch = |rows: &[(&str, Option<u64>, u64)]| {
        let columns: [(&str, ArrayRef, bool); 3] = [
            ("column", Arc::new(StringArray::from_iter_values(rows.iter().map(|row| row.0))), false),
            ("value", Arc::new(rows.iter().map(|row| row.1).collect::<UInt64Array>()), true),
            ("records", Arc::new(UInt64Array::from_iter_values(rows.iter().map(|row| row.2))), false),
        ];
        RecordBatch::try_from_iter_with_nullable(columns).map_err(|error| failed(path, error))
    };
    let mut file = Draft::begin(path, batch(&[])?.schema())?;
    for rows in rows.chunks(BATCH) {
        file.write(&batch(rows)?)?;
    }
    file.finish()
}

/// Reads such a file into parameters.
pub fn read_frequencies(path: &Path, parameters: &mut Parameters) -> Result<(), LinkageError> {
    let file = File::open(path).map_err(|error| failed(path, error))?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .and_then(ParquetRecordBatchReaderBuilder::build)
        .map_err(|error| failed(path, error))?;
    for batch in reader {
        let batch = batch.map_err(|error| failed(path, error))?;
        let other = || failed(path, "it is no file of frequencies");
        let column = |name: &str| batch.column_by_name(name).ok_or_else(other);
        let names = column("column")?.as_string_opt::<i32>().ok_or_else(other)?;
        let values = column("value")?.as_primitive_opt::<UInt64Type>().ok_or_else(other)?;
        let records = column("records")?.as_primitive_opt::<UInt64Type>().ok_or_else(other)?;
        for row in 0..batch.num_rows() {
            let known: &mut Frequencies =
                parameters.frequencies.entry(names.value(row).to_owned()).or_default();
            if values.is_valid(row) {
                let count = u32::try_from(records.value(row)).unwrap_or(u32::MAX);
                known.counts.insert(values.value(row), count);
            } else {
                known.total = records.value(row);
            }
        }
    }
    Ok(())
}
