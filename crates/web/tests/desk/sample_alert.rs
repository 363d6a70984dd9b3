//! Hand-made payment alerts for tests and for `examples/desk.rs`. Nobody and nothing in them exists.

use crate::sample::PHONE;
use model::PaymentSide;
use response::{
    Actor,
    alerts::{self, AlertDetail, AlertPayment, AlertReason, NewAlert, Party, Raised},
};
use store::{AlertFacts, Store};

fn party(key: &str, name: &str, country: &str) -> Party {
    Party { key: key.into(), name: name.into(), country: country.into(), ..Party::default() }
}

/// An alert about a payer of so many payments, one a day, every second at night and to a number of the full report.
pub(crate) fn alert(key: &str, points: i64, fired: &[&str], payments: i64) -> NewAlert {
    let payment = |number: i64| AlertPayment {
        reference: format!("T-{number}"),
        at: 1_795_000_000_000 + number * 86_400_000,
        hundredths: 5_000 + number.unsigned_abs() * 100,
        from: party(key, "Sample <Payer>", "AU"),
        // The wallet is a number of the full report.
        to: party(if number % 2 == 0 { PHONE } else { "0917 000 9999" }, "", "PH"),
        night: number % 2 == 0,
        day_only: false,
        fired: vec!["I6".into()],
        ..AlertPayment::default()
    };
    let reason = |id: &str, points: f64, sentence: &str| AlertReason {
        id: id.into(),
        points,
        sentence: sentence.into(),
        source: "FATF (March 2025): night".into(),
    };
    NewAlert {
        facts: AlertFacts {
            side: PaymentSide::Payer,
            points,
            safeguard: false,
            fired: fired.iter().map(|id| (*id).to_owned()).collect(),
        },
        detail: AlertDetail {
            institution: "Sample Remittance".into(),
            currency: "AUD".into(),
            packs: vec!["public 2026.2".into()],
            party: party(key, "Sample <Payer>", "AU"),
            reasons: vec![
                reason("I6", 1.5, "Three of four small sums were sent at night."),
                reason("E1", -1.0, "Sender and recipient have the same surname."),
            ],
            payments: (0..payments).map(payment).collect(),
            earlier: 3,
        },
    }
}

/// Hands alerts to the desk as the command line does.
pub(crate) async fn raise(store: &Store, alerts: Vec<NewAlert>) -> Raised {
    let permit = Actor::Operator.permit("samples").expect("the operator may hand in alerts");
    alerts::raise(store, &permit, alerts).await.expect("an alert that is taken in")
}
