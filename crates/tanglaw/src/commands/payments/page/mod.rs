//! What a backtest found, as one page of pictures with their tables. The page is a file of its own: it asks for nothing, runs nothing,
//! and is written so that a program that reads XML can read it too. It names groups and indicators, and never a party.

mod plot;
mod table;

use payments::backtest::{Backtest, Workload, Wrong};
use plot::{Bar, Picture, bars, curve};
use serde_json::Value;
use std::{collections::BTreeMap, fmt::Write as _};
use table::{Cell, percent, table};

/// Most bars of a picture; its table has all.
const MOST_BARS: usize = 15;

/// What is told: where the payments come from, what the packs found, and what the bank query found.
pub(super) struct Told<'a> {
    pub(super) known: &'a Value,
    pub(super) found: &'a Backtest,
    pub(super) baseline: &'a Workload,
}

/// Text within an element or an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The page.
pub(super) fn html(told: &Told<'_>) -> String {
    let sections = [thresholds(told), precision(told), before(told), fairness(told), indicators(told)];
    let mut links = String::new();
    let mut bodies = String::new();
    for Section { id, title, body } in sections {
        let _ = writeln!(links, "<li><a href=\"#{id}\">{title}</a></li>");
        let _ = writeln!(
            bodies,
            "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title}</h2>\n{body}</section>"
        );
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n\
         <title>A backtest of payment indicators</title>\n<style>\n{}</style>\n</head>\n<body>\n<main>\n\
         <h1>A backtest of payment indicators</h1>\n{}\
         <nav aria-label=\"Parts of this page\">\n<ul>\n{links}</ul>\n</nav>\n{bodies}</main>\n</body>\n</html>\n",
        include_str!("page.css"),
        head(told.known)
    )
}

struct Section {
    id: &'static str,
    title: &'static str,
    body: String,
}

fn head(known: &Value) -> String {
    let packs: Vec<&str> =
        known["packs"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let from = if known["seed"].is_null() {
        "The payments are an institution's own, and what became of them was decided by people. Whoever is not decided about counts as \
         not involved."
            .to_owned()
    } else {
        format!(
            "The year is synthetic (seed {}): nobody in it exists, and who is involved is known.",
            known["seed"]
        )
    };
    format!(
        "<p>{} payments of {} senders, {} of them pay for abuse. Indicators: {}. {from}</p>\n\
         <p>A score orders work and decides nothing: a person looks at every alert.</p>\n",
        known["payments"],
        known["senders"],
        known["offending_payers"],
        escaped(&packs.join(", ")),
    )
}

fn figure(svg: &str, caption: &str) -> String {
    format!("<figure>\n{svg}\n<figcaption>{}</figcaption>\n</figure>\n", escaped(caption))
}

fn thresholds(told: &Told<'_>) -> Section {
    let (sweep, per_day) = (&told.found.sweep, told.found.workload.per_day);
    let points: Vec<(f64, f64)> = sweep.iter().map(|point| (point.threshold, point.per_day)).collect();
    #[expect(clippy::cast_precision_loss, reason = "alerts of a day")]
    let bound = per_day as f64;
    let fits = sweep.iter().find(|point| point.per_day <= bound);
    let said = match (sweep.first(), fits) {
        (Some(first), Some(fits)) => format!(
            "From {:.1} alerts a day at {:.1} points the curve falls; from {:.1} points on there are no more than the {per_day} that can be \
             looked at.",
            first.per_day, first.threshold, fits.threshold
        ),
        _ => format!("At no threshold are there as few as the {per_day} alerts a day that can be looked at."),
    };
    let picture = Picture { id: "curve", title: "Alerts a day against the threshold", said: &said };
    let svg = curve(
        &picture,
        ("points from which an alert is raised", "alerts a day, each line ten times the one below"),
        &points,
        bound,
    );
    let picture = svg.map_or_else(
        || "<p>No party was raised at any threshold.</p>\n".to_owned(),
        |svg| figure(&svg, &format!("{said} The dashed line is what can be looked at.")),
    );
    let rows: Vec<Vec<Cell>> = sweep
        .iter()
        .map(|point| {
            vec![
                Cell::decimal(point.threshold),
                Cell::count(point.alerts),
                Cell::decimal(point.per_day),
                Cell::share(point.precision),
                Cell::share(point.payers_found),
                Cell::share(point.found),
            ]
        })
        .collect();
    let columns = ["Threshold", "Alerts", "A day", "Right", "Payers found", "All found"];
    let table = table("sweep", "Thresholds: each party counts once in the year", &columns, &rows);
    Section { id: "thresholds", title: "Alerts a day against the threshold", body: picture + &table }
}

/// The workloads that are compared, with their names.
fn compared<'a>(told: &Told<'a>) -> Vec<(String, &'a Workload)> {
    let found = told.found;
    let mut all = vec![(format!("all indicators, {} a day", found.workload.per_day), &found.workload)];
    all.extend(found.fewer.iter().map(|one| (format!("all indicators, {} a day", one.per_day), one)));
    all.push(("without what speaks against".to_owned(), &found.without_exculpatory));
    all.push(("bank query (ACAMS Today 20(3))".to_owned(), told.baseline));
    all
}

