//! From Arrow batches to a table.

use super::{Column, MISSING, SEVERAL, Table, prepare, prepare::cut};
use crate::{
    LinkageError,
    model::{ColumnKind, ColumnSpec},
    plan::{Plan, PlanColumn},
};
use arrow::{
    array::{Array, ArrayRef, AsArray, DictionaryArray, RecordBatch, StringArray, new_empty_array},
    compute::{cast, concat},
    datatypes::{DataType, Int32Type},
};
use rayon::prelude::*;
use std::{borrow::Cow, collections::HashSet};

/// Most records: their numbers keep a bit for other uses.
const MOST_RECORDS: usize = 1 << 31;
/// Most values of one record in one column; further ones are left out.
pub(crate) const MOST_VALUES: usize = 256;

/// Takes batches in. Input columns are read as they are, each distinct value once; columns of the plan are made from
/// those at the end.
pub(crate) struct TableBuilder<'a> {
    plan: &'a Plan,
    raw: Vec<Column>,
    /// One for each input column.
    translated: Vec<Translated>,
    ids: Vec<ArrayRef>,
    sources: Vec<u16>,
}

/// The dictionary that an input's last batch came with, and the codes that its values have here: a value that stands once in a
/// file is looked up once, however many records carry it.
#[derive(Default)]
struct Translated {
    values: Option<ArrayRef>,
    codes: Vec<u32>,
}

/// A value of a dictionary that no record has carried yet: codes are given in the order of records.
const UNSEEN: u32 = u32::MAX;

impl<'a> TableBuilder<'a> {
    /// For about so many records.
    pub(crate) fn new(plan: &'a Plan, records: usize) -> Self {
        let raw = plan.inputs.iter().map(|_| Column::expecting(ColumnKind::Text, records)).collect();
        let translated = plan.inputs.iter().map(|_| Translated::default()).collect();
        Self { plan, raw, translated, ids: Vec::new(), sources: Vec::new() }
    }

    /// Takes a batch of one input in.
    pub(crate) fn push(&mut self, batch: &RecordBatch, source: u16) -> Result<(), LinkageError> {
        if self.sources.len() + batch.num_rows() >= MOST_RECORDS {
            return Err(LinkageError::TooMany { most: MOST_RECORDS as u64 });
        }
        let column = |name: &str| {
            batch.column_by_name(name).ok_or_else(|| {
                let schema = batch.schema();
                let present: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
                LinkageError::NoSuchColumn { missing: name.to_owned(), present: present.join(", ") }
            })
        };
        let ids = column(&self.plan.model.id)?;
        if let Some(row) = (0..ids.len()).find(|row| ids.is_null(*row)) {
            let record = self.sources.len() + row + 1;
            return Err(LinkageError::NoId { record, column: self.plan.model.id.clone() });
        }
        let inputs: Vec<ArrayRef> = self
            .plan
            .inputs
            .iter()
            .map(|name| column(name).and_then(|array| as_text(name, array)))
            .collect::<Result<_, _>>()?;
        self.ids.push(ids.clone());
        self.sources.resize(self.sources.len() + batch.num_rows(), source);
        let columns = self.raw.par_iter_mut().zip(&mut self.translated).zip(&inputs);
        columns.for_each(|((raw, translated), array)| take_in(raw, translated, array));
        Ok(())
    }

    /// The table, and the ids of its records.
    pub(crate) fn finish(self) -> Result<(Table, ArrayRef), LinkageError> {
        let Self { plan, raw, ids, sources, .. } = self;
        let ids = one_array(&plan.model.id, &ids)?;
        unique(&ids)?;
        // Columns that stand for an input column as it is take it over; the others are made from it first.
        let mut owner: Vec<Option<usize>> = vec![None; raw.len()];
        for (number, column) in plan.columns.iter().enumerate() {
            // The codes of the column of segments are fixed beforehand.
            let segments = plan.segments.as_ref().is_some_and(|segments| segments.column == number);
            if let (true, [input]) = (as_it_is(&column.spec) && !segments, column.inputs.as_slice())
                && let Some(owner) = owner.get_mut(*input)
            {
                owner.get_or_insert(number);
            }
        }
        let rows = sources.len();
        let made: Vec<Option<Column>> = plan
            .columns
            .par_iter()
            .enumerate()
            .map(|(number, column)| {
                (!owner.contains(&Some(number))).then(|| {
                    let names = plan.segments.as_ref().filter(|segments| segments.column == number);
                    let first = names.map(|segments| segments.values.as_slice()).unwrap_or_default();
                    make(column, &raw, rows, first)
                })
            })
            .collect();
        let mut raw: Vec<Option<Column>> = raw.into_iter().map(Some).collect();
        let columns = made
            .into_iter()
            .enumerate()
            .map(|(number, column)| {
                column.or_else(|| raw.get_mut(owner.iter().position(|owner| *owner == Some(number))?)?.take())
            })
            // Every column was made or owns an input.
            .map(|column| column.unwrap_or_else(|| Column::new(ColumnKind::Text)))
            .collect();
        Ok((Table { columns, sources }, ids))
    }
}

