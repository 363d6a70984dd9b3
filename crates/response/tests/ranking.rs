//! Does the queue put truly urgent reports first? Judged by the truth of the synthetic country, beside the order in which
//! reports came and beside a plain sum of what the incident codes give.
//!
//! `RANKING_REPORTS=20000 RANKING_OUT=FILE` measures a larger country and writes the table; `bench/triage/run.sh` does.

#![expect(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a test that cannot go on must fail; counts are small"
)]

mod support;

use response::{
    Actor,
    linking::{LinkModel, Linker},
    queue::{self, LeadLine, QueueLine},
    triage::Condition,
};
use std::{collections::HashMap, fmt::Write as _};
use store::{Page, QueueFilter};
use support::Scene;

/// Conditions that are incident codes and nothing else.
const CODES: [Condition; 6] = [
    Condition::LiveStreaming,
    Condition::SexualExtortion,
    Condition::Production,
    Condition::Grooming,
    Condition::ContactAbuse,
    Condition::Distribution,
];

struct Judged {
    name: &'static str,
    area: f64,
    /// Of all truly urgent reports, the share within the first 1, 5 and 10 in a hundred.
    within: [f64; 3],
}

/// Judges an order by scores, higher first; ties count half in the area, and stand as they came in the shares.
fn judge(name: &'static str, scored: &[(f64, i64, bool)]) -> Judged {
    let mut order = scored.to_vec();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let urgent = order.iter().filter(|one| one.2).count() as f64;
    let other = order.len() as f64 - urgent;
    let (mut before, mut won) = (0.0, 0.0);
    for tied in order.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let of_urgent = tied.iter().filter(|one| one.2).count() as f64;
        won += (tied.len() as f64 - of_urgent) * (before + of_urgent / 2.0);
        before += of_urgent;
    }
    let within = [1, 5, 10].map(|percent| {
        let first = (order.len() * percent).div_ceil(100);
        order[..first].iter().filter(|one| one.2).count() as f64 / urgent
    });
    Judged { name, area: won / (urgent * other), within }
}

/// All leads, linked first.
async fn leads(scene: &Scene) -> Vec<LeadLine> {
    let linker = Linker::new(&LinkModel::built_in().unwrap()).unwrap();
    linker.catch_up(&scene.store, |_, _| {}).await.unwrap();
    let permit = Actor::Operator.permit("test").unwrap();
    let sight = support::everything(&scene.store).await;
    let page = Page { after: None, limit: 1_000_000 };
    queue::lead_page(&scene.store, &permit, &sight, &scene.factors, QueueFilter::default(), page)
        .await
        .unwrap()
}

