//! `tanglaw payments backtest --page`: one file of its own whose pictures have tables, and whose tables say what the JSON says.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use quick_xml::{Reader, events::Event};
use serde_json::Value;
use std::collections::BTreeMap;
use support::Scene;

/// Reads the page as XML from its first to its last sign; returns the names of its elements, and how often each stands there.
fn well_formed(page: &str) -> BTreeMap<String, usize> {
    let mut reader = Reader::from_str(page);
    let (mut names, mut open) = (BTreeMap::new(), 0);
    loop {
        let event = reader.read_event().unwrap();
        if let Event::Start(tag) | Event::Empty(tag) = &event {
            for attribute in tag.attributes() {
                attribute.unwrap();
            }
            let name = tag.name().as_ref().to_owned();
            *names.entry(name).or_default() += 1;
        }
        match event {
            Event::Start(_) => open += 1,
            Event::End(_) => open -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, 0, "an element is not closed");
    names
}

/// A figure, read as the reader of JSON reads it, which may be off in the last bit.
fn read(text: &str) -> f64 {
    serde_json::from_str(text).unwrap()
}

/// The rows of a table: name, where it has one, and exact figures.
fn rows(page: &str, id: &str) -> Vec<(String, Vec<f64>)> {
    let (_, table) = page.split_once(&format!("<table id=\"{id}\">")).unwrap();
    let (_, body) = table.split_once("<tbody>").unwrap();
    let (body, _) = body.split_once("</tbody>").unwrap();
    let row = |row: &str| {
        let name =
            row.split_once("<th scope=\"row\">").map_or("", |(_, rest)| rest.split('<').next().unwrap());
        let figures = row.split("<data value=\"").skip(1).map(|cell| read(cell.split('"').next().unwrap()));
        (name.to_owned(), figures.collect())
    };
    body.split("<tr>").skip(1).map(row).collect()
}

fn figures(of: &Value, names: &[&str]) -> Vec<f64> {
    names.iter().map(|name| of[name].as_f64().unwrap()).collect()
}

/// Holds the page to the JSON of the same run.
fn holds(page: &str, told: &Value) {
    let names = well_formed(page);
    let pictures = page.matches("<svg ").count();
    assert_eq!(page.matches(" role=\"img\" aria-labelledby=").count(), pictures);
    assert_eq!(
        (names["title"], names["desc"]),
        (pictures + 1, pictures),
        "each picture has a title and says what is to be seen"
    );
    assert_eq!(
        (names["table"], names["caption"]),
        (pictures, pictures),
        "each picture has its table, and each table a caption"
    );
    for foreign in ["<script", "<link", "<img", "src=", "://", "@import", "url("] {
        assert!(!page.contains(foreign), "{foreign}: the page asks for nothing");
    }

    let sweep = told["sweep"].as_array().unwrap();
    let names = ["threshold", "alerts", "per_day", "precision", "payers_found", "found"];
    let shown: Vec<Vec<f64>> = rows(page, "sweep").into_iter().map(|(_, figures)| figures).collect();
    assert_eq!(shown, sweep.iter().map(|point| figures(point, &names)).collect::<Vec<_>>());

    let mut compared = vec![&told["workload"]];
    compared.extend(told["fewer"].as_array().unwrap());
    compared.extend([&told["without_exculpatory"], &told["bank_query"]]);
    let precision = ["alerts", "right", "precision", "ceiling", "payers_found", "payers_reached", "found"];
    let before = ["payments_before", "share_of_payments_before", "share_of_money_before"];
    for (id, names) in [("workload", &precision[..]), ("before", &before)] {
        let shown: Vec<Vec<f64>> = rows(page, id).into_iter().map(|(_, figures)| figures).collect();
        assert_eq!(shown, compared.iter().map(|one| figures(one, names)).collect::<Vec<_>>(), "{id}");
    }

    let whole = told["workload"]["right"].as_f64().unwrap();
    let without: BTreeMap<String, Vec<f64>> = rows(page, "without").into_iter().collect();
    let expected = told["without"].as_object().unwrap().iter().map(|(name, one)| {
        let mut all = vec![whole - one["right"].as_f64().unwrap()];
        all.extend(figures(one, &["right", "precision", "payers_found", "found"]));
        (name.clone(), all)
    });
    assert_eq!(without, expected.collect());

    let (with, bare) =
        (&told["workload"]["wrong_among_100000"], &told["without_exculpatory"]["wrong_among_100000"]);
    let mut groups = BTreeMap::new();
    for id in ["corridor", "nationality", "role"] {
        let id = format!("wrong-{id}");
        if page.contains(&format!("<table id=\"{id}\">")) {
            groups
                .extend(rows(page, &id).into_iter().map(|(name, all)| (format!("{} {name}", &id[6..]), all)));
        }
    }
    let expected = with.as_object().unwrap().iter();
    let expected = expected.map(|(name, one)| {
        let payers = told["groups"][name].as_f64().unwrap();
        (name.clone(), vec![payers, one.as_f64().unwrap(), bare[name].as_f64().unwrap()])
    });
    assert_eq!(groups, expected.collect());
}

#[test]
fn a_synthetic_year_is_one_page_that_says_what_the_json_says() {
    let scene = Scene::embedded();
    let path = scene.path("backtest.html").display().to_string();
    let words = [
        "payments",
        "backtest",
        "--senders",
        "2000",
        "--per-million",
        "20000",
        "--per-day",
        "3",
        "--json",
        "--page",
        &path,
    ];
    let told = support::run(words).ended(0).json();
    let page = std::fs::read_to_string(&path).unwrap();
    holds(&page, &told);
    assert!(page.contains("False alerts by corridor") && page.contains("False alerts by nationality"));
    assert!(told["workload"]["right"].as_u64() > Some(0), "the test is not empty");
    // Never written over another file, and known before the work.
    support::run(words).ended(1).says(&["is there already"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), page);
}

#[test]
fn names_of_private_packs_and_groups_without_alerts_break_nothing() {
    let scene = Scene::embedded();
    let pack = payments::pack::Pack::BANK_QUERY.replacen("name = \"", "name = \"<b>&amp; \\\"ours\\\" ", 1);
    assert_ne!(pack, payments::pack::Pack::BANK_QUERY);
    let pack = scene.file("pack.toml", pack).display().to_string();
    let path = scene.path("page.html").display().to_string();
    let words = [
        "payments",
        "backtest",
        "--senders",
        "1000",
        "--per-million",
        "1",
        "--pack",
        &pack,
        "--json",
        "--page",
        &path,
    ];
    let told = support::run(words).ended(0).json();
    let page = std::fs::read_to_string(&path).unwrap();
    assert!(page.contains("&lt;b&gt;&amp;amp; &quot;ours&quot;") && !page.contains("<b>"));
    holds(&page, &told);
}