/// Whether a column is an input column without any preparation.
fn as_it_is(spec: &ColumnSpec) -> bool {
    spec.steps.is_empty() && spec.kind == ColumnKind::Text && spec.separator.is_none()
}

/// Texts, or lists of texts.
fn as_text(name: &str, array: &ArrayRef) -> Result<ArrayRef, LinkageError> {
    let unfit =
        || LinkageError::UnfitColumn { column: name.to_owned(), found: array.data_type().to_string() };
    let to = match array.data_type() {
        DataType::Utf8 => return Ok(array.clone()),
        DataType::Dictionary(of, values) if **of == DataType::Int32 && **values == DataType::Utf8 => {
            return Ok(array.clone());
        }
        DataType::List(field) | DataType::LargeList(field) => {
            if field.data_type().is_nested() {
                return Err(unfit());
            }
            DataType::new_list(DataType::Utf8, true)
        }
        other if other.is_nested() || matches!(other, DataType::Binary | DataType::LargeBinary) => {
            return Err(unfit());
        }
        _ => DataType::Utf8,
    };
    cast(array, &to).map_err(|_| unfit())
}

fn take_in(raw: &mut Column, translated: &mut Translated, array: &ArrayRef) {
    if let Some(texts) = array.as_dictionary_opt::<Int32Type>() {
        translated.take_in(raw, texts);
    } else if let Some(texts) = array.as_string_opt::<i32>() {
        raw.push_texts(texts.iter().map(|text| text.map(cut)));
    } else if let Some(lists) = array.as_list_opt::<i32>() {
        let mut values = Vec::new();
        for row in 0..lists.len() {
            values.clear();
            if lists.is_valid(row) {
                let inner = lists.value(row);
                let texts: Option<&StringArray> = inner.as_string_opt();
                values.extend(
                    texts
                        .into_iter()
                        .flatten()
                        .flatten()
                        .take(MOST_VALUES)
                        .map(|text| raw.dictionary.intern(cut(text))),
                );
            }
            raw.push(&mut values);
        }
    }
}

impl Translated {
    fn take_in(&mut self, raw: &mut Column, texts: &DictionaryArray<Int32Type>) {
        let Some(values) = texts.values().as_string_opt::<i32>() else { return };
        let known = self.values.as_ref().is_some_and(|known| known.to_data().ptr_eq(&values.to_data()));
        if !known {
            self.values = Some(texts.values().clone());
            self.codes.clear();
            self.codes.resize(values.len(), UNSEEN);
        }
        for place in texts.keys_iter() {
            let code = place.and_then(|place| Some((place, self.codes.get_mut(place)?)));
            let code = code.map_or(MISSING, |(place, code)| {
                if *code == UNSEEN {
                    let text = if values.is_valid(place) { cut(values.value(place)) } else { "" };
                    *code = raw.dictionary.intern(text);
                }
                *code
            });
            raw.push_one(code);
        }
    }
}

