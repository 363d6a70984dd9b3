//! Who is suspected and who may be a victim follows from what fired, for every form at once.

use super::{Case, CaseParty, CasePayment, Crime, Land, Standing, fincen};
use payments::{
    Kind, NONE, Payment, Tie,
    pack::Pack,
    report::{Evidence, Heading, Told},
    scan::{Source, scan},
};
use std::collections::BTreeMap;

const DAY: i64 = 86_400_000;
/// A Sunday morning, so that no payment is one of a payday.
const START: i64 = 1_772_348_400_000;

fn land(letters: &[u8]) -> Land {
    Land::from_letters(letters).unwrap()
}

fn paid(id: u64, day: i64, from: u32, to: u32) -> Payment {
    Payment {
        sender_country: land(b"AU"),
        recipient_country: land(b"PH"),
        ..Payment::transfer(id, START + day * DAY, from, to, 5_000)
    }
}

/// The case of everything that these payments tell of a recipient or a payer.
fn case(rows: &[Payment], own: impl Fn(&Payment) -> bool) -> Case {
    case_by(&Pack::public().unwrap(), rows, own)
}

fn case_by(pack: &Pack, rows: &[Payment], own: impl Fn(&Payment) -> bool) -> Case {
    let found = scan(&Source::Rows(rows), pack, 1).unwrap();
    let evidence = Evidence::of(rows, &found.hits, pack);
    let told = payments::settled(rows).filter(|(_, row)| row.kind == Kind::Transfer && own(row));
    let told = told.map(|(row, payment)| Told {
        signs: evidence.signs(row, payment),
        payer: format!("{}", payment.sender).into(),
        payee: format!("{}", payment.recipient).into(),
        payment: CasePayment {
            reference: payment.id.to_string(),
            institution: "Harbor Remit".into(),
            at: payment.at,
            hundredths: u64::from(payment.amount),
            original: None,
            from: CaseParty::named(&format!("P-{}", payment.sender), "", payment.sender_country),
            to: CaseParty::named(&format!("P-{}", payment.recipient), "", payment.recipient_country),
            fired: evidence.fired(row),
        },
    });
    let heading = Heading {
        reference: "CASE-1".into(),
        reported_at: START,
        currency: "AUD".into(),
        reasons: vec!["Because.".into()],
        action: String::new(),
    };
    Case::of(heading, told.collect())
}

fn standings(case: &Case) -> BTreeMap<String, Standing> {
    let parties = case.payments.iter().flat_map(|payment| [&payment.from, &payment.to]);
    parties.map(|party| (party.key.reveal().to_owned(), party.standing)).collect()
}

/// The history by which I13 proves itself, with an adult and a relative among the payers.
#[test]
fn extorted_children_are_no_suspects_and_whoever_collects_is() {
    let mut rows: Vec<Payment> = Vec::new();
    for (at, age) in (0_u32..).zip([15, 16, 17]) {
        rows.push(Payment {
            sender_age: age,
            sender_country: land(b"US"),
            ..paid(u64::from(at), i64::from(at), at, 9)
        });
    }
    rows.push(Payment { sender_age: 44, tie: Tie::Family, ..paid(3, 1, 3, 9) });
    rows.push(Payment {
        kind: Kind::CashOut,
        at: START + 2 * DAY + DAY / 3,
        recipient: NONE,
        sender_country: land(b"PH"),
        ..paid(4, 2, 9, 9)
    });
    let case = case(&rows, |row| row.recipient == 9);
    let standings = standings(&case);
    for child in ["P-0", "P-1", "P-2"] {
        assert_eq!(standings[child], Standing::MayBeVictim, "{child}");
    }
    assert_eq!(standings["P-9"], Standing::Suspected);
    assert_ne!(standings["P-3"], Standing::Suspected, "a relative who pays is none");
    // What the window at the cash counted is what is suspicious, and nothing else.
    let suspicious: Vec<bool> = case
        .payments
        .iter()
        .filter(|one| one.from.key.reveal() != "P-3")
        .map(|one| one.fired.contains(&"I13".to_owned()))
        .collect();
    assert_eq!(suspicious, [true, true, true]);
    let relative = case.payments.iter().find(|one| one.from.key.reveal() == "P-3").unwrap();
    assert!(!relative.fired.contains(&"I13".to_owned()));
    let fields = fincen::write(&case).unwrap();
    assert_eq!(
        (fields.note.as_str(), fields.other_activity.as_str()),
        (fincen::EXTORTION_KEY_TERM, "SEXTORTION")
    );
    assert!(case.grounds.reveal().starts_with("Suspected sexual extortion of children."));
}

