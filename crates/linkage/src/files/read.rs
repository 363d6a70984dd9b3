//! Reading inputs batch by batch. Only the columns that the model names are read.

use crate::{LinkageError, Model, column::dictionary_of_texts, dataset::Dataset};
use arrow::{
    array::{ArrayRef, RecordBatch},
    csv::reader::{Format, ReaderBuilder},
    datatypes::{DataType, Field, FieldRef, Schema, SchemaRef},
    error::ArrowError,
};
use parquet::{
    arrow::{
        ProjectionMask,
        arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder},
    },
    basic::Encoding,
    file::metadata::{ColumnChunkMetaData, RowGroupMetaData},
};
use std::{
    fs::File,
    io::{BufReader, Read as _, Seek as _},
    path::{Path, PathBuf},
    sync::Arc,
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

type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>;

fn failed(path: &Path, problem: impl std::fmt::Display) -> LinkageError {
    LinkageError::File { path: path.display().to_string(), problem: problem.to_string() }
}

/// Reads files under a model; each file is one input. What a file is tells its content, not its name.
pub fn read(model: &Model, inputs: &[Input]) -> Result<Dataset, LinkageError> {
    if u16::try_from(inputs.len()).is_err() {
        return Err(LinkageError::BadModel("more than 65,535 inputs".into()));
    }
    Dataset::fill(model, |table| {
        let mut wanted = table.plan.inputs.clone();
        if !wanted.contains(&model.id) {
            wanted.push(model.id.clone());
        }
        // All are opened before the first is read: a file that is not there is told at once.
        let opened: Vec<_> =
            inputs.iter().map(|input| open(&input.path, &wanted)).collect::<Result<_, _>>()?;
        for (source, (input, opened)) in (0_u16..).zip(inputs.iter().zip(opened)) {
            match opened {
                Opened::Parquet(file) => {
                    table.push_columns(source, file.rows(), |name| file.column(name))?;
                }
                Opened::Csv(batches) => {
                    for batch in batches {
                        table.push(&batch.map_err(|error| failed(&input.path, error))?, source)?;
                    }
                }
            }
        }
        Ok(())
    })
}

/// The batches of any file of records, with these columns where it has them.
pub(crate) fn batches(
    path: &Path,
    wanted: &[String],
) -> Result<impl Iterator<Item = Result<RecordBatch, LinkageError>>, LinkageError> {
    let path = path.to_owned();
    let batches = match open(&path, wanted)? {
        Opened::Parquet(file) => file.batches(wanted)?,
        Opened::Csv(batches) => batches,
    };
    Ok(batches.map(move |batch| batch.map_err(|error| failed(&path, error))))
}

/// A file of records whose kind is known and that has all columns that are wanted.
enum Opened {
    Parquet(Parquet),
    Csv(Batches),
}

fn open(path: &Path, wanted: &[String]) -> Result<Opened, LinkageError> {
    let mut file = File::open(path).map_err(|error| failed(path, error))?;
    let mut start = [0_u8; 4];
    let count = file.read(&mut start).map_err(|error| failed(path, error))?;
    file.rewind().map_err(|error| failed(path, error))?;
    if start.get(..count) == Some(PARQUET) {
        Parquet::open(path, &file, wanted).map(Opened::Parquet)
    } else {
        csv(path, file, wanted).map(Opened::Csv)
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

/// A Parquet file, and what it says of itself.
struct Parquet {
    path: PathBuf,
    about: ArrowReaderMetadata,
}

impl Parquet {
    fn open(path: &Path, file: &File, wanted: &[String]) -> Result<Self, LinkageError> {
        let about = |options| ArrowReaderMetadata::load(file, options).map_err(|error| failed(path, error));
        let plain = about(ArrowReaderOptions::new())?;
        all_there(plain.schema().fields().iter().map(|field| field.name().as_str()), wanted)?;
        // Texts that stand in the file as numbers of a dictionary are left so: each is looked at once.
        let fields: Vec<FieldRef> = plain
            .schema()
            .fields()
            .iter()
            .map(|field| {
                if encoded(&plain, field) {
                    Arc::new(field.as_ref().clone().with_data_type(dictionary_of_texts()))
                } else {
                    field.clone()
                }
            })
            .collect();
        let schema = Schema::new_with_metadata(fields, plain.schema().metadata().clone());
        let about = about(ArrowReaderOptions::new().with_schema(Arc::new(schema)))?;
        Ok(Self { path: path.to_owned(), about })
    }

    /// How many records there are.
    fn rows(&self) -> usize {
        // A count below nothing is a broken file; the first column that is read says so.
        usize::try_from(self.about.metadata().file_metadata().num_rows()).unwrap_or(0)
    }

    /// These columns of all records, batch by batch. The file is opened anew: who shares one shares its position.
    fn batches(&self, wanted: &[String]) -> Result<Batches, LinkageError> {
        let failed = |error: &dyn std::fmt::Display| failed(&self.path, error);
        let file = File::open(&self.path).map_err(|error| failed(&error))?;
        let columns = self.about.schema().fields().iter().enumerate();
        let chosen = columns.filter(|(_, field)| wanted.contains(field.name())).map(|(at, _)| at);
        let mask = ProjectionMask::roots(self.about.parquet_schema(), chosen);
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.about.clone());
        let reader = builder.with_projection(mask).with_batch_size(BATCH).build();
        Ok(Box::new(reader.map_err(|error| failed(&error))?))
    }

    /// One column of all records.
    fn column(
        &self,
        name: &str,
    ) -> Result<impl Iterator<Item = Result<ArrayRef, LinkageError>> + use<'_>, LinkageError> {
        let batches = self.batches(&[name.to_owned()])?;
        Ok(batches.map(|batch| match batch {
            Ok(batch) => Ok(batch.column(0).clone()),
            Err(error) => Err(failed(&self.path, error)),
        }))
    }
}

/// Whether all pages of a column of texts refer to a dictionary, as the file says itself.
fn encoded(about: &ArrowReaderMetadata, field: &FieldRef) -> bool {
    let columns = about.parquet_schema();
    let Some(at) = (0..columns.num_columns())
        .find(|at| columns.column(*at).path().parts() == std::slice::from_ref(field.name()))
    else {
        return false;
    };
    let of_words = |group: &RowGroupMetaData| {
        let pages = group.columns().get(at).and_then(ColumnChunkMetaData::page_encoding_stats_mask);
        // The second is the older name of the first.
        pages.is_some_and(|pages| {
            pages.is_only(Encoding::RLE_DICTIONARY) || pages.is_only(Encoding::PLAIN_DICTIONARY)
        })
    };
    *field.data_type() == DataType::Utf8 && about.metadata().row_groups().iter().all(of_words)
}

/// CSV with a head line, in UTF-8. Everything is text; columns decide by themselves what they make of it.
fn csv(path: &Path, mut file: File, wanted: &[String]) -> Result<Batches, LinkageError> {
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
    Ok(Box::new(reader))
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{Int64Array, StringArray};
    use parquet::{arrow::ArrowWriter, file::properties::WriterProperties};

    const MODEL: &str = r#"
version = 1
name = "towns"
id = "id"
[columns.start]
from = ["town"]
steps = ["lower", { first = 3 }]
[[comparisons]]
name = "town"
levels = [{ name = "same", when = "exact(town)" }, { name = "start", when = "exact(start)" }, { name = "other" }]
[[blocks]]
on = ["town"]
"#;

    /// A file of these towns in groups of rows of 10, its texts as a dictionary or not.
    fn file(folder: &Path, towns: &[Option<&str>], dictionary: bool) -> Input {
        let path = folder.join(format!("{dictionary}.parquet"));
        let ids: Int64Array = (0_i64..).take(towns.len()).map(Some).collect();
        let texts: StringArray = towns.iter().copied().collect();
        let batch =
            RecordBatch::try_from_iter([("id", Arc::new(ids) as ArrayRef), ("town", Arc::new(texts))])
                .unwrap();
        let properties = WriterProperties::builder()
            .set_dictionary_enabled(dictionary)
            .set_max_row_group_row_count(Some(10))
            .build();
        let mut writer =
            ArrowWriter::try_new(File::create(&path).unwrap(), batch.schema(), Some(properties)).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        Input { path }
    }

    #[test]
    fn texts_of_a_dictionary_are_those_of_the_plain_file() {
        let folder = tempfile::tempdir().unwrap();
        let towns: Vec<Option<&str>> = (0..95)
            .map(|n| {
                [Some("Cebu"), None, Some("cebu city"), Some(""), Some("Iloilo"), Some("Davao")][n * n % 6]
            })
            .collect();
        let model = Model::from_toml(MODEL).unwrap();
        let inputs = [true, false].map(|dictionary| file(folder.path(), &towns, dictionary));
        let kinds = inputs.each_ref().map(|input| {
            let Opened::Parquet(file) = open(&input.path, &["town".to_owned()]).unwrap() else {
                unreachable!()
            };
            file.column("town").unwrap().next().unwrap().unwrap().data_type().clone()
        });
        assert_eq!(kinds, [dictionary_of_texts(), DataType::Utf8]);
        let read = inputs.map(|input| read(&model, &[input]).unwrap());
        let [one, other] = read.each_ref().map(|data| {
            data.table
                .columns
                .iter()
                .map(|column| {
                    let words: Vec<(&str, u32)> = (0..column.dictionary.codes())
                        .map(|code| u32::try_from(code).unwrap())
                        .map(|code| (column.dictionary.text(code), column.dictionary.count(code)))
                        .collect();
                    (column.codes.clone(), words)
                })
                .collect::<Vec<_>>()
        });
        assert_eq!(one, other);
        assert_eq!(one.iter().filter(|(codes, _)| codes.len() == 95).count(), 2);
    }

    #[test]
    fn a_record_without_an_id_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ids.parquet");
        let ids: StringArray = [Some("a"), Some("b"), None].into_iter().collect();
        let batch = RecordBatch::try_from_iter([
            ("id", Arc::new(ids.clone()) as ArrayRef),
            ("town", Arc::new(ids) as ArrayRef),
        ])
        .unwrap();
        let mut writer = ArrowWriter::try_new(File::create(&path).unwrap(), batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        let found = read(&Model::from_toml(MODEL).unwrap(), &[Input { path }]).map(|_| ());
        assert!(matches!(found, Err(LinkageError::NoId { record: 3, .. })), "{found:?}");
    }
}
