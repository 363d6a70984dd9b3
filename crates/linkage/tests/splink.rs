//! A model of Splink gives the same weights here.
//!
//! The fixture was made with Splink itself by `bench/linkage/splink_reference.py`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

use arrow::{
    array::{AsArray, RecordBatch},
    datatypes::{Float64Type, Int32Type, Int64Type},
};
use linkage::{Dataset, LinkageError, Quiet, pattern_words, splink};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::{collections::HashMap, fs::File, path::PathBuf};

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/splink").join(name)
}

fn batches(name: &str) -> Vec<RecordBatch> {
    let file = File::open(fixture(name)).unwrap();
    ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap().map(Result::unwrap).collect()
}

/// Both ids, Splink's weight, and the levels it saw.
fn expected() -> Vec<(i64, i64, f64, String)> {
    let mut rows = Vec::new();
    for batch in batches("pairs.parquet") {
        let column = |name: &str| batch.column_by_name(name).unwrap();
        let (left, right) =
            (column("rec_id_l").as_primitive::<Int32Type>(), column("rec_id_r").as_primitive::<Int32Type>());
        let (weights, gammas) =
            (column("match_weight").as_primitive::<Float64Type>(), column("gammas").as_string::<i32>());
        for row in 0..batch.num_rows() {
            let (one, other) = (i64::from(left.value(row)), i64::from(right.value(row)));
            rows.push((one.min(other), one.max(other), weights.value(row), gammas.value(row).to_owned()));
        }
    }
    rows
}

#[test]
fn every_weight_is_that_of_splink() {
    let (model, parameters) = splink::read(&std::fs::read_to_string(fixture("model.json")).unwrap()).unwrap();
    let records = batches("records.parquet").into_iter().map(|batch| Ok::<_, LinkageError>((0, batch)));
    let data = Dataset::read(&model, records).unwrap();
    let ids = data.ids().as_primitive::<Int64Type>().clone();
    let mut found = HashMap::new();
    linkage::score::<LinkageError>(&data, &parameters, -1_000.0, None, &Quiet, &mut |pairs| {
        for pair in pairs {
            let (one, other) = (ids.value(pair.left as usize), ids.value(pair.right as usize));
            found.insert((one.min(other), one.max(other)), (pair.weight, pattern_words(&data, pair.pattern)));
        }
        Ok(())
    })
    .unwrap();
    let expected = expected();
    assert!(expected.len() > 3_000);
    // The sample is all that Splink found, so both found the same pairs.
    assert_eq!(found.len(), expected.len());
    let mut wrong = Vec::new();
    for (one, other, weight, gammas) in &expected {
        match found.get(&(*one, *other)) {
            Some((ours, _)) if (ours - weight).abs() < 1e-6 => {}
            Some((ours, pattern)) => {
                wrong.push(format!("{one} {other}: {weight} there ({gammas}), {ours} here ({pattern})"));
            }
            None => wrong.push(format!("{one} {other}: found there only")),
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        expected.len(),
        wrong[..wrong.len().min(12)].join("\n")
    );
}

/// A settings file with one comparison of these levels.
fn with_levels(levels: &str) -> String {
    format!(
        r#"{{"link_type": "dedupe_only", "sql_dialect": "duckdb", "unique_id_column_name": "id",
            "probability_two_random_records_match": 0.001,
            "blocking_rules_to_generate_predictions": [{{"blocking_rule": "l.\"a\" = r.\"a\"", "sql_dialect": "duckdb"}}],
            "comparisons": [{{"output_column_name": "a", "comparison_levels": [
              {{"sql_condition": "\"a_l\" IS NULL OR \"a_r\" IS NULL", "is_null_level": true}}, {levels},
              {{"sql_condition": "ELSE", "label_for_charts": "other"}}]}}]}}"#
    )
}

fn condition_of(sql: &str) -> Result<String, String> {
    let level = serde_json::json!({ "sql_condition": sql, "label_for_charts": "level" }).to_string();
    let (model, _) = splink::read(&with_levels(&level)).map_err(|error| error.to_string())?;
    Ok(model.comparisons[0].levels[0].when.as_ref().unwrap().to_string())
}

