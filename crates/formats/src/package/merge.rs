//! What was found about a file, put with what the report's document says about it.

use super::group::stem_of;
use super::hashing::Facts;
use model::{Detail, FileRecord, Personal, Report};

/// How well a file fits a file record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Name,
    Hash,
    Both,
}

/// Whether a report lists a file of this name.
pub(super) fn names(report: &Report, name: &str) -> bool {
    report.files.iter().any(|record| has_name(record, name))
}

/// Puts the facts of a file into one of the reports' file records. `taken` holds the records that already have their
/// file. Where no report lists it, it becomes a new record of the only report; `false` where there are several.
pub(super) fn merge(
    reports: &mut [&mut Report],
    taken: &mut Vec<(usize, usize)>,
    name: &str,
    facts: &Facts,
) -> bool {
    let mut best: Option<(Fit, usize, usize)> = None;
    let mut differs = None;
    for (report_at, report) in reports.iter().enumerate() {
        for (file_at, record) in report.files.iter().enumerate() {
            if taken.contains(&(report_at, file_at)) {
                continue;
            }
            let named = has_name(record, name);
            let fit = match (hash_agrees(record, facts), named) {
                (Some(true), true) => Fit::Both,
                (Some(true), false) => Fit::Hash,
                (None, true) => Fit::Name,
                // The source hashed another file under this name: two files, not one.
                (Some(false), true) => {
                    differs.get_or_insert(report_at);
                    continue;
                }
                (_, false) => continue,
            };
            if best.is_none_or(|(other, ..)| fit > other) {
                best = Some((fit, report_at, file_at));
            }
        }
    }
    if let Some((_, report_at, file_at)) = best
        && let Some(record) = reports.get_mut(report_at).and_then(|report| report.files.get_mut(file_at))
    {
        taken.push((report_at, file_at));
        add(record, name, facts);
        return true;
    }
    let only = (reports.len() == 1).then_some(0);
    let Some(report) = differs.or(only).and_then(|at| reports.get_mut(at)) else {
        return false;
    };
    let mut record = FileRecord { name: Some(name.into()), ..FileRecord::default() };
    add(&mut record, name, facts);
    if differs.is_some() {
        let words = "a file of this name is listed with another hash";
        record.details.push(Detail::new("package", words));
    }
    report.files.push(record);
    if let Some(at) = differs.or(only) {
        taken.push((at, report.files.len() - 1));
    }
    true
}

fn has_name(record: &FileRecord, name: &str) -> bool {
    let is = |given: &Option<Personal>| given.as_ref().is_some_and(|given| given.reveal() == name);
    is(&record.name)
        || is(&record.original_name)
        || record.source_id.as_deref().is_some_and(|id| id == name || id == stem_of(name))
}

/// Whether the record's hashes are those of the file; `None` where it has none to compare.
fn hash_agrees(record: &FileRecord, facts: &Facts) -> Option<bool> {
    let of_kind = |hash: &model::FileHash| {
        facts.hashes.iter().find(|ours| ours.algorithm() == hash.algorithm()).cloned()
    };
    let listed = record.hashes.iter().filter_map(|hash| of_kind(hash).map(|ours| ours == *hash));
    listed.reduce(|one, other| one && other)
}

fn add(record: &mut FileRecord, name: &str, facts: &Facts) {
    if record.name.is_none() && record.original_name.is_none() {
        record.name = Some(name.into());
    }
    if record.size.is_some_and(|size| size != facts.size) {
        record.details.push(Detail::new("package", "the size differs from the one listed"));
    }
    record.size.get_or_insert(facts.size);
    for hash in &facts.hashes {
        if !record.hashes.contains(hash) {
            record.hashes.push(hash.clone());
        }
    }
}
