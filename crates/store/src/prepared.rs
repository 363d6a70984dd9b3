//! Deliveries made ready outside the transaction: packed, sealed, hashed.

use crate::{
    InboxOpening,
    event::ReportFacts,
    intake::{Delivery, DocumentHeader, SealedReport, pack, report_context, source_key, tokens},
    keys::{Keys, RecordKey},
};
use model::{Instant, ReportId, new_id};
use rand_chacha::ChaCha20Rng;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A delivery ready to be written: sealed as if it were new, which nearly all are.
pub struct Prepared {
    pub(crate) id: ReportId,
    pub(crate) wrapped: Vec<u8>,
    pub(crate) source: String,
    pub(crate) source_reference: Option<String>,
    pub(crate) source_key: [u8; 32],
    pub(crate) digest: [u8; 32],
    pub(crate) plain: Zeroizing<Vec<u8>>,
    pub(crate) sealed: Vec<u8>,
    pub(crate) key: RecordKey,
    pub(crate) tokens: Vec<i64>,
    pub(crate) facts: ReportFacts,
    pub(crate) rank: (i64, Instant),
    pub(crate) papers: Vec<PreparedPaper>,
    pub(crate) inbox: Option<InboxOpening>,
    pub(crate) held: Option<Held>,
}

/// A report that came in a burst.
#[derive(Clone, Copy)]
pub(crate) struct Held {
    /// Whether it says that a child is in danger now.
    pub(crate) urgent: bool,
}

impl Prepared {
    /// Begins a conversation together with the report, unless one with that code exists: what is sent again changes
    /// nothing.
    #[must_use]
    pub fn with_inbox(self, inbox: InboxOpening) -> Self {
        Self { inbox: Some(inbox), ..self }
    }

    /// Holds the report behind the queue, as part of the burst that goes on.
    #[must_use]
    pub fn held(self, urgent: bool) -> Self {
        Self { held: Some(Held { urgent }), ..self }
    }
}

pub(crate) struct PreparedPaper {
    pub(crate) digest: [u8; 32],
    pub(crate) media_type: String,
    pub(crate) size: i64,
    pub(crate) plain: Zeroizing<Vec<u8>>,
}

/// Seals deliveries; one for each thread.
pub struct Preparer {
    pub(crate) keys: Arc<Keys>,
    pub(crate) rng: ChaCha20Rng,
    pub(crate) clock: Arc<dyn model::Clock>,
}

impl Preparer {
    /// Seals a delivery and computes its keyed hashes. Costs no input or output.
    pub fn prepare(&mut self, delivery: Delivery) -> Prepared {
        let Delivery { report, document, papers, place, facts, rank } = delivery;
        let keys = &self.keys;
        let content = Zeroizing::new(serde_json::to_vec(&report).unwrap_or_default());
        let digest = keys.keyed_hash("report content", &[&content]);
        let source_key =
            source_key(keys, report.source.as_str(), report.source_reference.as_deref(), &digest);
        let tokens = tokens(keys, &report);
        let (source, source_reference) = (report.source.to_string(), report.source_reference.clone());
        let header = SealedReport { report, document: DocumentHeader::of(&document), place };
        let plain = pack(&header, &document.bytes);
        let id: ReportId = new_id(&*self.clock, &mut self.rng);
        let key = RecordKey::generate(&mut self.rng);
        let wrapped = keys.wrap(id.as_bytes(), &key, &mut self.rng);
        let sealed = key.seal(&report_context(id, 1), &plain, &mut self.rng);
        let papers = papers
            .iter()
            .map(|paper| PreparedPaper {
                digest: keys.keyed_hash("paper", &[paper.name.as_bytes(), &paper.bytes]),
                media_type: paper.media_type.clone(),
                size: i64::try_from(paper.bytes.len()).unwrap_or(i64::MAX),
                plain: pack(&DocumentHeader::of(paper), &paper.bytes),
            })
            .collect();
        Prepared {
            id,
            wrapped,
            source,
            source_reference,
            source_key,
            digest,
            plain,
            sealed,
            key,
            tokens,
            facts,
            rank,
            papers,
            inbox: None,
            held: None,
        }
    }
}