#[test]
fn a_coerced_payer_may_be_a_victim_and_whom_they_pay_is_suspected() {
    let rows: Vec<Payment> =
        (0..3).map(|day: i64| Payment { sender_age: 16, ..paid(day.unsigned_abs(), day, 1, 2) }).collect();
    let told = standings(&case(&rows, |row| row.sender == 1));
    assert_eq!((told["P-1"], told["P-2"]), (Standing::MayBeVictim, Standing::Suspected));
    // A child who sends to a parent makes none of them a suspect.
    let rows: Vec<Payment> = rows.iter().map(|row| Payment { tie: Tie::Family, ..*row }).collect();
    let told = standings(&case(&rows, |row| row.sender == 1));
    assert_eq!((told["P-1"], told["P-2"]), (Standing::MayBeVictim, Standing::Unknown));
}

/// What an indicator says of extortion is data of its pack, whatever it is called: an institution's own counts as the public ones do.
#[test]
fn extortion_is_what_a_pack_says_is_extortion() {
    let rows: Vec<Payment> =
        (0..3).map(|day: i64| Payment { sender_age: 16, ..paid(day.unsigned_abs(), day, 1, 2) }).collect();
    let own = Pack::PUBLIC.replace("id = \"I12\"", "id = \"P7\"");
    let told = case_by(&Pack::from_toml(&own, "own.toml").unwrap(), &rows, |row| row.sender == 1);
    assert_eq!((told.crime, standings(&told)["P-2"]), (Crime::Extortion, Standing::Suspected));
    assert!(told.payments.iter().any(|one| one.fired.contains(&"P7".to_owned())));
    let plain = own.replace("extortion = \"coerced\"\n", "");
    let told = case_by(&Pack::from_toml(&plain, "plain.toml").unwrap(), &rows, |row| row.sender == 1);
    assert_eq!((told.crime, standings(&told)["P-2"]), (Crime::Exploitation, Standing::Unknown));
}

/// Who buys is suspected; who is paid may be a relative of the child or the child; who pays the same recipient without an alert of
/// their own is not suspected, nor is a young payer, whatever they do.
#[test]
fn a_purchase_makes_the_payer_a_suspect_and_nobody_else() {
    let mut rows = Vec::new();
    for number in 0..15_u32 {
        for (from, age) in [(1, 50), (2, 17)] {
            rows.push(Payment {
                local_minute: 23 * 60,
                sender_age: age,
                ..paid(u64::from(number * 10 + from), i64::from(number * 2), from, 10 + number % 5)
            });
        }
    }
    rows.push(paid(1_000, 3, 3, 10));
    rows.push(Payment { same_surname: true, ..paid(1_001, 4, 4, 10) });
    let of_payee = standings(&case(&rows, |row| row.recipient == 10));
    assert_eq!(of_payee["P-1"], Standing::Suspected);
    assert_eq!(of_payee["P-10"], Standing::Unknown);
    assert_eq!(of_payee["P-3"], Standing::Unknown, "an ordinary payer");
    assert_eq!(of_payee["P-4"], Standing::Unknown, "a relative");
    assert_ne!(of_payee["P-2"], Standing::Suspected, "a young payer");
    let told = case(&rows, |row| row.sender == 1);
    assert_eq!(standings(&told)["P-1"], Standing::Suspected);
    assert!(told.payments.iter().any(CasePayment::is_suspicious));
    // Who only pays relatives is not suspected for what they pay others, in the case of the relative.
    let kin: Vec<Payment> =
        rows.iter().map(|row| Payment { same_surname: row.recipient == 10, ..*row }).collect();
    assert_eq!(standings(&case(&kin, |row| row.recipient == 10))["P-1"], Standing::Unknown);
}
