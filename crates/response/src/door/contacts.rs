//! The hotline: what somebody tells by telephone, message or on paper, in the same form; contacts that are no report,
//! counted; a code handed over that the caller replaces.

use super::{
    Door,
    form::Answers,
    tell,
    telling::{self, Circumstances},
    token::FormToken,
};
use crate::{
    ResponseError, intake,
    policy::{Permit, act},
    slow_hash::REPORTS,
    triage::Factors,
};
use formats::{Document, Location, Record};
use model::{Channel, ContactCategory, ContactOutcome, ContactWay, Country, Detail, Instant};
use store::{ContactCount, InboxOpening, Receipt, Store};
use zeroize::Zeroizing;

/// The source that reports of the hotline desk have.
pub const HOTLINE_SOURCE: &str = "hotline-desk";

/// A contact that is a report.
pub struct Taken<'a> {
    /// How they got in touch.
    pub way: ContactWay,
    /// What it is about.
    pub category: Option<ContactCategory>,
    /// What they told.
    pub answers: &'a Answers,
    /// The language they spoke, BCP 47; the code is in its words.
    pub language: &'a str,
    /// Whether they want a code.
    pub wants_code: bool,
    /// The token of the form: sending it twice is sending it once, and gives the same code.
    pub token: &'a str,
    /// Where telephone numbers without a country code belong.
    pub default_country: Option<Country>,
}

/// Writes a contact down as a report. Returns the receipt, and the code to be read to the caller where one is wanted: it
/// must be replaced when it is first used, because the operator has seen it. The same form sent again shows the same
/// code, until the caller has replaced it. A form in which nothing was answered is no report.
pub async fn take(
    store: &Store,
    permit: &Permit<act::TakeContacts>,
    factors: &Factors,
    door: &Door,
    taken: Taken<'_>,
) -> Result<(Receipt, Option<Zeroizing<String>>), ResponseError> {
    if taken.answers.is_empty() {
        return Err(ResponseError::Form("nothing was written down".into()));
    }
    let token = FormToken::read(store, taken.token).unwrap_or_else(|| FormToken::new(store));
    let checked = door.form.check(taken.answers);
    let source = HOTLINE_SOURCE.parse().map_err(|_| ResponseError::NotFound)?;
    let mut report = telling::report(
        &door.form,
        &checked,
        &Circumstances {
            source,
            channel: Channel::Hotline,
            language: taken.language.to_owned(),
            default_country: taken.default_country,
            now: store.clock().now(),
            refused_fields: 0,
        },
    );
    report.details.push(Detail::new("contact", taken.way.code()));
    report.details.extend(taken.category.map(|category| Detail::new("category", category.code())));
    let bytes = taken.answers.document();
    let same = store.keyed("hotline form", &[token.text().as_bytes()]);
    let number = data_encoding::HEXLOWER.encode(&same[..16]);
    report.source_reference = Some(number.clone());
    let document = Document { name: "form.json".into(), media_type: "application/json", bytes };
    let record = Record { report, document, papers: Vec::new(), at: Location::default() };
    let mut prepared = intake::prepare(store, factors, &mut store.preparer(), record, false);
    let mut code = None;
    if taken.wants_code && !is_replaced(store, &number).await? {
        let bits = token.code_bits(store);
        let locator = tell::locator(store, &REPORTS, &bits).await?;
        prepared =
            prepared.with_inbox(InboxOpening { locator, language: taken.language.to_owned(), handed: true });
        code = Some(door.words.write(&bits, taken.language));
    }
    let receipts = store.deliver(permit.by(), vec![prepared]).await?;
    let receipt = receipts.into_iter().next().ok_or(ResponseError::NotFound)?;
    if receipt.outcome == store::Outcome::New {
        store.note_contact(permit.by(), taken.way, ContactOutcome::Report, taken.category).await?;
    }
    Ok((receipt, code))
}

/// Whether the report of this form has a conversation whose code the caller has replaced, or deleted: then the code of the
/// form is past, and sending the form again must not make a door of it.
async fn is_replaced(store: &Store, number: &str) -> Result<bool, ResponseError> {
    for row in store.find_source_reference(number).await? {
        if store.inboxes_of_report(row.no).await?.iter().any(|inbox| inbox.deleted || !inbox.handed) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Counts a contact that is no report. The same form sent twice is one contact.
pub async fn note(
    store: &Store,
    permit: &Permit<act::TakeContacts>,
    door: &Door,
    way: ContactWay,
    outcome: ContactOutcome,
    category: Option<ContactCategory>,
    token: &str,
) -> Result<(), ResponseError> {
    if outcome == ContactOutcome::Report {
        return Err(ResponseError::Form("a report is written down with the form".into()));
    }
    door.once(token, async { Ok(store.note_contact(permit.by(), way, outcome, category).await?) }).await
}

/// Contacts of the last days, by kind.
pub async fn counts(
    store: &Store,
    _permit: &Permit<act::TakeContacts>,
    days: i64,
) -> Result<Vec<ContactCount>, ResponseError> {
    let now = store.clock().now();
    let from: Instant = now.plus_seconds(-days.clamp(1, 366) * 86_400);
    Ok(store.contact_counts(from, now.plus_seconds(1)).await?)
}