#[test]
fn levels_are_read_as_splink_writes_them() {
    for (sql, condition) in [
        ("\"a_l\" = \"a_r\"", "exact(a)"),
        ("LOWER(\"a_l\") = LOWER(\"a_r\")", "exact(a_lower)"),
        ("levenshtein(\"a_l\", \"a_r\") <= 2", "levenshtein(a) <= 2"),
        ("damerau_levenshtein(a_l,a_r) <= 1", "damerau(a) <= 1"),
        ("0.9 <= jaro_similarity(a_r, a_l)", "jaro(a) >= 0.9"),
        ("jaro_winkler_similarity(a_l, a_r) > 0.5", "jaro_winkler(a) >= 0.5000000000000001"),
        ("\"a_l\" = \"b_r\" AND \"a_r\" = \"b_l\"", "swapped(a, b)"),
        (
            "ABS(EPOCH(try_strptime(\"a_l\", '%Y-%m-%d')) - EPOCH(try_strptime(\"a_r\", '%Y-%m-%d'))) <= 2629800.0",
            "days(a_date) <= 30.4375",
        ),
        ("ABS(\"a_l\" - \"a_r\") <= 5", "difference(a_number) <= 5"),
        ("array_length(list_intersect(\"a_l\", \"a_r\")) >= 2", "shared(a) >= 2"),
        ("NOT (\"a_l\" = \"a_r\")", "levenshtein(a) <= 1000 and not exact(a)"),
        (
            "NOT (a_l = a_r OR b_l = b_r)",
            "levenshtein(a) <= 1000 and not exact(a) and levenshtein(b) <= 1000 and not exact(b)",
        ),
        (
            "(\"b_r\" is not null AND \"b_l\" is not null) AND a_l = a_r",
            "levenshtein(b) <= 1000 and exact(a)",
        ),
        (
            "levenshtein(\"a_l\", \"a_r\") >= 1",
            "levenshtein(a) <= 1000 and not levenshtein(a) <= 0.9999999999999999",
        ),
    ] {
        assert_eq!(condition_of(sql).as_deref(), Ok(condition), "{sql}");
    }
}

#[test]
fn what_cannot_be_read_is_named_with_its_sql() {
    for (sql, words) in [
        ("soundex(a_l) = soundex(a_r)", "soundex"),
        ("jaccard(a_l, a_r) >= 0.5", "compares letters"),
        ("array_cosine_similarity(a_l, a_r) >= 0.9", "array_cosine_similarity is not known"),
        ("a_l = 'x' AND a_r = 'x'", "fixed value"),
        ("a_l = b_r", "in one direction"),
        ("a_l = a_l", "same record"),
        ("a_l IS NULL", "of one record only"),
        ("a_l = (a_r", "\")\" is missing"),
        ("jaro_winkler_similarity(a_l, a_r) = -100", "never holds"),
        ("abs(epoch(try_strptime(a_l, '%H:%M')) - epoch(try_strptime(a_r, '%H:%M'))) <= 60", "time of day"),
        ("a_l[1] = a_r[1]", "index"),
    ] {
        let error = condition_of(sql).unwrap_err();
        assert!(error.contains(words), "{sql}: {error}");
        assert!(error.contains("\"level\"") && error.contains(sql), "{sql}: {error}");
    }
}

#[test]
fn other_files_are_refused_with_a_reason() {
    let good = with_levels(r#"{"sql_condition": "a_l = a_r", "m_probability": 0.9, "u_probability": 0.1}"#);
    for (from, to, words) in [
        ("{\"link_type\"", "[{\"link_type\"", "no model of Splink"),
        ("link_type", "kind", "no model of Splink"),
        ("\"duckdb\"", "\"spark\"", "dialect duckdb"),
        ("\"ELSE\"", "\"a_l = a_r\"", "not ELSE"),
        ("l.\\\"a\\\" = r.\\\"a\\\"", "l.a = r.a or l.b = r.b", "blocking rule 1"),
        ("\"a_l = a_r\"", "\"levenshtein(a_l, a_r) <= 1\", \"tf_adjustment_column\": \"a\"", "exact match"),
    ] {
        let error = splink::read(&good.replace(from, to)).unwrap_err().to_string();
        assert!(error.contains(words), "{to}: {error}");
    }
    let (_, parameters) = splink::read(&good).unwrap();
    let levels = &parameters.segments[0].comparisons[0].levels;
    assert_eq!((levels[0].m, levels[0].u), (0.9, 0.1));
    // What was not learned is what Splink takes: 5 in 100 matches, -5 bits.
    assert!(((levels[1].m / levels[1].u).log2() + 5.0).abs() < 1e-9 && levels[1].u <= 1.0);
}
