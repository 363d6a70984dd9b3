//! AUSTRAC suspicious matter report as XML, after the schema **SMR 2.0a** (April 2025), "Electronic report file format
//! specification – suspicious matter report (SMR)", namespace `http://austrac.gov.au/schema/reporting/SMR-2-0`. Element
//! names, order, cardinalities, codes and lengths are those of that schema as far as it was at hand: a copy in which another
//! house had replaced the choices of AUSTRAC's file. Of a choice (`suspReason` or `suspReasonOther`, `txnType` or
//! `txnTypeOther`, `type` or `otherDesc`) always the coded one is written; `suspReason` stands in `smDetails` itself, as in
//! AUSTRAC's list of fields, where that copy puts it into a `suspReasons`. AUSTRAC's own file, which decides, is the
//! institution's from AUSTRAC Online: `--schema` holds each report against it before it is written.
//!
//! Version 3.0 (draft of May 2026) has other elements and is not followed yet. AUSTRAC takes 2.0 from reporting entities
//! that were enrolled on 30 March 2026.
//!
//! AUSTRAC asks that nothing be made up: an optional element that the case does not know is left out, and a required one
//! that is missing is told by its name ([`PaymentsError::Field`]). Whoever is not suspected is an `otherPerson`, never a
//! `suspPerson`. The time of day of a payment, its institution, what was sent in another currency and the indicators that fired
//! have no element; they stand at the end of the grounds, in words, where [`read()`] finds them again.

mod profile;

use self::profile::missing;
use super::{
    Standing,
    case::{self, Case, CaseParty, CasePayment, Crime, Original},
    tree::Tree,
};
use crate::{PaymentsError, payment::Land};
use jiff::tz::TimeZone;
use model::Personal;
pub use profile::{AustracProfile, TransactionTypes};
use std::collections::BTreeMap;

/// Target namespace of the schema.
pub const NAMESPACE: &str = "http://austrac.gov.au/schema/reporting/SMR-2-0";
/// `OG` of `OffenceType`: an offence against a law of the Commonwealth, a state or a territory.
const OFFENCE: &str = "OG";
/// What a report counts in.
const CURRENCY: &str = "AUD";
/// Begins the record at the end of the grounds.
const RECORD: &str = "\n\nRecord of the payments (times are UTC)\n";
const MADE: &str = "Report made: ";
const ACTION: &str = "Action taken: ";
const FIRED: &str = ", indicators ";
const SENT: &str = "; sent ";
const BY: &str = "; by ";
/// Stands for the action where none is recorded.
const NO_ACTION: &str = "not recorded";
/// `Amount` has at most 15 digits before the point.
const LARGEST: u64 = 99_999_999_999_999_999;

/// Whether a file has a name that AUSTRAC takes (`SMRFileName`): `SMR`, the day and a number of two digits.
pub fn is_file_name(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let Some(digits) = upper.strip_prefix("SMR").and_then(|rest| rest.strip_suffix(".XML")) else {
        return false;
    };
    let part = |from: usize, to: usize| digits.get(from..to).and_then(|text| text.parse::<u8>().ok());
    digits.len() == 10
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && digits.starts_with("20")
        && part(4, 6).is_some_and(|month| (1..=12).contains(&month))
        && part(6, 8).is_some_and(|day| (1..=31).contains(&day))
}

fn within(field: &str, text: &str, most: usize) -> Result<(), PaymentsError> {
    if text.chars().count() <= most {
        return Ok(());
    }
    Err(missing(
        field,
        &format!("it has more than {most} characters, which AUSTRAC does not take: shorten it"),
    ))
}

/// The name of a country as ISO 3166 has it, within the 35 characters of the schema; none where there is no such country.
fn country(land: Land) -> Option<&'static str> {
    let letters = land.letters();
    let country: model::Country = letters.parse().ok()?;
    let name = match country.code() {
        // `UK` is read as GB elsewhere; here each code is only itself.
        code if code != letters => return None,
        "GB" => "United Kingdom",
        "KP" => "Korea (Democratic People's Rep.)",
        "SH" => "Saint Helena, Ascension, Tristan",
        "GS" => "South Georgia and Sandwich Islands",
        "UM" => "US Minor Outlying Islands",
        _ => country.name(),
    };
    (name.chars().count() <= 35).then_some(name)
}

