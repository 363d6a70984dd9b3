//! Pairs and clusters as Parquet, written as they come; a file is whole or not there.

use crate::{Dataset, LinkageError, ScoredPair};
use arrow::{
    array::{
        Array, ArrayRef, AsArray, DictionaryArray, Float64Array, Int32Array, RecordBatch, StringArray,
        UInt32Array,
    },
    compute::{cast, take},
    datatypes::{DataType, Field, Float64Type, Int32Type, Schema, SchemaRef},
};
use parquet::{
    arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder},
    basic::Compression,
    file::properties::WriterProperties,
};
use std::{
    collections::HashMap,
    fs::{self, File},
    path::{Path, PathBuf},
    sync::Arc,
};

pub(super) fn failed(path: &Path, problem: impl std::fmt::Display) -> LinkageError {
    LinkageError::File { path: path.display().to_string(), problem: problem.to_string() }
}

/// A Parquet file on its way: under another name until it is whole.
pub(super) struct Draft {
    path: PathBuf,
    part: PathBuf,
    writer: ArrowWriter<File>,
}

impl Draft {
    pub(super) fn begin(path: &Path, schema: SchemaRef) -> Result<Self, LinkageError> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let draft = path.with_file_name(name);
        let file = File::create(&draft).map_err(|error| failed(&draft, error))?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let writer =
            ArrowWriter::try_new(file, schema, Some(properties)).map_err(|error| failed(&draft, error))?;
        Ok(Self { path: path.to_owned(), part: draft, writer })
    }
    pub(super) fn write(&mut self, batch: &RecordBatch) -> Result<(), LinkageError> {
        self.writer.write(batch).map_err(|error| failed(&self.part, error))
    }
    pub(super) fn finish(self) -> Result<(), LinkageError> {
        let file = self.writer.into_inner().map_err(|error| failed(&self.part, error))?;
        file.sync_all().map_err(|error| failed(&self.part, error))?;
        fs::rename(&self.part, &self.path).map_err(|error| failed(&self.path, error))
    }
}

/// `pairs.parquet`: `rec_id_l`, `rec_id_r` (as in the input), `match_weight` (bits), `pattern`.
pub struct PairFile<'a> {
    data: &'a Dataset,
    file: Draft,
    schema: SchemaRef,
}

impl<'a> PairFile<'a> {
    /// Begins a file.
    pub fn create(path: &Path, data: &'a Dataset) -> Result<Self, LinkageError> {
        let id = data.ids().data_type().clone();
        let words = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        let schema = Arc::new(Schema::new(vec![
            Field::new("rec_id_l", id.clone(), false),
            Field::new("rec_id_r", id, false),
            Field::new("match_weight", DataType::Float64, false),
            Field::new("pattern", words, false),
        ]));
        Ok(Self { data, file: Draft::begin(path, schema.clone())?, schema })
    }

    /// Writes pairs.
    pub fn write(&mut self, pairs: &[ScoredPair]) -> Result<(), LinkageError> {
        if pairs.is_empty() {
            return Ok(());
        }
        let bad = |error| failed(&self.file.part, error);
        let ids = |of: fn(&ScoredPair) -> u32| {
            let places: UInt32Array = pairs.iter().map(of).collect::<Vec<_>>().into();
            take(self.data.ids(), &places, None)
        };
        let mut numbers: HashMap<u64, i32> = HashMap::new();
        let mut words: Vec<String> = Vec::new();
        let keys: Int32Array = pairs
            .iter()
            .map(|pair| {
                *numbers.entry(pair.pattern).or_insert_with(|| {
                    words.push(crate::pattern_words(self.data, pair.pattern));
                    i32::try_from(words.len() - 1).unwrap_or(0)
                })
            })
            .collect::<Vec<i32>>()
            .into();
        let words: ArrayRef = Arc::new(StringArray::from(words));
        let columns: Vec<ArrayRef> = vec![
            ids(|pair| pair.left).map_err(bad)?,
            ids(|pair| pair.right).map_err(bad)?,
            Arc::new(Float64Array::from_iter_values(pairs.iter().map(|pair| pair.weight))),
            Arc::new(DictionaryArray::<Int32Type>::try_new(keys, words).map_err(bad)?),
        ];
        let batch = RecordBatch::try_new(self.schema.clone(), columns).map_err(bad)?;
        self.file.write(&batch)
    }