/// Makes one column of the plan; `first` are values whose codes are fixed.
fn make(plan: &PlanColumn, raw: &[Column], rows: usize, first: &[String]) -> Column {
    let mut column = Column::expecting(plan.spec.kind, rows);
    for value in first {
        column.dictionary.intern(value);
    }
    let inputs: Vec<&Column> = plan.inputs.iter().filter_map(|input| raw.get(*input)).collect();
    if let [input] = inputs.as_slice() {
        // Each distinct value is prepared once; those of the code `c` stand from `starts[c]` on.
        let (mut prepared, mut starts) = (Vec::new(), vec![0]);
        for code in 0..input.dictionary.codes() {
            let text = input.dictionary.text(u32::try_from(code).unwrap_or(MISSING));
            prepared.extend(
                parts(&plan.spec, text).map(|part| column.dictionary.intern(&prepare(&plan.spec, part))),
            );
            starts.push(prepared.len());
        }
        let of = |code: u32| match (starts.get(code as usize), starts.get(code as usize + 1)) {
            (Some(from), Some(to)) => prepared.get(*from..*to).unwrap_or_default(),
            _ => &[],
        };
        let mut values = Vec::new();
        for (record, code) in input.codes.iter().enumerate() {
            if code & SEVERAL == 0
                && let [one] = of(*code)
            {
                column.push_one(*one);
                continue;
            }
            values.clear();
            let record = u32::try_from(record).unwrap_or(u32::MAX);
            values.extend(input.values(record).iter().flat_map(|code| of(*code)).take(MOST_VALUES));
            column.push(&mut values);
        }
    } else {
        let mut values = Vec::new();
        for record in 0..u32::try_from(rows).unwrap_or(u32::MAX) {
            values.clear();
            let joined = inputs
                .iter()
                .flat_map(|input| input.values(record).iter().map(|code| input.dictionary.text(*code)))
                .collect::<Vec<_>>()
                .join(" ");
            values.extend(
                parts(&plan.spec, &joined).map(|part| column.dictionary.intern(&prepare(&plan.spec, part))),
            );
            column.push(&mut values);
        }
    }
    column
}

/// The values that one text holds.
pub(crate) fn parts<'t>(spec: &'t ColumnSpec, text: &'t str) -> impl Iterator<Item = &'t str> {
    let (whole, split) = match spec.separator.as_deref().filter(|mark| !mark.is_empty()) {
        None => (Some(text), None),
        Some(mark) => (None, Some(text.split(mark).take(MOST_VALUES))),
    };
    whole.into_iter().chain(split.into_iter().flatten())
}

/// All ids as one array; as texts where the inputs have different types.
fn one_array(name: &str, arrays: &[ArrayRef]) -> Result<ArrayRef, LinkageError> {
    let Some(first) = arrays.first() else { return Ok(new_empty_array(&DataType::Utf8)) };
    let kind = first.data_type().clone();
    let simple = matches!(kind, DataType::Utf8 | DataType::Int64 | DataType::Int32 | DataType::UInt64);
    let to =
        if simple && arrays.iter().all(|array| *array.data_type() == kind) { kind } else { DataType::Utf8 };
    let unfit =
        |found: &DataType| LinkageError::UnfitColumn { column: name.to_owned(), found: found.to_string() };
    let same: Vec<ArrayRef> = arrays
        .iter()
        .map(|array| cast(array, &to).map_err(|_| unfit(array.data_type())))
        .collect::<Result<_, _>>()?;
    let parts: Vec<&dyn Array> = same.iter().map(AsRef::as_ref).collect();
    concat(&parts).map_err(|_| unfit(&to))
}

/// Refuses an id that stands twice.
fn unique(ids: &ArrayRef) -> Result<(), LinkageError> {
    let texts: Vec<Cow<'_, str>>;
    if let Some(array) = ids.as_string_opt::<i32>() {
        texts = array.iter().map(|text| Cow::Borrowed(text.unwrap_or_default())).collect();
    } else {
        let numbers = cast(ids, &DataType::Int64).ok();
        let mut sorted: Vec<i64> = match &numbers {
            Some(numbers) => numbers.as_primitive::<arrow::datatypes::Int64Type>().values().to_vec(),
            None => Vec::new(),
        };
        sorted.sort_unstable();
        if !sorted.is_empty() && sorted.windows(2).all(|pair| pair.first() != pair.last()) {
            return Ok(());
        }
        let array = cast(ids, &DataType::Utf8).unwrap_or_else(|_| ids.clone());
        texts = array
            .as_string_opt::<i32>()
            .map(|array| array.iter().map(|text| Cow::Owned(text.unwrap_or_default().to_owned())).collect())
            .unwrap_or_default();
    }
    let mut seen: HashSet<&str> = HashSet::with_capacity(texts.len());
    for (second, id) in texts.iter().enumerate() {
        if !seen.insert(id) {
            let first = texts.iter().position(|other| other == id).unwrap_or(0) + 1;
            return Err(LinkageError::DuplicateId { id: id.to_string(), first, second: second + 1 });
        }
    }
    Ok(())
}