fn person(party: &CaseParty, number: usize, account_type: &str) -> Result<Tree, PaymentsError> {
    let name = party.full_name();
    within("fullName", &name, 140)?;
    within("account/number", party.key.reveal(), 34)?;
    let suspected = party.standing == Standing::Suspected;
    let mut tree = Tree::new(if suspected { "suspPerson" } else { "otherPerson" })
        .attribute("id", &format!("person-{number}"))
        .with_some("fullName", &name);
    if let Some(country) = country(party.country) {
        tree = tree.child(
            Tree::new("mainAddress")
                .attribute("id", &format!("person-{number}-address"))
                .with("country", country),
        );
    }
    if !party.key.is_empty() {
        tree = tree.child(
            Tree::new("account")
                .attribute("id", &format!("person-{number}-account"))
                .with("number", party.key.reveal())
                .with("type", account_type),
        );
    }
    Ok(if suspected { tree } else { tree.with("relationship", party.standing.words()) })
}

fn kind<'p>(profile: &'p AustracProfile, payment: &CasePayment) -> Result<&'p str, PaymentsError> {
    let australia = Land::from_letters(b"AU").unwrap_or_default();
    let (from, to) = (payment.from.country, payment.to.country);
    let types = &profile.transaction_types;
    let known = from != Land::UNKNOWN && to != Land::UNKNOWN;
    let (field, code) = match (from == australia, to == australia) {
        (true, true) => ("transaction_types.within_australia", &types.within_australia),
        (true, false) if known => ("transaction_types.out_of_australia", &types.out_of_australia),
        (false, true) if known => ("transaction_types.into_australia", &types.into_australia),
        _ => ("transaction_types.elsewhere", &types.elsewhere),
    };
    if code.is_empty() {
        return Err(missing(field, "the report has such a payment: name its code in the profile"));
    }
    Ok(code)
}

/// The day of an instant at the branch, within the years of `AUSTRACDate`.
fn day(at: i64, zone: &TimeZone) -> Result<String, PaymentsError> {
    let day = jiff::Timestamp::from_millisecond(at).ok().map(|stamp| zone.to_datetime(stamp).date());
    day.filter(|day| (2000..=2035).contains(&day.year()))
        .map(|day| day.strftime("%Y-%m-%d").to_string())
        .ok_or_else(|| missing("txnDate", "a payment is not of the years 2000 to 2035: correct its date"))
}

/// What has no element of its own, in words.
fn record(case: &Case) -> String {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let action = if case.action.trim().is_empty() { NO_ACTION } else { &case.action };
    let mut lines =
        vec![format!("{MADE}{}", case::date_time(case.reported_at)), format!("{ACTION}{}", line(action))];
    lines.extend((1_usize..).zip(&case.payments).map(|(number, payment)| {
        let at = case::date_time(payment.at);
        let fired = payment.fired.join(" ");
        let between = if fired.is_empty() { "" } else { FIRED };
        let sent = payment.original.as_ref().map_or_else(String::new, |original| {
            format!("{SENT}{} {}", case::decimal(original.hundredths), original.currency)
        });
        format!("Payment {number}: {at}{between}{fired}{sent}{BY}{}", line(&payment.institution))
    }));
    format!("{RECORD}{}", lines.join("\n"))
}

