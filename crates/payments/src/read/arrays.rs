//! Columns of Arrow as plain numbers, whatever type a writer chose for them.

use arrow::{
    array::{Array, ArrayRef, AsArray},
    compute::cast,
    datatypes::{
        DataType, Date32Type, Float64Type, Int32Type, Int64Type, TimeUnit, TimestampMillisecondType,
        UInt8Type, UInt16Type, UInt32Type, UInt64Type,
    },
};

/// Marks a cell that holds nothing, or a number that no party can have.
pub(super) const BAD: u32 = u32::MAX - 1;

/// What stands for a day without a time, milliseconds from its beginning.
const NOON: i64 = 43_200_000;

pub(super) fn instants(array: &ArrayRef, into: &mut Vec<i64>) -> Option<()> {
    into.clear();
    let milliseconds = match array.data_type() {
        DataType::Timestamp(TimeUnit::Millisecond, _) | DataType::Int64 => array.clone(),
        DataType::Timestamp(_, zone) => {
            cast(array, &DataType::Timestamp(TimeUnit::Millisecond, zone.clone())).ok()?
        }
        DataType::Date32 => {
            let days = array.as_primitive::<Date32Type>();
            into.extend(days.iter().map(|day| day.map_or(-1, |day| i64::from(day) * 86_400_000 + NOON)));
            return Some(());
        }
        _ => return None,
    };
    let values = match milliseconds.data_type() {
        DataType::Int64 => milliseconds.as_primitive::<Int64Type>().values(),
        _ => milliseconds.as_primitive::<TimestampMillisecondType>().values(),
    };
    into.extend_from_slice(values);
    if milliseconds.null_count() > 0 {
        for (row, value) in into.iter_mut().enumerate().filter(|(row, _)| milliseconds.is_null(*row)) {
            let _: usize = row;
            *value = -1;
        }
    }
    Some(())
}

fn blank<T: Copy>(array: &ArrayRef, into: &mut [T], value: T) {
    if array.null_count() > 0 {
        for (row, place) in into.iter_mut().enumerate() {
            if array.is_null(row) {
                *place = value;
            }
        }
    }
}

/// Whole numbers below [`BAD`]; what is missing, negative or larger becomes [`BAD`].
pub(super) fn numbers(array: &ArrayRef, into: &mut Vec<u32>) -> Option<()> {
    into.clear();
    match array.data_type() {
        DataType::UInt32 => into.extend_from_slice(array.as_primitive::<UInt32Type>().values()),
        DataType::UInt16 => {
            into.extend(array.as_primitive::<UInt16Type>().values().iter().map(|n| u32::from(*n)));
        }
        DataType::UInt8 => {
            into.extend(array.as_primitive::<UInt8Type>().values().iter().map(|n| u32::from(*n)));
        }
        DataType::Int32 => into.extend(
            array.as_primitive::<Int32Type>().values().iter().map(|n| u32::try_from(*n).unwrap_or(BAD)),
        ),
        DataType::Int64 => into.extend(
            array.as_primitive::<Int64Type>().values().iter().map(|n| u32::try_from(*n).unwrap_or(BAD)),
        ),
        DataType::UInt64 => into.extend(
            array.as_primitive::<UInt64Type>().values().iter().map(|n| u32::try_from(*n).unwrap_or(BAD)),
        ),
        DataType::Int8 | DataType::Int16 => {
            let wide = cast(array, &DataType::Int32).ok()?;
            return numbers(&wide, into);
        }
        _ => return None,
    }
    blank(array, into, BAD);
    Some(())
}

/// Whole numbers; what is missing or negative becomes the largest there is.
pub(super) fn large(array: &ArrayRef, into: &mut Vec<u64>) -> Option<()> {
    into.clear();
    match array.data_type() {
        DataType::UInt64 => into.extend_from_slice(array.as_primitive::<UInt64Type>().values()),
        DataType::UInt32 => {
            into.extend(array.as_primitive::<UInt32Type>().values().iter().map(|n| u64::from(*n)));
        }
        DataType::Int64 => into.extend(
            array.as_primitive::<Int64Type>().values().iter().map(|n| u64::try_from(*n).unwrap_or(u64::MAX)),
        ),
        DataType::Int32 | DataType::UInt16 | DataType::Int16 | DataType::UInt8 | DataType::Int8 => {
            let wide = cast(array, &DataType::Int64).ok()?;
            return large(&wide, into);
        }
        DataType::Float64 => {
            // Whole numbers that a spreadsheet or a data frame stored as floating point.
            for value in array.as_primitive::<Float64Type>().values() {
                let fits = value.fract() == 0.0 && (0.0..9e15).contains(value);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "checked before"
                )]
                into.push(if fits { *value as u64 } else { u64::MAX });
            }
        }
        _ => return None,
    }
    blank(array, into, u64::MAX);
    Some(())
}

pub(super) fn texts<T: Copy>(
    array: &ArrayRef,
    into: &mut Vec<T>,
    read: &dyn Fn(Option<&str>) -> T,
) -> Option<()> {
    match array.data_type() {
        DataType::Utf8 => into.extend(array.as_string::<i32>().iter().map(read)),
        DataType::LargeUtf8 => into.extend(array.as_string::<i64>().iter().map(read)),
        DataType::Utf8View => into.extend(array.as_string_view().iter().map(read)),
        DataType::Dictionary(_, _) => {
            let dictionary = array.as_any_dictionary();
            let mut values = Vec::new();
            texts(dictionary.values(), &mut values, read)?;
            let missing = read(None);
            let keys = dictionary.normalized_keys();
            into.extend(keys.into_iter().map(|key| values.get(key).copied().unwrap_or(missing)));
            blank(array, into, missing);
        }
        _ => return None,
    }
    Some(())
}
