//! What became of credit transfers (ISO 20022 pacs.002), and which of them count.

use super::{
    clock::Written,
    iso20022::{Fields, elements, first, reference},
};
use crate::PaymentsError;
use std::{collections::HashMap, io::BufRead};

/// What a pacs.002 says of a payment (ISO 20022 external code list, `ExternalPaymentTransactionStatus1Code`). A payment of which no
/// status was handed over counts: the file says that it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It counts. The money is with the creditor or the creditor's agent: ACSC (settled on the debtor's account), ACCC (credited),
    /// ACWP (settled, not yet posted), CPUC (picked up in cash). Or it was accepted for execution, which is the last good word in
    /// schemes that send no further one: ACSP (settlement in process), ACCP (SEPA instant), ACWC (accepted with a change).
    Yes,
    /// It was rejected, cancelled or blocked (RJCT, CANC, BLCK): it counts nowhere, also where it counted before.
    No,
    /// It is not decided (PDNG, RCVD, ACTC, ACFC, PATC, PRES and whatever else): it does not count until a later status says so.
    Open,
}

impl Settled {
    fn of_code(code: &str) -> Self {
        match code {
            "ACSC" | "ACCC" | "ACWP" | "CPUC" | "ACSP" | "ACCP" | "ACWC" => Self::Yes,
            "RJCT" | "CANC" | "BLCK" => Self::No,
            _ => Self::Open,
        }
    }
}

/// How many kinds of references there are.
const KINDS: usize = 4;

/// The references of one credit transfer, each empty where none was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Originals {
    /// The surest first: UETR (one in the world), `TxId` (of the first bank, unchanged along the way), `EndToEndId` (of the payer, who
    /// may write the same twice), `InstrId` (between two banks).
    by_kind: [String; KINDS],
    /// The message that it came in.
    message: String,
}

impl Originals {
    pub(super) fn of_transfer(header: &Fields, fields: &Fields) -> Self {
        let by_kind =
            ["UETR", "TxId", "EndToEndId", "InstrId"].map(|path| reference(fields, path).to_owned());
        Self { by_kind, message: reference(header, "GrpHdr/MsgId").to_owned() }.even()
    }

    fn of_status(fields: &Fields) -> Self {
        let paths = ["OrgnlUETR", "OrgnlTxId", "OrgnlEndToEndId", "OrgnlInstrId"];
        Self { by_kind: paths.map(|path| reference(fields, path).to_owned()), message: String::new() }.even()
    }

    /// A UETR is a UUID: case means nothing (RFC 9562, 4).
    fn even(mut self) -> Self {
        self.by_kind[0].make_ascii_lowercase();
        self
    }

    /// The surest reference.
    pub(super) fn best(&self) -> &str {
        self.by_kind.iter().find(|reference| !reference.is_empty()).map_or("", String::as_str)
    }

    /// Whether both are of one payment: what decides is the surest kind of reference that both have, so that two payers who wrote
    /// the same are not taken for one another.
    fn agrees(&self, other: &Self) -> bool {
        let mut both = self.by_kind.iter().zip(&other.by_kind);
        both.find(|(one, other)| !one.is_empty() && !other.is_empty())
            .is_some_and(|(one, other)| one == other)
    }
}

/// The last word on one payment.
#[derive(Debug)]
struct Status {
    of: Originals,
    /// When its message was made, milliseconds since 1970; the first of all where it does not say.
    told: i64,
    settled: Settled,
}

/// Statuses of any number of messages. The latest word on a payment stands; of two that do not say when, the one read last.
#[derive(Debug, Default)]
pub struct Statuses {
    all: Vec<Status>,
    by_reference: HashMap<(usize, String), Vec<usize>>,
    /// Of whole messages of payments (`GrpSts`).
    messages: HashMap<String, (i64, Settled)>,
}

impl Statuses {
    /// Reads the statuses of a message. What stood before a fault in it is kept.
    pub fn read(&mut self, from: impl BufRead, name: &str) -> Result<(), PaymentsError> {
        let made = |header: &Fields| {
            let made = Written::read(first(header, &["GrpHdr/CreDtTm"]), &[]).and_then(Written::instant);
            made.map_or(0, |(at, _)| at.as_millisecond())
        };
        let header = elements(from, name, "TxInfAndSts", &mut |_, header, fields| {
            let of = Originals::of_status(fields);
            for (kind, reference) in of.by_kind.iter().enumerate().filter(|(_, one)| !one.is_empty()) {
                self.by_reference.entry((kind, reference.clone())).or_default().push(self.all.len());
            }
            let settled = Settled::of_code(first(fields, &["TxSts"]));
            self.all.push(Status { of, told: made(header), settled });
        })?;
        let (told, mut message) = (made(&header), "");
        for (path, text) in &header {
            if path.ends_with("OrgnlMsgId") {
                message = text.trim();
            } else if path.ends_with("GrpSts") && text.trim() != "PART" && !message.is_empty() {
                let known = self.messages.entry(message.to_owned()).or_insert((told, Settled::Open));
                if told >= known.0 {
                    *known = (told, Settled::of_code(text.trim()));
                }
            }
        }
        Ok(())
    }

    /// What became of a payment; none where nothing was said of it.
    pub fn of(&self, payment: &Originals) -> Option<Settled> {
        let references = payment.by_kind.iter().enumerate().filter(|(_, one)| !one.is_empty());
        let found =
            references.filter_map(|(kind, one)| self.by_reference.get(&(kind, one.clone()))).flatten();
        let own = found.filter_map(|at| Some((at, self.all.get(*at)?)));
        let last = own
            .filter(|(_, status)| status.of.agrees(payment))
            .max_by_key(|(at, status)| (status.told, **at))
            .map(|(_, status)| status.settled);
        last.or_else(|| self.messages.get(&payment.message).map(|(_, settled)| *settled))
    }
}