/// One bar for each of the workloads that are compared.
fn bar_of_each(told: &Told<'_>, value: impl Fn(&Workload) -> (f64, String)) -> Vec<Bar> {
    compared(told).into_iter().map(|(name, one)| Bar { name, values: vec![value(one)] }).collect()
}

fn precision(told: &Told<'_>) -> Section {
    let one = &told.found.workload;
    let said = format!(
        "Of {} alerts that were looked at, {} a day, {} are right: {}. The bank query comes to {}.",
        one.alerts,
        one.per_day,
        one.right,
        percent(one.precision()),
        percent(told.baseline.precision())
    );
    let picture = Picture { id: "precise", title: "Precision at the workload", said: &said };
    let svg = bars(&picture, &bar_of_each(told, |one| (one.precision(), percent(one.precision()))));
    let row = |(name, one): (String, &Workload)| {
        vec![
            Cell::words(name),
            Cell::count(one.alerts),
            Cell::count(one.right),
            Cell::share(one.precision()),
            Cell::share(one.ceiling),
            Cell::share(one.payers_found),
            Cell::share(one.payers_reached),
            Cell::share(one.found),
        ]
    };
    let rows: Vec<Vec<Cell>> = compared(told).into_iter().map(row).collect();
    let columns =
        ["By", "Alerts", "Right", "Precision", "At most", "Payers found", "Payers reached", "All found"];
    let table =
        table("workload", "What is found where so many alerts are looked at each day", &columns, &rows);
    let note = "At most: the precision that would be reached if every involved party were alerted and nobody else, as far as the \
                alerts go. Payers reached: found, or paying a recipient who was found.";
    Section {
        id: "precision",
        title: "Precision at the workload",
        body: figure(&svg, &said) + &table + &paragraph(note),
    }
}

fn paragraph(text: &str) -> String {
    format!("<p>{}</p>\n", escaped(text))
}

fn before(told: &Told<'_>) -> Section {
    let one = &told.found.workload;
    let said = format!(
        "Half of the payers who are found had made {:.0} payments or more before their first alert. Of all that offending payers paid, {} of \
         the payments were made before an alert, or never met one.",
        one.payments_before,
        percent(one.share_before)
    );
    let picture =
        Picture { id: "early", title: "Payments before the first alert, in the median", said: &said };
    let svg = bars(
        &picture,
        &bar_of_each(told, |one| (one.payments_before, format!("{:.0}", one.payments_before))),
    );
    let row = |(name, one): (String, &Workload)| {
        vec![
            Cell::words(name),
            Cell::decimal(one.payments_before),
            Cell::share(one.share_before),
            Cell::share(one.money_before),
        ]
    };
    let rows: Vec<Vec<Cell>> = compared(told).into_iter().map(row).collect();
    let columns = ["By", "Payments before (median)", "Share of all payments", "Share of all money"];
    let table = table("before", "What was paid before the first alert", &columns, &rows);
    Section {
        id: "first-alert",
        title: "Payments before the first alert",
        body: figure(&svg, &said) + &table,
    }
}