/// Writes a case as a file of the name, which AUSTRAC demands within it too.
pub fn write(case: &Case, profile: &AustracProfile, file_name: &str) -> Result<String, PaymentsError> {
    case.check()?;
    let zone = profile.check()?;
    if !is_file_name(file_name) {
        return Err(missing(
            "fileName",
            "name the file as AUSTRAC does: SMR, the day and a number of two digits, such as SMR2026013101.xml",
        ));
    }
    if case.currency != CURRENCY {
        return Err(missing(
            "grandTotal",
            "AUSTRAC counts in Australian dollars: write the report in AUD (--currency AUD, with --rates)",
        ));
    }
    within("reReportRef", &case.reference, 40)?;
    let total = case.payments.iter().try_fold(0_u64, |sum, payment| sum.checked_add(payment.hundredths));
    let total = total.filter(|total| *total <= LARGEST);
    let total =
        total.ok_or_else(|| missing("grandTotal", "the sum has more than 15 digits: divide the report"))?;
    let branch = Tree::new("reportingBranch")
        .attribute("id", "branch")
        .with_some("branchId", &profile.branch_id)
        .with("name", &profile.branch_name);
    let mut details = Tree::new("smDetails").attribute("id", "details");
    for service in &profile.designated_services {
        details = details.with("designatedSvc", service);
    }
    details = details.with("designatedSvcProvided", "Y");
    for reason in &profile.reasons {
        details = details.with("suspReason", reason);
    }
    let mut report = Tree::new("smr")
        .attribute("id", "report")
        .child(
            Tree::new("header").attribute("id", "header").with("reReportRef", &case.reference).child(branch),
        )
        .child(details.with("grandTotal", case::decimal(total)))
        .child(
            Tree::new("suspGrounds")
                .attribute("id", "grounds")
                .with("groundsForSuspicion", format!("{}{}", case.grounds.reveal(), record(case))),
        );
    let mut numbers = Numbers::new();
    let (mut suspected, mut others) = (Vec::new(), Vec::new());
    for payment in &case.payments {
        for party in [&payment.from, &payment.to] {
            let who = (payment.identity(party), party);
            if is_nobody(party) || numbers.contains_key(&who) {
                continue;
            }
            let number = numbers.len() + 1;
            numbers.insert(who, number);
            let list = if party.standing == Standing::Suspected { &mut suspected } else { &mut others };
            list.push(person(party, number, &profile.account_type)?);
        }
    }
    report.children.extend(suspected.into_iter().chain(others));
    for (number, payment) in (1..).zip(&case.payments) {
        report = report.child(detail(payment, number, profile, &zone, &numbers)?);
    }
    let report =
        report.child(Tree::new("additionalDetails").attribute("id", "additional").with("offence", OFFENCE));
    Tree::new("smrList")
        .attribute("xmlns", NAMESPACE)
        .with("reNumber", &profile.entity_number)
        .with("fileName", file_name)
        .with("reportCount", "1")
        .child(report)
        .write()
}

/// Persons by what tells them apart.
type Numbers<'c> = BTreeMap<(Personal, &'c CaseParty), usize>;

/// Whether nothing is known of a party.
fn is_nobody(party: &CaseParty) -> bool {
    CaseParty { standing: Standing::default(), ..party.clone() } == CaseParty::default()
}

fn detail(
    payment: &CasePayment,
    number: usize,
    profile: &AustracProfile,
    zone: &TimeZone,
    numbers: &Numbers<'_>,
) -> Result<Tree, PaymentsError> {
    within("txnRefNo", &payment.reference, 40)?;
    let mut tree = Tree::new("txnDetail")
        .attribute("id", &format!("payment-{number}"))
        .with("txnDate", day(payment.at, zone)?)
        .with("txnType", kind(profile, payment)?)
        .with("txnCompleted", "Y")
        .with("txnRefNo", &payment.reference)
        .with("txnAmount", case::decimal(payment.hundredths));
    for (name, party) in [("senderDrawerIssuer", &payment.from), ("payee", &payment.to)] {
        if let Some(person) = numbers.get(&(payment.identity(party), party)) {
            let suspected = party.standing == Standing::Suspected;
            let same = if suspected { "sameAsSuspPerson" } else { "sameAsOtherPerson" };
            tree = tree.child(
                Tree::new(name)
                    .attribute("id", &format!("payment-{number}-{name}"))
                    .child(Tree::new(same).attribute("refId", &format!("person-{person}"))),
            );
        }
    }
    Ok(tree)
}

