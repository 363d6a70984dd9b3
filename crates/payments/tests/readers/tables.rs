//! Payments in Parquet: damaged files, bad rows, and files read as one.

use payments::{Land, Payment};

/// Rows of Parquet that cannot be taken are told by row and by the name that the file has for the column.
#[test]
fn a_bad_row_of_parquet_names_its_column() {
    use arrow::array::{ArrayRef, Date32Array, Int64Array, RecordBatch, StringArray, UInt32Array};
    use payments::read::{Columns, PaymentFile};
    use std::sync::Arc;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    let numbers = |all: [Option<u32>; 5]| Arc::new(UInt32Array::from(all.to_vec())) as ArrayRef;
    let texts = |all: [Option<&str>; 5]| Arc::new(StringArray::from(all.to_vec())) as ArrayRef;
    let at = |days: bool| -> ArrayRef {
        if days {
            Arc::new(Date32Array::from_iter_values([20_000; 5]))
        } else {
            Arc::new(Int64Array::from_iter_values([1_767_225_600_000; 5]))
        }
    };
    let write = |at: ArrayRef| {
        let batch = RecordBatch::try_from_iter_with_nullable([
            ("note", texts([None; 5]), true),
            ("ts", at, true),
            ("sender", numbers([Some(1), None, Some(1), Some(1), Some(1)]), true),
            ("recipient", numbers([Some(2); 5]), true),
            ("minor_units", numbers([Some(5_000); 5]), true),
            ("what", texts([None, None, Some("gift"), Some("CASH-IN"), Some("")]), true),
            ("recipient_country", texts([Some("ph"), None, None, Some("Atlantis"), Some("PHL")]), true),
        ])
        .unwrap();
        let file = std::fs::File::create(&path).unwrap();
        let mut writer = parquet::arrow::ArrowWriter::try_new(file, batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
    };
    write(at(false));
    let columns = |text: &str| Columns::from_toml(text, "columns.toml").unwrap();
    let own = columns("at = \"ts\"\nkind = \"what\"\n");
    let read = |columns: &Columns| {
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        PaymentFile::open(&path, columns)?
            .read(&mut |row| match row {
                Ok(payment) => good.push(payment),
                Err(row) => bad.push(columns.reject(row)),
            })
            .map(|()| (good, bad))
    };
    let (good, bad) = read(&own).unwrap();
    let told: Vec<(u64, &str)> = bad.iter().map(|one| (one.line, one.column.as_str())).collect();
    assert_eq!(told, [(2, "sender"), (3, "what"), (4, "recipient_country")]);
    let ph = Land::from_letters(b"PH").unwrap();
    assert!(good.len() == 2 && good.iter().all(|payment| payment.recipient_country == ph), "{good:?}");
    let fault = |text: &str| read(&columns(text)).unwrap_err().to_string();
    let mistyped = fault("at = \"ts\"\nkind = \"waht\"\n");
    assert!(mistyped.contains("no column \"waht\""), "{mistyped}");
    let unfit = fault("at = \"what\"\n");
    assert!(unfit.contains("\"what\" holds Utf8"), "{unfit}");
    write(at(true));
    assert!(read(&own).unwrap().0.iter().all(|payment| payment.local_minute == Payment::DAY_ONLY));
}

#[test]
fn damaged_parquet_is_refused_or_read_but_never_falls_over() {
    use arrow::array::{Int64Array, RecordBatch, UInt32Array};
    use payments::read::{Columns, PaymentFile};
    let numbers = |from: u32| std::sync::Arc::new(UInt32Array::from_iter_values(from..from + 40));
    let wide = |from: i64| std::sync::Arc::new(Int64Array::from_iter_values(from..from + 40));
    let batch = RecordBatch::try_from_iter([
        ("at", wide(1_767_225_600_000) as arrow::array::ArrayRef),
        ("sender", numbers(1)),
        ("recipient", numbers(100)),
        ("minor_units", wide(5_000)),
    ]);
    let batch = batch.unwrap();
    let mut whole = Vec::new();
    let mut writer = parquet::arrow::ArrowWriter::try_new(&mut whole, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (path, columns) = (folder.path().join("a.parquet"), Columns::default());
    let read = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        let mut rows = 0;
        let file = PaymentFile::open(&path, &columns)?;
        file.read(&mut |_| rows += 1).map(|()| rows)
    };
    assert_eq!(read(&whole).unwrap(), 40);
    for at in 0..whole.len() {
        for byte in [0x00, 0x7f, 0x80, 0xff] {
            let mut damaged = whole.clone();
            damaged[at] = byte;
            let _: Result<u32, payments::PaymentsError> = read(&damaged);
        }
    }
}

/// Files of groups of rows of every size, cut into every number of shares: each row comes once, in order, with its place.
#[test]
fn files_read_as_one_give_each_row_once_in_order() {
    use arrow::array::{ArrayRef, Int64Array, RecordBatch, UInt32Array};
    use payments::read::{Columns, PaymentFile, read_shares};
    use std::sync::Arc;
    let folder = tempfile::tempdir().unwrap();
    let columns = Columns::default();
    let (mut sizes, mut from) = (Vec::new(), 0_u32);
    for (file, groups) in [vec![3, 1, 7], vec![], vec![1], vec![5, 5]].into_iter().enumerate() {
        let path = folder.path().join(format!("{file}.parquet"));
        let batch = |from: u32, count: u32| {
            let wide =
                |from: i64| Arc::new(Int64Array::from_iter_values(from..from + i64::from(count))) as ArrayRef;
            let numbers = Arc::new(UInt32Array::from_iter_values(from..from + count)) as ArrayRef;
            let columns = [
                ("at", wide(1_767_225_600_000)),
                ("sender", numbers.clone()),
                ("recipient", numbers),
                ("minor_units", wide(5_000)),
            ];
            RecordBatch::try_from_iter(columns).unwrap()
        };
        let file = std::fs::File::create(&path).unwrap();
        let mut writer = parquet::arrow::ArrowWriter::try_new(file, batch(0, 0).schema(), None).unwrap();
        for count in &groups {
            writer.write(&batch(from, *count)).unwrap();
            writer.flush().unwrap();
            from += count;
        }
        writer.close().unwrap();
        sizes.push((path, groups.iter().sum::<u32>()));
    }
    let files: Vec<PaymentFile<'_>> =
        sizes.iter().map(|(path, _)| PaymentFile::open(path, &columns).unwrap()).collect();
    for threads in 1..12 {
        let read = read_shares(
            &files,
            threads,
            |first| (first, Vec::new()),
            |share, file, before, row| {
                share.1.push((file, before, row.unwrap().sender));
            },
        );
        let mut next = 0;
        for (first, rows) in read.unwrap() {
            assert_eq!(first, u64::from(next));
            for (file, before, sender) in rows {
                assert_eq!(sender, next);
                let of_file: u32 = sizes[..file].iter().map(|(_, rows)| rows).sum();
                assert_eq!(before, u64::from(of_file));
                assert!(next < of_file + sizes[file].1);
                next += 1;
            }
        }
        assert_eq!(next, from, "{threads} threads");
    }
}
