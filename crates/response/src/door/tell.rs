//! Telling: from a form to a stored report with its code.

use super::{
    Door,
    flood::work_done,
    form::Answers,
    telling::{self, Circumstances},
    token::FormToken,
};
use crate::{
    ResponseError, intake,
    policy::{Permit, act},
    slow_hash::{REPORTS, Turns},
    triage::Factors,
};
use data_encoding::HEXLOWER;
use formats::{Document, Location, Record};
use model::{Channel, Country};
use store::{InboxOpening, Receipt, Store};
use zeroize::Zeroizing;

/// The source that reports of the public page have.
pub const PUBLIC_SOURCE: &str = "public-form";

/// What was sent.
pub struct Sent<'a> {
    /// The answers.
    pub answers: &'a Answers,
    /// Language of the page, BCP 47.
    pub language: &'a str,
    /// The form's token as it came back.
    pub token: &'a str,
    /// The counter of the work, where the browser did any.
    pub work: &'a str,
    /// Where telephone numbers without a country code belong.
    pub default_country: Option<Country>,
    /// How many fields came that the form does not know.
    pub refused_fields: usize,
}

/// A report that is stored, with what the reporter is given.
pub struct Told {
    /// The receipt.
    pub receipt: Receipt,
    /// The code, in words.
    pub code: Zeroizing<String>,
    /// The token the code belongs to: the page keeps it to show the code once more.
    pub token: FormToken,
    /// Whether the report is held behind the queue.
    pub held: bool,
}

/// Stores what somebody tells at the public door. Sending the same form twice is sending it once, and shows the same
/// code. The slow hash of the code is made before anything is written.
pub async fn tell(
    store: &Store,
    permit: &Permit<act::TellReport>,
    factors: &Factors,
    door: &Door,
    sent: Sent<'_>,
) -> Result<Told, ResponseError> {
    let known = FormToken::read(store, sent.token);
    let worked = known.is_some() && work_done(sent.token, sent.work);
    let token = known.unwrap_or_else(|| FormToken::new(store));
    let checked = door.form.check(sent.answers);
    let source = PUBLIC_SOURCE.parse().map_err(|_| ResponseError::NotFound)?;
    let mut report = telling::report(
        &door.form,
        &checked,
        &Circumstances {
            source,
            channel: Channel::Public,
            language: sent.language.to_owned(),
            default_country: sent.default_country,
            now: store.clock().now(),
            refused_fields: sent.refused_fields,
        },
    );
    let bytes = sent.answers.document();
    // The same words on the same day are one report with several deliveries, each with a conversation of its own.
    let same = store.keyed("door content", &[&bytes, &token.day().to_be_bytes()]);
    report.source_reference = Some(HEXLOWER.encode(&same[..16]));
    let urgent = report.urgency.immediate_danger == Some(true);
    let high = door.flood.lock().is_ok_and(|mut flood| flood.count(store.clock().now()));
    let held = high && !worked;
    let code = token.code_bits(store);
    let opening = InboxOpening {
        locator: locator(store, &REPORTS, &code).await?,
        language: sent.language.to_owned(),
        handed: false,
    };
    let document = Document { name: "form.json".into(), media_type: "application/json", bytes };
    let record = Record { report, document, papers: Vec::new(), at: Location::default() };
    let mut prepared =
        intake::prepare(store, factors, &mut store.preparer(), record, held).with_inbox(opening);
    if held {
        prepared = prepared.held(urgent);
    }
    let receipts = store.deliver(permit.by(), vec![prepared]).await?;
    let receipt = receipts.into_iter().next().ok_or(ResponseError::NotFound)?;
    Ok(Told { receipt, code: door.words.write(&code, sent.language), token, held })
}

/// The code of a form that was sent, for the page that shows it once more. Nothing tells whether a report was stored.
pub fn code_of(store: &Store, door: &Door, token: &str, language: &str) -> Option<Zeroizing<String>> {
    let token = FormToken::read(store, token)?;
    Some(door.words.write(&token.code_bits(store), language))
}

/// The slow keyed hash by which a conversation is found, salted with a secret of this instance. It takes its turn among
/// `turns`, outside of any transaction.
pub(crate) async fn locator(
    store: &Store,
    turns: &'static Turns,
    code: &[u8; 10],
) -> Result<[u8; 32], ResponseError> {
    turns.hash(Zeroizing::new(code.to_vec()), store.keyed("door locator", &[])).await
}
