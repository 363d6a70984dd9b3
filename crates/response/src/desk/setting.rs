//! Where leads happen and in which languages they speak: for whom to give one to, and for whether groups fare alike.

use super::Service;
use crate::{
    ResponseError,
    linking::{Linker, Setting, language},
};
use std::collections::HashMap;
use store::{QueueRow, Store};

/// Most reports of a lead that are asked.
const ASKED: usize = 50;

/// What each of these reports says of it, by number: where it happens by its own words, else by the country of its source;
/// its languages by its words and by the conversation with whoever told. While reports are still read at the start of the
/// server, what is known without them.
pub(super) async fn of_reports(
    store: &Store,
    linker: &Linker,
    service: &Service,
    rows: &[QueueRow],
) -> Result<HashMap<i64, Setting>, ResponseError> {
    let numbers: Vec<i64> = rows.iter().map(|row| row.no).collect();
    let inboxes = store.inboxes_of_reports(&numbers).await?;
    let mut settings = HashMap::with_capacity(rows.len());
    if let Ok(inside) = linker.look() {
        let known = numbers.iter().filter_map(|no| Some((*no, inside.state.setting(*no)?.clone())));
        settings.extend(known);
    }
    for inbox in inboxes {
        let setting: &mut Setting = settings.entry(inbox.report_no).or_default();
        setting.languages.extend(language(&inbox.language));
    }
    for row in rows {
        let setting = settings.entry(row.no).or_default();
        if setting.countries.is_empty() {
            setting.countries.extend(service.countries.get(&row.source));
        }
    }
    Ok(settings)
}

/// The same of all reports of a lead together.
pub(super) async fn of_lead(
    store: &Store,
    linker: &Linker,
    service: &Service,
    lead: i64,
) -> Result<Setting, ResponseError> {
    let mut numbers = store.numbers_of_lead(lead).await?;
    numbers.truncate(ASKED);
    let rows = store.report_rows(&numbers).await?;
    let mut all = Setting::default();
    for setting in of_reports(store, linker, service, &rows).await?.values() {
        all.add(setting);
    }
    Ok(all)
}
