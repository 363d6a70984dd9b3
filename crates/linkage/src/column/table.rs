//! Records as numbers of values.

use super::{Dictionary, MISSING};
use crate::model::ColumnKind;

/// Marks a code that is the number of a list: the record has several values.
pub(crate) const SEVERAL: u32 = 1 << 31;

/// One column of all records.
pub(crate) struct Column {
    pub(crate) dictionary: Dictionary,
    /// For each record: [`MISSING`], the code of its value, or [`SEVERAL`] and the number of its list.
    pub(crate) codes: Vec<u32>,
    lists: Vec<Box<[u32]>>,
    free: Vec<u32>,
}

impl Column {
    pub(crate) fn new(kind: ColumnKind) -> Self {
        Self { dictionary: Dictionary::new(kind), codes: Vec::new(), lists: Vec::new(), free: Vec::new() }
    }

    /// With room for about so many records.
    pub(crate) fn expecting(kind: ColumnKind, records: usize) -> Self {
        let mut column = Self::new(kind);
        // Where the system does not give so much at once, arrays grow as records come.
        let _ = column.codes.try_reserve_exact(records);
        column.dictionary.reserve(records);
        column
    }

    /// Adds a record with these values (each counted once; sorted in place).
    pub(crate) fn push(&mut self, values: &mut Vec<u32>) {
        let code = self.encode(values);
        self.codes.push(code);
    }

    /// Adds a record with one value or none.
    pub(crate) fn push_one(&mut self, code: u32) {
        if code != MISSING {
            self.dictionary.counted(code);
        }
        self.codes.push(code);
    }

    /// Adds records, each with one prepared text or none.
    pub(crate) fn push_texts<'t>(&mut self, texts: impl Iterator<Item = Option<&'t str>> + Clone) {
        let Self { dictionary, codes, .. } = self;
        dictionary.intern_all(texts, |dictionary, code| {
            if code != MISSING {
                dictionary.counted(code);
            }
            codes.push(code);
        });
    }

    /// Replaces the values of a record.
    pub(crate) fn replace(&mut self, record: u32, values: &mut Vec<u32>) {
        self.clear(record);
        let code = self.encode(values);
        if let Some(place) = self.codes.get_mut(record as usize) {
            *place = code;
        }
    }

    /// Takes the values of a record away.
    pub(crate) fn clear(&mut self, record: u32) {
        let Some(place) = self.codes.get_mut(record as usize) else { return };
        let code = std::mem::replace(place, MISSING);
        if code & SEVERAL != 0 {
            let list = code & !SEVERAL;
            let values = self.lists.get_mut(list as usize).map(std::mem::take).unwrap_or_default();
            values.iter().for_each(|value| self.dictionary.uncounted(*value));
            self.free.push(list);
        } else {
            self.dictionary.uncounted(code);
        }
    }

    fn encode(&mut self, values: &mut Vec<u32>) -> u32 {
        values.retain(|code| *code != MISSING);
        values.sort_unstable();
        values.dedup();
        for value in values.iter() {
            self.dictionary.counted(*value);
        }
        match values.as_slice() {
            [] => MISSING,
            [one] => *one,
            several => {
                let list: Box<[u32]> = several.into();
                let number = if let Some(number) = self.free.pop() {
                    if let Some(place) = self.lists.get_mut(number as usize) {
                        *place = list;
                    }
                    number
                } else {
                    self.lists.push(list);
                    // Lists are fewer than records, and those are numbered in 31 bits.
                    u32::try_from(self.lists.len() - 1).unwrap_or(0)
                };
                number | SEVERAL
            }
        }
    }

    /// The values of a record, ascending; empty where it has none.
    pub(crate) fn values(&self, record: u32) -> &[u32] {
        let Some(code) = self.codes.get(record as usize) else { return &[] };
        if *code == MISSING {
            &[]
        } else if code & SEVERAL != 0 {
            self.list(*code)
        } else {
            std::slice::from_ref(code)
        }
    }

    /// The values of a list, ascending, by a code that is the number of one.
    #[inline]
    pub(crate) fn list(&self, code: u32) -> &[u32] {
        self.lists.get((code & !SEVERAL) as usize).map(AsRef::as_ref).unwrap_or_default()
    }

    /// Whether any record has several values.
    pub(crate) fn has_several(&self) -> bool {
        self.lists.len() > self.free.len()
    }

    /// How many records have a value.
    pub(crate) fn present(&self) -> usize {
        self.codes.iter().filter(|code| **code != MISSING).count()
    }
}

/// All records: columns in the order of the plan.
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
    /// Which input each record came from.
    pub(crate) sources: Vec<u16>,
}

impl Table {
    pub(crate) fn rows(&self) -> usize {
        self.sources.len()
    }
}
