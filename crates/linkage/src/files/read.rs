//! Reading inputs batch by batch. Only the columns that the model names are read.

use crate::{LinkageError, Model, dataset::Dataset, plan::Plan};
use arrow::{
    array::RecordBatch,
    csv::reader::{Format, ReaderBuilder},
    datatypes::{DataType, Field, Schema, SchemaRef},
    error::ArrowError,
};
use parquet::{
    arrow::{
        ProjectionMask,
        arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder},
    },
    basic::Encoding,
    file::metadata::ColumnChunkMetaData,
};
use std::{
    fs::File,
    io::{BufReader, Read as _, Seek as _},
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{Receiver, sync_channel},
    },
    thread::{self, JoinHandle},
};

/// Records of one batch.
const BATCH: usize = 8_192;
/// First bytes of a Parquet file (Apache Parquet, file format).
const PARQUET: &[u8] = b"PAR1";

/// One input file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Where it is.
    pub path: PathBuf,
}

type Batch = Result<RecordBatch, ArrowError>;
type Batches = Box<dyn Iterator<Item = Batch> + Send>;

/// Batches that wait at most: 8,192 records each.
const AHEAD: usize = 4;

/// Batches that a thread of its own reads ahead: the next ones are unpacked while the values of one are put in their places.
struct Ahead {
    batches: Receiver<Batch>,
    thread: Option<JoinHandle<()>>,
}

impl Ahead {
    /// Begins to read.
    fn begin(batches: Batches) -> Batches {
        let (give, take) = sync_channel(AHEAD);
        let read = move || {
            for batch in batches {
                // Nobody wants any more.
                if give.send(batch).is_err() {
                    break;
                }
            }
        };
        match thread::Builder::new().name("reading".into()).spawn(read) {
            Ok(thread) => Box::new(Self { batches: take, thread: Some(thread) }),
            Err(error) => Box::new(std::iter::once(Err(error.into()))),
        }
    }
}

impl Iterator for Ahead {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        if let Ok(batch) = self.batches.recv() {
            return Some(batch);
        }
        // A thread that fell over has not read to the end.
        if let Some(Err(panic)) = self.thread.take().map(JoinHandle::join) {
            std::panic::resume_unwind(panic);
        }
        None
    }
}

fn failed(path: &Path, problem: impl std::fmt::Display) -> LinkageError {
    LinkageError::File { path: path.display().to_string(), problem: problem.to_string() }
}

/// Reads files under a model; each file is one input. What a file is tells its content, not its name.
pub fn read(model: &Model, inputs: &[Input]) -> Result<Dataset, LinkageError> {
    model.check()?;
    let plan = Plan::new(model)?;
    let mut wanted = plan.inputs.clone();
    if !wanted.contains(&model.id) {
        wanted.push(model.id.clone());
    }
    // Ids are kept as they are, each once.
    let by_value: Vec<String> = plan.inputs.iter().filter(|name| **name != model.id).cloned().collect();
    if u16::try_from(inputs.len()).is_err() {
        return Err(LinkageError::BadModel("more than 65,535 inputs".into()));
    }
    let (mut all, mut records) = (Vec::new(), 0_usize);
    for (source, input) in (0_u16..).zip(inputs) {
        let opened = open(&input.path, &wanted, &by_value)?;
        records = records.saturating_add(opened.records);
        all.push((source, input.path.clone(), opened.batches));
    }
    Dataset::read_expecting(
        records.min(MOST_EXPECTED),
        model,
        all.into_iter().flat_map(|(source, path, batches)| {
            let batches = Ahead::begin(batches);
            batches.map(move |batch| batch.map(|batch| (source, batch)).map_err(|error| failed(&path, error)))
        }),
    )
}

/// The batches of any file of records, with these columns where it has them.
pub(crate) fn batches(
    path: &Path,
    wanted: &[String],
) -> Result<impl Iterator<Item = Result<RecordBatch, LinkageError>>, LinkageError> {
    let path = path.to_owned();
    Ok(open(&path, wanted, &[])?.batches.map(move |batch| batch.map_err(|error| failed(&path, error))))
}

/// Records for which room is set aside at most: what a file says of itself may be wrong.
const MOST_EXPECTED: usize = 1 << 24;

/// A file that is being read.
struct Opened {
    batches: Batches,
    /// How many records it says it has; 0 where it does not say.
    records: usize,
}

/// Opens a file; columns `by_value` may come as dictionaries where they stand so in the file.
fn open(path: &Path, wanted: &[String], by_value: &[String]) -> Result<Opened, LinkageError> {
    let mut file = File::open(path).map_err(|error| failed(path, error))?;
    let mut start = [0_u8; 4];
    let count = file.read(&mut start).map_err(|error| failed(path, error))?;
    file.rewind().map_err(|error| failed(path, error))?;
    if start.get(..count) == Some(PARQUET) {
        parquet(path, file, wanted, by_value)
    } else {
        csv(path, file, wanted)
    }
}

/// Refuses a file that lacks a column, and says which it has.
fn all_there<'a>(present: impl Iterator<Item = &'a str>, wanted: &[String]) -> Result<(), LinkageError> {
    let present: Vec<&str> = present.collect();
    match wanted.iter().find(|name| !present.contains(&name.as_str())) {
        None => Ok(()),
        Some(missing) => {
            Err(LinkageError::NoSuchColumn { missing: missing.clone(), present: present.join(", ") })
        }
    }
}

