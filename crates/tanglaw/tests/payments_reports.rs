//! `tanglaw payments report`: what stands in it happened, once, in the currency and at the institution where it did.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

#[path = "support/remittances.rs"]
mod remittances;
mod support;

use remittances::map;
use std::fmt::Write as _;
use support::Scene;

const MAP: &str = map!(
    "zone_is_senders = true",
    "version = \"version\"\nkind = \"kind\"\nsender_name = \"from name\"\nrecipient_name = \"to name\"\nsender_age = \"age\"\n"
);
const HEAD: &str = "ref,version,kind,date,from,to,amount,from name,to name,age\n";

/// Small sums of one payer at night.
fn payments() -> String {
    let mut text = String::from(HEAD);
    for number in 0..14 {
        let (day, to) = (1 + number * 2, number % 5);
        let _ = writeln!(
            text,
            "A{number},0,transfer,2026-03-{day:02}T23:10:00,S-1,R-{to},50.00,\"Sample, Ana\",Bea Example,50"
        );
    }
    text
}

/// A report of files under maps, by the rest of the words.
fn report(scene: &Scene, files: &[&str], map: &str, more: &[&str]) -> support::Answer {
    let map = scene.file("map.toml", map).display().to_string();
    let out = scene.path("report.txt");
    let _ = std::fs::remove_file(&out);
    let out = out.display().to_string();
    let words = ["payments", "report", "--columns", &map, "--out", &out];
    support::run(words.iter().chain(files).chain(more))
}

fn text(scene: &Scene, files: &[&str], map: &str, more: &[&str]) -> String {
    report(scene, files, map, more).ended(0);
    std::fs::read_to_string(scene.path("report.txt")).unwrap()
}

const PAYER: [&str; 4] = ["--party", "S-1", "--form", "fincen"];

#[test]
fn each_payment_stands_once_and_as_it_is_now() {
    let scene = Scene::embedded();
    let first = scene.file("a.csv", payments()).display().to_string();
    let changed = format!(
        "{HEAD}A3,1,transfer,2026-03-07T23:10:00,S-1,R-3,61.00,\"Sample, Ana\",Bea Example,50\n\
         A4,1,withdrawn,2026-03-09T23:10:00,S-1,R-4,50.00,\"Sample, Ana\",Bea Example,50\n"
    );
    let changed = scene.file("b.csv", changed).display().to_string();
    let once = text(&scene, &[&first], MAP, &PAYER);
    assert_eq!(once.matches("reference A").count(), 14, "{once}");
    let map = scene.path("map.toml").display().to_string();
    for (files, count) in [(vec![&first, &first], 14), (vec![&first, &first, &changed], 13)] {
        let files: Vec<&str> = files.into_iter().map(String::as_str).collect();
        let told = text(&scene, &files, MAP, &PAYER);
        assert_eq!(told.matches("reference A").count(), count, "{told}");
        // `explain` says the same.
        let words = ["payments", "explain", "--columns", &map, "--party", "S-1"];
        let explained = support::run(words.iter().chain(&files)).ended(0);
        assert!(explained.out.contains(&format!("of {count}:")), "{}", explained.out);
        let people =
            support::run(["payments", "explain", "--columns", &map, "--party", "R-3"].iter().chain(&files))
                .ended(0);
        assert!(people.out.contains("Money in: 3 payments"), "{}", people.out);
    }
    let told = text(&scene, &[&first, &changed], MAP, &PAYER);
    assert!(
        told.contains("61.00 AUD, reference A3 ") && !told.contains("50.00 AUD, reference A3 "),
        "{told}"
    );
    assert!(!told.contains("reference A4 "), "{told}");
    // The family name stands before the comma.
    assert!(told.contains("Ana Sample, S-1 (AU): suspected"), "{told}");
}

#[test]
fn what_was_done_is_said_only_where_it_is_told() {
    let scene = Scene::embedded();
    // A larger sum at noon, long before, is none of what anything looks at.
    let rows =
        payments() + "A90,0,transfer,2025-06-02T12:00:00,S-1,R-0,900.00,\"Sample, Ana\",Bea Example,50\n";
    let file = scene.file("a.csv", rows).display().to_string();
    let told = text(&scene, &[&file], MAP, &PAYER);
    assert!(!told.contains("Action") && !told.contains("eferred"), "{told}");
    let words = [&PAYER[..], &["--action", "Referred to the sample unit."]].concat();
    let told = text(&scene, &[&file], MAP, &words);
    assert!(told.contains("Action taken: Referred to the sample unit."), "{told}");
    // A payment on which nothing fired is no suspicious one.
    let quiet: Vec<&str> = told.lines().filter(|line| line.ends_with(": no indicator")).collect();
    assert!(quiet.len() == 1 && quiet[0].contains("reference A90 "), "{told}");
}