async fn lines(scene: &Scene) -> Vec<QueueLine> {
    let permit = Actor::Operator.permit("test").unwrap();
    let sight = support::everything(&scene.store).await;
    let page = Page { after: None, limit: 1_000_000 };
    queue::page(&scene.store, &permit, &sight, &scene.factors, QueueFilter::default(), page).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn truly_urgent_reports_come_first() {
    let reports = std::env::var("RANKING_REPORTS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_500);
    let scene = Scene::new().await;
    let place = scene.folder.path().join("country");
    let now = scene.clock.now();
    synthetic::generate(&synthetic::Options { reports, seed: 11, now }, &place, &mut |_| {}).unwrap();
    let sources = response::sources::Sources::load(scene.folder.path()).unwrap();
    let mut inputs = Vec::new();
    for input in formats::discover(&place).unwrap() {
        let Some(source) = sources.of_path(&input.path) else { continue };
        let columns = sources.columns(&source.id).unwrap();
        inputs.push(response::intake::Incoming { input, source, columns });
    }
    scene.receive(inputs, 500, |_| {}).await.unwrap();

    let mut truth: HashMap<(String, String), bool> = HashMap::new();
    let mut reader = csv::Reader::from_path(place.join("truth/reports.csv")).unwrap();
    for row in reader.deserialize() {
        let row: HashMap<String, String> = row.unwrap();
        truth.insert((row["source"].clone(), row["source_reference"].clone()), row["truly_urgent"] == "yes");
    }
    let mut judged = Vec::new();
    for line in lines(&scene).await {
        let row = &line.row;
        let key = (row.source.clone(), row.source_reference.clone().unwrap_or_default());
        let Some(urgent) = truth.get(&key) else { continue };
        judged.push((line, *urgent));
    }
    assert!(judged.len() as u64 > reports * 8 / 10, "the truth is found again for most reports");

    let table = |scores: &dyn Fn(&QueueLine) -> f64| -> Vec<(f64, i64, bool)> {
        judged.iter().map(|(line, urgent)| (scores(line), line.row.no, *urgent)).collect()
    };
    let codes = |line: &QueueLine| {
        let held = line
            .row
            .facts
            .evidence
            .iter()
            .filter(|evidence| CODES.iter().any(|condition| condition.code() == evidence.condition));
        let points = held.map(|evidence| {
            let factor = scene.factors.factors.iter().find(|one| one.when.code() == evidence.condition);
            f64::from(factor.map_or(0, |factor| factor.points))
        });
        points.sum::<f64>()
    };
    let reports_judged = [
        judge("Tanglaw", &table(&|line| -(line.priority.rank() as f64))),
        judge("sum of incident codes", &table(&codes)),
        judge("first come, first served", &table(&|_| 0.0)),
    ];

    // Leads as the desk lists them. One is urgent where any of its reports is; without the points of leads, it stands
    // where its most urgent report stands.
    let urgent_reports: HashMap<i64, (bool, f64)> =
        judged.iter().map(|(line, urgent)| (line.row.no, (*urgent, codes(line)))).collect();
    let (mut by_rank, mut by_top, mut by_codes, mut by_age) = (vec![], vec![], vec![], vec![]);
    for line in leads(&scene).await {
        let numbers = scene.store.numbers_of_lead(line.lead.no).await.unwrap();
        let known = numbers.iter().filter_map(|no| urgent_reports.get(no));
        let Some((urgent, codes)) = known.copied().reduce(|a, b| (a.0 || b.0, a.1.max(b.1))) else {
            continue;
        };
        by_rank.push((-(line.lead.rank as f64), line.lead.no, urgent));
        by_top.push((-(line.top.priority.rank() as f64), line.lead.no, urgent));
        by_codes.push((codes, line.lead.no, urgent));
        by_age.push((0.0, line.lead.no, urgent));
    }
    let leads_judged = [
        judge("Tanglaw", &by_rank),
        judge("Tanglaw without the points of leads", &by_top),
        judge("sum of incident codes", &by_codes),
        judge("first come, first served", &by_age),
    ];

    let urgent = judged.iter().filter(|(_, urgent)| *urgent).count();
    let urgent_leads = by_age.iter().filter(|one| one.2).count();
    let mut text = format!(
        "# Ranking of truly urgent reports and leads\n\nSynthetic country, seed 11: {} reports judged, {urgent} of them truly urgent, in {} \
         leads, {urgent_leads} of them\nwith an urgent report. A report is truly urgent where a desk that knew everything would act within \
         days; the score sees only what reports say.\n",
        judged.len(),
        by_age.len()
    );
    for (what, table) in [("reports", reports_judged.as_slice()), ("leads", leads_judged.as_slice())] {
        write!(
            text,
            "\n| order of {what} | area under the curve | urgent within first 1 % | 5 % | 10 % |\n|---|---|---|---|---|\n"
        )
        .unwrap();
        for one in table {
            let [first, fifth, tenth] = one.within.map(|share| format!("{:.1} %", share * 100.0));
            writeln!(text, "| {} | {:.3} | {first} | {fifth} | {tenth} |", one.name, one.area).unwrap();
        }
    }
    println!("{text}");
    if let Ok(path) = std::env::var("RANKING_OUT") {
        std::fs::write(path, &text).unwrap();
    }
    let [ours, sum, came] = reports_judged;
    assert!((came.area - 0.5).abs() < 1e-9, "one score for all is chance");
    // Reports say little of what makes them urgent, so that no order of them comes near to one; ours must stay ahead.
    assert!(ours.area > sum.area + 0.08 && ours.area > 0.58, "{} beside {}", ours.area, sum.area);
    for (ours, others) in ours.within.iter().zip(sum.within.iter().zip(came.within)) {
        assert!(*ours >= *others.0 && *ours >= others.1, "{ours} beside {others:?}");
    }
    let [ours, without, sum, _] = leads_judged;
    assert!(ours.area >= without.area && ours.area > sum.area, "{} beside {}", ours.area, sum.area);
}