    /// Ends the file: only now it has its name.
    pub fn finish(self) -> Result<(), LinkageError> {
        self.file.finish()
    }
}

/// A pair as read back from `pairs.parquet`.
#[derive(Clone, Debug, PartialEq)]
pub struct PairRow {
    /// Id of one record, as text.
    pub left: String,
    /// Id of the other.
    pub right: String,
    /// Weight in bits.
    pub weight: f64,
}

/// Reads a file of pairs; ids become text.
pub fn read_pairs(path: &Path, see: &mut dyn FnMut(PairRow)) -> Result<(), LinkageError> {
    let bad = |problem: &dyn std::fmt::Display| failed(path, problem);
    let file = File::open(path).map_err(|error| bad(&error))?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .and_then(ParquetRecordBatchReaderBuilder::build)
        .map_err(|error| bad(&error))?;
    for batch in reader {
        let batch = batch.map_err(|error| bad(&error))?;
        let column = |name: &str, kind: &DataType| {
            let array =
                batch.column_by_name(name).ok_or_else(|| bad(&format!("it has no column {name:?}")))?;
            cast(array, kind).map_err(|error| bad(&error))
        };
        let (left, right) = (column("rec_id_l", &DataType::Utf8)?, column("rec_id_r", &DataType::Utf8)?);
        let weight = column("match_weight", &DataType::Float64)?;
        let (left, right) = (left.as_string::<i32>(), right.as_string::<i32>());
        let weight = weight.as_primitive::<Float64Type>();
        for row in 0..batch.num_rows() {
            if left.is_null(row) || right.is_null(row) || weight.is_null(row) {
                return Err(bad(&format!("row {} lacks an id or a weight", row + 1)));
            }
            see(PairRow {
                left: left.value(row).to_owned(),
                right: right.value(row).to_owned(),
                weight: weight.value(row),
            });
        }
    }
    Ok(())
}

/// One line of the file of clusters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClusterRow {
    /// Position of the record.
    pub record: u32,
    /// Position of the first record of its cluster: its id names the cluster.
    pub cluster: u32,
}

fn cluster_batch(data: &Dataset, clusters: &[u32], path: &Path) -> Result<RecordBatch, LinkageError> {
    let bad = |error| failed(path, error);
    let id = data.ids().data_type().clone();
    let schema =
        Schema::new(vec![Field::new("rec_id", id.clone(), false), Field::new("cluster_id", id, false)]);
    let named = take(data.ids(), &UInt32Array::from(clusters.to_vec()), None).map_err(bad)?;
    RecordBatch::try_new(Arc::new(schema), vec![data.ids().clone(), named]).map_err(bad)
}

/// `clusters.parquet`: `rec_id`, `cluster_id` (the id of the cluster's first record), one row a record. `clusters` holds
/// for each record the position of the first record of its cluster.
pub fn write_clusters(path: &Path, data: &Dataset, clusters: &[u32]) -> Result<(), LinkageError> {
    let batch = cluster_batch(data, clusters, path)?;
    let mut file = Draft::begin(path, batch.schema())?;
    file.write(&batch)?;
    file.finish()
}

/// The same as CSV.
pub fn write_clusters_csv(path: &Path, data: &Dataset, clusters: &[u32]) -> Result<(), LinkageError> {
    let batch = cluster_batch(data, clusters, path)?;
    let file = File::create(path).map_err(|error| failed(path, error))?;
    let mut writer = arrow::csv::Writer::new(file);
    writer.write(&batch).map_err(|error| failed(path, error))?;
    writer.into_inner().sync_all().map_err(|error| failed(path, error))
}
