//! A file of a report: hashes and facts. Its names may tell what is in it, so they are words to be asked for.

use super::{DetailView, Fact, Shown, TimeView, given, grouped, identifier::IdentifierView, terms};
use crate::words::Words;
use model::FileRecord;
use response::reading::Shared;

/// A file on the page of a report.
pub(crate) struct FileView {
    pub(crate) title: String,
    pub(crate) anchor: String,
    pub(crate) facts: Vec<Fact>,
    /// Kind of hash and its digits.
    pub(crate) hashes: Vec<(&'static str, String)>,
    pub(crate) identifiers: Vec<IdentifierView>,
    pub(crate) details: Vec<DetailView>,
}

impl FileView {
    /// The file at a position (from 0).
    pub(super) fn of(
        words: Words,
        position: usize,
        file: &FileRecord,
        shared: &[Shared],
        reveal: bool,
    ) -> Self {
        let mut facts = Vec::new();
        if let Some(relevance) = file.relevance {
            facts.push(Fact::one(
                words.say("file-relevance"),
                Shown::Text(words.say(terms::relevance(relevance))),
            ));
        }
        if !file.annotations.is_empty() {
            let said = file
                .annotations
                .iter()
                .map(|said| Shown::Strong(words.say(terms::annotation(*said))))
                .collect();
            facts.push(Fact { label: words.say("file-annotations"), values: said });
        }
        if !file.classifications.is_empty() {
            let labels = file
                .classifications
                .iter()
                .map(|c| Shown::Text(format!("{}: {}", c.scheme, c.label)))
                .collect();
            facts.push(Fact { label: words.say("file-classification"), values: labels });
        }
        facts.push(Fact::one(words.say("file-viewed"), super::answer(words, file.viewed_by_platform)));
        facts.extend(given("file-metadata-viewed", words, file.metadata_viewed_by_platform));
        facts.extend(given("file-public", words, file.publicly_available));
        if let Some(media_type) = &file.media_type {
            facts.push(Fact::one(words.say("file-type"), Shown::Text(media_type.clone())));
        }
        if let Some(size) = file.size {
            let size = grouped(i64::try_from(size).unwrap_or(i64::MAX));
            facts.push(Fact::one(
                words.say("file-size"),
                Shown::Text(words.fill("file-bytes", "count", &size)),
            ));
        }
        if let Some(at) = file.uploaded_at {
            facts.push(Fact::one(words.say("file-uploaded"), Shown::Time(TimeView::of(words, at))));
        }
        if let Some(id) = &file.source_id {
            facts.push(Fact::one(words.say("file-source-id"), Shown::Code(id.clone())));
        }
        let names: Vec<_> = [&file.name, &file.original_name].into_iter().flatten().collect();
        if !names.is_empty() {
            let values = if reveal {
                names.iter().map(|name| Shown::Text(name.reveal().to_owned())).collect()
            } else {
                vec![Shown::Unknown(words.say("words-hidden"))]
            };
            facts.push(Fact { label: words.say("file-names"), values });
        }
        Self {
            title: words.fill("file-number", "number", &(position + 1)),
            anchor: format!("file-{}", position + 1),
            facts,
            hashes: file
                .hashes
                .iter()
                .map(|hash| (terms::algorithm(hash.algorithm()), hash.hex().to_owned()))
                .collect(),
            identifiers: IdentifierView::all(words, &file.identifiers, shared),
            details: DetailView::all(&file.details, reveal),
        }
    }
}
