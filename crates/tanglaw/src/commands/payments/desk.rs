//! `tanglaw payments scan --into-desk`: alerts of a scan for the desk of financial analysts.

use super::input::Table;
use crate::cli::Place;
use payments::{
    Kind, NONE, Payment,
    pack::Pack,
    report::Evidence,
    scan::{Alert, Scan},
    settled,
    subject::Side,
    window::Marks,
};
use response::{
    Actor,
    alerts::{self, AlertDetail, AlertPayment, NewAlert, Party, Sent},
};
use std::collections::HashMap;

/// The alerts with their payments, as the institution names them.
pub(super) fn alerts(
    found: &Scan,
    shown: &[Alert],
    pack: &Pack,
    table: &Table,
    currency: &str,
) -> Vec<NewAlert> {
    let evidence = Evidence::of(&table.rows, &found.hits, pack);
    let mut payments: HashMap<(Side, u32), Vec<AlertPayment>> =
        shown.iter().map(|one| ((one.subject.side, one.subject.party), Vec::new())).collect();
    let key = |party: u32| table.normaliser.parties.name(party).unwrap_or_default().to_owned();
    for (row, payment) in settled(&table.rows) {
        let Some(named) = table.named.get(row as usize) else { continue };
        if payment.kind != Kind::Transfer || payment.recipient == NONE {
            continue;
        }
        for side in [(Side::Payer, payment.sender), (Side::Payee, payment.recipient)] {
            let Some(list) = payments.get_mut(&side) else { continue };
            let party = |number: u32, name: &model::Personal, land: payments::Land| Party {
                key: key(number),
                given_by: table.normaliser.parties.given_by(number).to_owned(),
                name: name.reveal().trim().to_owned(),
                country: land.letters(),
            };
            list.push(AlertPayment {
                reference: named.reference.clone(),
                institution: table.institution(payment).to_owned(),
                sent: named.sent.map(|sent| Sent {
                    hundredths: sent.hundredths,
                    currency: sent.currency.code().to_owned(),
                }),
                signs: Some(evidence.signs(row, payment)),
                at: payment.at,
                hundredths: u64::from(payment.amount),
                from: party(payment.sender, &named.sender, payment.sender_country),
                to: party(payment.recipient, &named.recipient, payment.recipient_country),
                day_only: payment.local_minute == Payment::DAY_ONLY,
                night: pack.plan().mark(payment).has(Marks::NIGHT),
                fired: evidence.fired(row),
            });
        }
    }
    shown
        .iter()
        .map(|alert| {
            let side = (alert.subject.side, alert.subject.party);
            let mut own = payments.get(&side).cloned().unwrap_or_default();
            own.sort_by_key(|one| one.at);
            let mut institutions: Vec<&str> = own.iter().map(|one| one.institution.as_str()).collect();
            institutions.sort_unstable();
            institutions.dedup();
            let institution = institutions.join(", ");
            let as_named =
                own.iter().rev().map(|one| if side.0 == Side::Payer { &one.from } else { &one.to });
            let party = as_named.clone().find(|one| !one.name.is_empty()).or_else(|| as_named.clone().next());
            let party = party.cloned().unwrap_or_else(|| Party {
                key: key(side.1),
                given_by: table.normaliser.parties.given_by(side.1).to_owned(),
                ..Party::default()
            });
            NewAlert::of(
                alert,
                pack,
                AlertDetail {
                    institution,
                    currency: currency.to_ascii_uppercase(),
                    packs: pack.names.clone(),
                    party,
                    reasons: Vec::new(),
                    payments: own,
                    earlier: 0,
                },
            )
        })
        .collect()
}

/// Hands alerts to the desk.
pub(super) async fn take_in(place: &Place, alerts: Vec<NewAlert>) -> anyhow::Result<()> {
    let store = crate::commands::open_existing(place).await?;
    let permit = Actor::Operator.permit("alerts of a scan on the command line")?;
    let raised = alerts::raise(&store, &permit, alerts).await?;
    store.close().await;
    eprintln!(
        "to the desk: {} new alerts, {} open again, {} with nothing new",
        raised.new, raised.renewed, raised.known
    );
    Ok(())
}