#[test]
fn extorted_children_are_possible_victims() {
    let scene = Scene::embedded();
    let map = MAP
        .replace("sender_country = \"AU\"\nrecipient_country = \"PH\"\n", "")
        .replace("[columns]\n", "[columns]\nsender_country = \"of\"\nrecipient_country = \"in\"\n");
    let mut rows = HEAD.replace("age\n", "age,of,in\n");
    for (day, age) in [(1, 15), (2, 16), (3, 17)] {
        let _ = writeln!(
            rows,
            "C{day},0,transfer,2026-03-0{day}T10:00:00,K-{age},COLLECTOR,50.00,Kid Sample{age},Col Example,{age},US,PH"
        );
    }
    rows += "C9,0,cash-out,2026-03-03T18:00:00,COLLECTOR,,140.00,Col Example,,,PH,PH\n";
    let file = scene.file("a.csv", rows).display().to_string();
    let words = |form| ["--party", "COLLECTOR", "--side", "payee", "--form", form];
    let told = text(&scene, &[&file], &map, &words("fincen"));
    assert!(told.contains("FIN-2025-SEXTORTION") && told.contains("Field 38(z): SEXTORTION"), "{told}");
    for age in [15, 16, 17] {
        assert!(told.contains(&format!("K-{age} (US): possible victim")), "{told}");
    }
    assert!(told.contains("COLLECTOR (PH): suspected"), "{told}");
}

/// A `FinCEN` report on the payer, with further words.
fn words<'w>(more: &[&'w str]) -> Vec<&'w str> {
    [&PAYER[..], more].concat()
}

#[test]
fn a_pack_s_bounds_are_never_read_as_another_currency() {
    let scene = Scene::embedded();
    let pesos = payments().replace(",50.00,", ",1800.00,");
    let file = scene.file("a.csv", pesos).display().to_string();
    let map = MAP.replace("currency = \"AUD\"", "currency = \"PHP\"");
    let refused = report(&scene, &[&file], &map, &words(&["--reference", "PHP"])).ended(1);
    refused.says(&["AUD, ", "EUR", "--rates", "--currency"]);
    let rates = scene.file("rates.csv", "date,currency,rate\n2026-02-25,PHP,0.025\n2026-03-07,PHP,0.025\n2026-03-17,PHP,0.025\n2026-03-27,PHP,0.025\n2026-02-25,USD,1.5\n2026-03-07,USD,1.5\n2026-03-17,USD,1.5\n2026-03-27,USD,1.5\n");
    let rates = rates.display().to_string();
    // Judged in dollars, and written in the pesos that were paid.
    let told = text(&scene, &[&file], &map, &words(&["--rates", &rates]));
    assert!(told.contains("1800.00 PHP, reference A0 ") && told.contains(": suspected"), "{told}");
    // In another currency what was sent stands beside it.
    let told = text(&scene, &[&file], &map, &words(&["--rates", &rates, "--currency", "USD"]));
    assert!(told.contains("30.00 USD (sent as 1800.00 PHP), reference A0 "), "{told}");
    let refused = report(&scene, &[&file], &map, &words(&["--rates", &rates, "--currency", "EUR"])).ended(1);
    refused.says(&["no rate of EUR", "--rates"]);
}

#[test]
fn a_telephone_number_is_one_however_it_is_written() {
    let scene = Scene::embedded();
    let mut rows = String::from(HEAD);
    for number in 0..14 {
        let (day, written) = (1 + number * 2, ["0917 555 0101", "+639175550101"][number % 2]);
        let _ = writeln!(
            rows,
            "D{number},0,transfer,2026-03-{day:02}T23:10:00,S-1,{written},50.00,Ana Sample,Bea Example,50"
        );
    }
    let file = scene.file("a.csv", rows).display().to_string();
    let told = text(&scene, &[&file], MAP, &PAYER);
    assert_eq!(told.matches("+639175550101 (PH)").count(), 1, "{told}");
    let map = scene.path("map.toml").display().to_string();
    for typed in ["0917-555-0101", "+63 917 555 0101"] {
        let words = ["payments", "explain", &file, "--columns", &map, "--party", typed];
        let answer = support::run(words).ended(0);
        assert!(answer.out.contains("Money in: 14 payments"), "{typed}: {}", answer.out);
    }
}

/// Two banks that number their account holders alike do not mean the same person.
#[test]
fn an_account_number_is_that_of_its_bank() {
    let scene = Scene::embedded();
    let mut messages = String::new();
    for number in 0..14 {
        for bank in ["HARBAU2S", "SAMPAU2S"] {
            let _ = writeln!(
                messages,
                "{{1:F01{bank}AXXX0000000000}}{{2:I103RECVPHM0XXXXN}}{{4:\r\n:20:R{number}\r\n:32A:2603{:02}AUD50,\r\n:50K:/1001\r\nAna {bank}\r\n:59:/R-{}\r\nBea Example\r\n-}}",
                1 + number * 2,
                number % 5,
            );
        }
    }
    let file = scene.file("a.mt103", messages).display().to_string();
    let out = scene.path("r.txt").display().to_string();
    let words = ["payments", "report", &file, "--party", "1001", "--form", "fincen", "--out", &out];
    support::run(words).ended(1).says(&["several institutions"]);
}