/// The schema in which texts that stand in the file as dictionaries all through stay such.
fn with_dictionaries(known: &ArrowReaderMetadata, by_value: &[String]) -> SchemaRef {
    let (file, parquet) = (known.metadata(), known.parquet_schema());
    let all_through = |leaf: usize| {
        file.row_groups().iter().all(|group| {
            let mask = group.columns().get(leaf).and_then(ColumnChunkMetaData::page_encoding_stats_mask);
            let only = |encoding| mask.is_some_and(|mask| mask.is_only(encoding));
            only(Encoding::RLE_DICTIONARY) || only(Encoding::PLAIN_DICTIONARY)
        })
    };
    let kept = |root: usize, field: &Field| {
        let leaf = (0..parquet.num_columns()).find(|leaf| parquet.get_column_root_idx(*leaf) == root);
        *field.data_type() == DataType::Utf8
            && by_value.contains(field.name())
            && leaf.is_some_and(all_through)
    };
    let fields = known.schema().fields().iter().enumerate().map(|(root, field)| {
        if !kept(root, field) {
            return field.clone();
        }
        let texts = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        Arc::new(field.as_ref().clone().with_data_type(texts))
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

fn parquet(path: &Path, file: File, wanted: &[String], by_value: &[String]) -> Result<Opened, LinkageError> {
    let known = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new());
    let known = known.and_then(|known| {
        let schema = with_dictionaries(&known, by_value);
        ArrowReaderMetadata::try_new(known.metadata().clone(), ArrowReaderOptions::new().with_schema(schema))
    });
    let known = known.map_err(|error| failed(path, error))?;
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, known);
    all_there(builder.schema().fields().iter().map(|field| field.name().as_str()), wanted)?;
    let records = usize::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or(0);
    let columns = builder.schema().fields().iter().enumerate();
    let chosen = columns.filter(|(_, field)| wanted.contains(field.name())).map(|(at, _)| at);
    let mask = ProjectionMask::roots(builder.parquet_schema(), chosen);
    let reader =
        builder.with_projection(mask).with_batch_size(BATCH).build().map_err(|error| failed(path, error))?;
    Ok(Opened { batches: Box::new(reader), records })
}

/// CSV with a head line, in UTF-8. Everything is text; columns decide by themselves what they make of it.
fn csv(path: &Path, mut file: File, wanted: &[String]) -> Result<Opened, LinkageError> {
    let form = Format::default().with_header(true);
    let (found, _) =
        form.infer_schema(BufReader::new(&file), Some(0)).map_err(|error| failed(path, error))?;
    file.rewind().map_err(|error| failed(path, error))?;
    let fields: Vec<Field> = found
        .fields()
        .iter()
        // A byte order mark is no part of the first name.
        .map(|field| Field::new(field.name().trim_start_matches('\u{feff}'), DataType::Utf8, true))
        .collect();
    let chosen: Vec<usize> = fields
        .iter()
        .enumerate()
        .filter(|(_, field)| wanted.contains(field.name()))
        .map(|(at, _)| at)
        .collect();
    if fields.is_empty() {
        return Err(failed(path, "it is empty: a head line with the names of the columns was expected"));
    }
    all_there(fields.iter().map(|field| field.name().as_str()), wanted)?;
    let schema: SchemaRef = Arc::new(Schema::new(fields));
    let reader = ReaderBuilder::new(schema)
        .with_format(form)
        .with_batch_size(BATCH)
        .with_projection(chosen)
        .build(file)
        .map_err(|error| failed(path, error))?;
    Ok(Opened { batches: Box::new(reader), records: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{ArrayRef, Int64Array, StringArray};
    use parquet::{arrow::ArrowWriter, file::properties::WriterProperties};

    const MODEL: &str = r#"
version = 1
name = "test"
id = "id"
blocks = [{ on = ["city"] }]
[[comparisons]]
name = "city"
levels = [{ name = "same", when = "exact(city)" }, { name = "other" }]
"#;

    /// A file of three row groups, whose texts stand as dictionaries, or one by one.
    fn written(folder: &Path, dictionaries: bool) -> Input {
        let path = folder.join(format!("{dictionaries}.parquet"));
        let cities = |row: usize| [Some("Manila"), None, Some("Cebu"), Some(""), Some("Davao")][row * 7 % 5];
        let city: StringArray = (0..25_000).map(cities).collect();
        let columns: [(&str, ArrayRef); 2] =
            [("id", Arc::new(Int64Array::from_iter_values(0..25_000))), ("city", Arc::new(city))];
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let form = WriterProperties::builder()
            .set_dictionary_enabled(dictionaries)
            .set_max_row_group_row_count(Some(9_000))
            .build();
        let mut writer =
            ArrowWriter::try_new(File::create(&path).unwrap(), batch.schema(), Some(form)).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        Input { path }
    }

    #[test]
    fn a_dictionary_in_a_file_is_read_as_its_texts_are() {
        let folder = tempfile::tempdir().unwrap();
        let model = Model::from_toml(MODEL).unwrap();
        let read_in = |dictionaries| read(&model, &[written(folder.path(), dictionaries)]).unwrap();
        let (one, other) = (read_in(true), read_in(false));
        let column = |data: &Dataset| {
            let column = &data.table.columns[0];
            let texts: Vec<String> =
                column.codes.iter().map(|code| column.dictionary.text(*code).to_owned()).collect();
            (column.codes.clone(), texts, column.dictionary.count(1))
        };
        assert_eq!(one.len(), 25_000);
        assert_eq!(column(&one), column(&other));
        assert_eq!(column(&one).1[4], "");
        assert_eq!(column(&one).1[1], "Cebu");
    }
}