fn fairness(told: &Told<'_>) -> Section {
    let (with, without) =
        (&told.found.workload.wrong_by_group, &told.found.without_exculpatory.wrong_by_group);
    let mut kinds: BTreeMap<&str, Vec<(&str, Wrong, Wrong)>> = BTreeMap::new();
    for (group, wrong) in with {
        let (kind, name) = group.split_once(' ').unwrap_or(("group", group));
        let without = without.get(group).copied().unwrap_or_default();
        kinds.entry(kind).or_default().push((name, *wrong, without));
    }
    let mut body = paragraph(
        "How many of 100,000 payers of a group were looked at though they are not involved. A group that stands out is a reason to mend \
         the indicators, and none to suspect the group. Of a small group a rate says little, one payer of ten is 10,000: groups of fewer \
         than a thousand payers come last.",
    );
    for kind in ["corridor", "nationality"].into_iter().filter(|kind| !kinds.contains_key(kind)) {
        body += &paragraph(&format!("These payments do not tell the {kind} of a payer."));
    }
    for (kind, mut groups) in kinds {
        let rates =
            |(_, with, without): &(&str, Wrong, Wrong)| [with.among_100_000(), without.among_100_000()];
        groups.sort_by(|one, other| {
            let ([with, without], [with_too, without_too]) = (rates(one), rates(other));
            let by_rate = with_too.total_cmp(&with).then(without_too.total_cmp(&without));
            one.1.is_small().cmp(&other.1.is_small()).then(by_rate)
        });
        let title = match kind {
            "corridor" => "False alerts by corridor".to_owned(),
            "nationality" => "False alerts by nationality".to_owned(),
            "role" => "False alerts by why somebody pays, which only a synthetic year tells".to_owned(),
            other => format!("False alerts by {other}"),
        };
        let most = groups.first().map_or_else(String::new, |(name, wrong, _)| {
            let (rate, payers) = (wrong.among_100_000(), wrong.payers);
            format!("The most are {rate:.1} among 100,000 ({name}, {payers} payers).")
        });
        let said = format!("{most} Full bars: all indicators; outlined bars: without what speaks against.");
        let shown = groups.len().min(MOST_BARS);
        let cut = if shown < groups.len() {
            format!(" {shown} of {} are drawn.", groups.len())
        } else {
            String::new()
        };
        let drawn: Vec<Bar> = groups
            .iter()
            .take(MOST_BARS)
            .map(|group| Bar {
                name: group.0.to_owned(),
                values: rates(group).map(|value| (value, format!("{value:.1}"))).into(),
            })
            .collect();
        let id = format!("wrong-{kind}");
        // What the files name stands in no id.
        let id = if id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
            id
        } else {
            "wrong-other".into()
        };
        let picture_id = format!("{id}-picture");
        let svg = bars(&Picture { id: &picture_id, title: &title, said: &said }, &drawn);
        let rows: Vec<Vec<Cell>> = groups
            .iter()
            .map(|group| {
                let [with, without] = rates(group).map(Cell::decimal);
                vec![Cell::words(group.0), Cell::count(group.1.payers), with, without]
            })
            .collect();
        let columns = [kind, "Payers", "All indicators", "Without what speaks against"];
        let caption = format!("{title}, among 100,000 payers");
        let _ = writeln!(body, "<h3>{}</h3>", escaped(&title));
        body += &figure(&svg, &format!("{said}{cut}"));
        body += &table(&id, &caption, &columns, &rows);
    }
    Section { id: "fairness", title: "False alerts among 100,000 payers", body }
}

fn indicators(told: &Told<'_>) -> Section {
    let whole = &told.found.workload;
    let adds = |one: &Workload| whole.right.cast_signed() - one.right.cast_signed();
    let mut all: Vec<(&str, &Workload)> =
        told.found.ablations.iter().map(|one| (one.without.as_str(), &one.workload)).collect();
    all.sort_by_key(|(_, one)| std::cmp::Reverse(adds(one)));
    let said = all.first().map_or_else(
        || "The packs hold no indicator.".to_owned(),
        |(name, one)| {
            format!(
                "The most is added by {name}: without it {:+} of the alerts that are looked at would be right. Bars to the left: fewer are right \
                 with the indicator than without.",
                -adds(one)
            )
        },
    );
    #[expect(clippy::cast_precision_loss, reason = "counts of one year")]
    let drawn: Vec<Bar> = all
        .iter()
        .map(|(name, one)| Bar {
            name: (*name).to_owned(),
            values: vec![(adds(one) as f64, format!("{:+}", adds(one)))],
        })
        .collect();
    let picture = Picture { id: "added", title: "Right alerts that an indicator adds", said: &said };
    let svg = bars(&picture, &drawn);
    let rows: Vec<Vec<Cell>> = all
        .iter()
        .map(|(name, one)| {
            vec![
                Cell::words(*name),
                Cell::difference(adds(one)),
                Cell::count(one.right),
                Cell::share(one.precision()),
                Cell::share(one.payers_found),
                Cell::share(one.found),
            ]
        })
        .collect();
    let columns = ["Without", "It adds", "Right", "Precision", "Payers found", "All found"];
    let caption = format!("The workload of {} a day without one indicator each", whole.per_day);
    let table = table("without", &caption, &columns, &rows);
    Section { id: "indicators", title: "What each indicator adds", body: figure(&svg, &said) + &table }
}