/// Reads a report that [`write()`] wrote.
pub fn read(text: &str, name: &str) -> Result<Case, PaymentsError> {
    let fail = |problem: &str| PaymentsError::File { path: name.to_owned(), problem: problem.to_owned() };
    let list = Tree::read(text, name)?;
    let report = list.find("smr").ok_or_else(|| fail("it holds no smr"))?;
    let part = |name: &str| report.find(name).ok_or_else(|| fail("a part of the report is missing"));
    let (header, grounds) = (part("header")?, part("suspGrounds")?);
    let (grounds, record) = grounds
        .text_of("groundsForSuspicion")
        .rsplit_once(RECORD)
        .ok_or_else(|| fail("its grounds have no record of the payments: Tanglaw did not write it"))?;
    let mut lines = record.lines();
    let mut line = |begin: &str| {
        let text = lines.next().and_then(|line| line.strip_prefix(begin));
        text.ok_or_else(|| fail("the record of the payments is not as it was written"))
    };
    let (made, action) = (line(MADE)?, line(ACTION)?);
    let lands = lands();
    let mut known: BTreeMap<&str, CaseParty> = BTreeMap::new();
    for tree in report.all("suspPerson").chain(report.all("otherPerson")) {
        let full = tree.text_of("fullName");
        let (first, last) = full.rsplit_once(' ').unwrap_or(("", full));
        let land = tree.find("mainAddress").and_then(|address| lands.get(address.text_of("country")));
        let party = CaseParty {
            key: Personal::new(tree.find("account").map_or("", |account| account.text_of("number"))),
            first_name: Personal::new(first),
            last_name: Personal::new(last),
            country: land.copied().unwrap_or_default(),
            standing: if tree.name == "suspPerson" {
                Standing::Suspected
            } else {
                Standing::read(tree.text_of("relationship")).unwrap_or_default()
            },
        };
        known.insert(tree.attribute_of("id"), party);
    }
    let side = |detail: &Tree, name: &str| -> Result<CaseParty, PaymentsError> {
        let Some(side) = detail.find(name) else { return Ok(CaseParty::default()) };
        let same = side.find("sameAsSuspPerson").or_else(|| side.find("sameAsOtherPerson"));
        let party = same.and_then(|same| known.get(same.attribute_of("refId")));
        party.cloned().ok_or_else(|| fail("a payment refers to nobody of the report"))
    };
    let mut payments = Vec::new();
    for (number, detail) in (1_usize..).zip(report.all("txnDetail")) {
        let told = line(&format!("Payment {number}: "))?;
        let (told, institution) =
            told.split_once(BY).ok_or_else(|| fail("the record of a payment is not as it was written"))?;
        let (told, sent) = told.split_once(SENT).map_or((told, None), |(told, sent)| (told, Some(sent)));
        let original = sent
            .map(|sent| {
                let (amount, currency) = sent.split_once(' ').unwrap_or((sent, ""));
                let hundredths =
                    crate::read::amount(amount, false).ok_or_else(|| fail("an amount is none"))?;
                Ok(Original { hundredths, currency: currency.to_owned() })
            })
            .transpose()?;
        let (at, fired) = told.split_once(FIRED).unwrap_or((told, ""));
        payments.push(CasePayment {
            reference: detail.text_of("txnRefNo").to_owned(),
            institution: institution.to_owned(),
            original,
            at: case::instant(at).ok_or_else(|| fail("a date is none"))?,
            hundredths: crate::read::amount(detail.text_of("txnAmount"), false)
                .ok_or_else(|| fail("an amount is none"))?,
            from: side(detail, "senderDrawerIssuer")?,
            to: side(detail, "payee")?,
            fired: fired.split_whitespace().map(str::to_owned).collect(),
        });
    }
    Ok(Case {
        reference: header.text_of("reReportRef").to_owned(),
        reported_at: case::instant(made).ok_or_else(|| fail("its date is none"))?,
        currency: CURRENCY.to_owned(),
        crime: Crime::of_grounds(grounds),
        grounds: Personal::new(grounds),
        action: if action == NO_ACTION { String::new() } else { action.to_owned() },
        payments,
    })
}

/// Countries by the names that are written.
fn lands() -> BTreeMap<&'static str, Land> {
    let letters = (b'A'..=b'Z').flat_map(|a| (b'A'..=b'Z').map(move |b| [a, b]));
    let lands = letters.filter_map(|pair| Land::from_letters(&pair));
    lands.filter_map(|land| country(land).map(|name| (name, land))).collect()
}
