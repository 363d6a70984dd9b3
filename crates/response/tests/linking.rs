//! Persons and leads follow from reports and decisions, whatever the order and the size of what came at once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use model::{MentionRef, PersonReference};
use response::{
    Actor, ResponseError,
    linking::{LinkModel, Linker},
    persons, queue,
};
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc};
use store::{Page, QueueFilter, Store};
use support::{Scene, line};

/// Why somebody decides who has seen all there is.
fn why(note: &str) -> store::LinkWhy<'_> {
    store::LinkWhy { because: model::LinkReason::Other, note, seen: i64::MAX }
}

fn linker() -> Arc<Linker> {
    Linker::new(&LinkModel::built_in().unwrap()).unwrap()
}

/// Persons and leads as the tables have them.
async fn tables(
    store: &Store,
) -> (Vec<(u64, u64)>, Vec<(i64, i64)>, Vec<store::LeadRow>, Vec<store::PersonRow>) {
    (
        store.written_mentions(0, 1_000_000).await.unwrap(),
        store.written_leads(0, 1_000_000).await.unwrap(),
        store.written_lead_rows(0, 1_000_000).await.unwrap(),
        store.written_persons(0, 1_000_000).await.unwrap(),
    )
}

/// A report of the public page with one suspect and one child.
fn said(number: u32, account: &str, suspect: &str, child: &str) -> String {
    let account = json!({ "kind": "account", "value": account, "valid": true });
    line(
        number,
        &json!({ "mentions": [
            { "role": "suspect", "names": [{ "full": suspect }], "identifiers": [account] },
            { "role": "child", "names": [{ "full": child }], "age": { "years": 9 } },
        ] }),
    )
}

/// The reports of a small country that does not exist, as lines of any door.
fn country(scene: &Scene, reports: u64) -> Vec<response::intake::Incoming> {
    let place = scene.folder.path().join("country");
    let now = scene.clock.now();
    synthetic::generate(&synthetic::Options { reports, seed: 9, now }, &place, &mut |_| {}).unwrap();
    let sources = response::sources::Sources::load(scene.folder.path()).unwrap();
    let mut inputs = Vec::new();
    for input in formats::discover(&place).unwrap() {
        let Some(source) = sources.of_path(&input.path) else { continue };
        let columns = sources.columns(&source.id).unwrap();
        inputs.push(response::intake::Incoming { input, source, columns });
    }
    inputs
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_of_any_size_give_the_same_as_all_at_once() {
    let scene = Scene::new().await;
    let inputs = country(&scene, 300);
    // One linker follows each batch as it comes; another reads everything at the end.
    let follower = linker();
    for (at, input) in inputs.into_iter().enumerate() {
        scene.receive(vec![input], 7 + at * 13, |_| {}).await.unwrap();
        follower.catch_up(&scene.store, |_, _| {}).await.unwrap();
    }
    let step_by_step = tables(&scene.store).await;
    assert!(step_by_step.0.len() > 300);
    assert!(step_by_step.3.iter().any(|person| person.mentions > 1), "somebody was found again");
    assert!(step_by_step.2.iter().any(|lead| lead.reports > 1), "some reports belong together");
    assert_eq!(scene.store.hidden_reports(10).await.unwrap(), [0_i64; 0]);

    let late = linker();
    late.catch_up(&scene.store, |_, _| {}).await.unwrap();
    late.rebuild(&scene.store).await.unwrap();
    assert_eq!(tables(&scene.store).await, step_by_step);
    assert_eq!(late.counts(), follower.counts());
    // Whoever starts anew finds nothing to write.
    let revision = scene.store.linked().await.unwrap().revision;
    linker().catch_up(&scene.store, |_, _| {}).await.unwrap();
    assert_eq!(scene.store.linked().await.unwrap().revision, revision);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_linkers_at_once_agree() {
    let scene = Scene::new().await;
    let (one, other) = (linker(), linker());
    for round in 0..6_u32 {
        let text: String = (0..20)
            .map(|n| {
                said(round * 20 + n, &format!("sunny_{}", n % 7), "Ro Example", &format!("Ana Number{n}"))
            })
            .collect();
        scene.receive(vec![scene.input(&format!("{round}.jsonl"), &text)], 5, |_| {}).await.unwrap();
        let (first, second) =
            tokio::join!(one.catch_up(&scene.store, |_, _| {}), other.catch_up(&scene.store, |_, _| {}));
        first.unwrap();
        second.unwrap();
    }
    one.catch_up(&scene.store, |_, _| {}).await.unwrap();
    let before = tables(&scene.store).await;
    assert_eq!(before.0.len(), 240, "every mention is somebody's");
    linker().catch_up(&scene.store, |_, _| {}).await.unwrap();
    assert_eq!(tables(&scene.store).await, before);
}

/// Persons by the mentions they have.
async fn persons_of(store: &Store) -> BTreeMap<u64, Vec<u64>> {
    let mut persons: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    for (mention, person) in store.written_mentions(0, 1_000).await.unwrap() {
        persons.entry(person).or_default().push(mention);
    }
    persons
}

fn key(report_no: i64, position: u16) -> u64 {
    MentionRef { report_no, position }.key()
}

#[tokio::test(flavor = "multi_thread")]
async fn revised_and_erased_reports_are_followed() {
    let scene = Scene::new().await;
    let text =
        [said(1, "sunny_1", "Ro Example", "Ana One"), said(2, "sunny_1", "Ro Example", "Bea Two")].concat();
    scene.receive(vec![scene.input("a.jsonl", &text)], 10, |_| {}).await.unwrap();
    let linker = linker();
    linker.catch_up(&scene.store, |_, _| {}).await.unwrap();
    assert_eq!(persons_of(&scene.store).await[&key(1, 0)], [key(1, 0), key(2, 0)], "one account, one person");
    assert_eq!(scene.store.lead_of_report(2).await.unwrap().unwrap().no, 1);

    // The second report now names somebody else, and no child.
    let other = line(
        2,
        &json!({ "mentions": [{ "role": "suspect", "names": [{ "full": "Wal Other" }],
            "identifiers": [{ "kind": "account", "value": "cloudy_9", "valid": true }] }] }),
    );
    scene.receive(vec![scene.input("b.jsonl", &other)], 10, |_| {}).await.unwrap();
    linker.catch_up(&scene.store, |_, _| {}).await.unwrap();
    let persons = persons_of(&scene.store).await;
    assert_eq!(persons[&key(1, 0)], [key(1, 0)]);
    assert!(!persons.values().flatten().any(|mention| *mention == key(2, 1)), "the child is named no more");
    assert_eq!(scene.store.lead_of_report(2).await.unwrap().unwrap().no, 2);
    let turns = scene.store.turns_of_person(key(1, 0), 10).await.unwrap();
    assert_eq!(turns.first().map(|turn| turn.kind), Some(store::TurnKind::Split), "told: {turns:?}");

    let row = scene.store.report_rows(&[1]).await.unwrap().pop().unwrap();
    let by = Actor::Operator.by("erasure");
    scene.store.destroy_key(&by, row.id).await.unwrap();
    linker.catch_up(&scene.store, |_, _| {}).await.unwrap();
    let persons = persons_of(&scene.store).await;
    assert_eq!(persons.keys().copied().collect::<Vec<_>>(), [key(2, 0)]);
    assert_eq!(scene.store.hidden_reports(10).await.unwrap(), [0_i64; 0], "an erased report stays in sight");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_analyst_decides_and_it_holds_in_every_later_run() {
    let scene = Scene::new().await;
    let children = ["Ana Hill", "Bea Wood", "Cora Sand", "Dina Lake"];
    let text: String =
        (1..).zip(children).map(|(n, child)| said(n, "sunny_1", "Ro Example", child)).collect();
    scene.receive(vec![scene.input("a.jsonl", &text)], 10, |_| {}).await.unwrap();
    let (store, linker) = (&scene.store, linker());
    let see = Actor::Operator.permit("test").unwrap();
    let decide = Actor::Operator.permit("test").unwrap();
    let factors = &scene.factors;
    let reference = |no: i64, position: u16| async move {
        let report = store.report_rows(&[no]).await.unwrap().pop().unwrap().reference;
        PersonReference { report, position }
    };
    let first = reference(1, 0).await;
    let waiting =
        persons::person(store, &linker, &see, &support::everything(store).await, factors, first).await;
    assert!(matches!(waiting, Err(ResponseError::Linking { .. })), "not before everything was read");
    linker.catch_up(store, |_, _| {}).await.unwrap();
    let view = persons::person(
        store,
        &linker,
        &see,
        &support::everything(store).await,
        factors,
        reference(3, 0).await,
    )
    .await
    .unwrap();
    assert_eq!((view.person, view.mentions.len(), view.more), (first, 4, 0));
    assert!(!view.edges.is_empty() && view.weakest.is_some());
    assert!(view.fields.iter().any(|row| row.field.code() == "account"));

    let (third, fourth) = (reference(3, 0).await, reference(4, 0).await);
    let empty = persons::split(
        store,
        &linker,
        &decide,
        &support::everything(store).await,
        first,
        &[third],
        why("  "),
    )
    .await;
    assert!(matches!(empty, Err(ResponseError::Form(_))), "a reason is asked for");
    let part = [third, fourth];
    let split = persons::split(
        store,
        &linker,
        &decide,
        &support::everything(store).await,
        first,
        &part,
        why("Two hands type"),
    )
    .await
    .unwrap();
    assert_eq!(split.persons, [third, first]);
    assert_eq!(persons_of(store).await[&key(3, 0)], [key(3, 0), key(4, 0)]);
    let refused = persons::confirm(
        store,
        &linker,
        &decide,
        &support::everything(store).await,
        first,
        third,
        why("Same face"),
    )
    .await;
    assert!(matches!(refused, Err(ResponseError::Form(_))), "others of the two are still held apart");

    // From scratch, and in a store that the journal was replayed into.
    let target = {
        let options = store::Options {
            key_file: Some(store.options().key_path()),
            ..store::Options::embedded(scene.folder.path().join("twin"))
        };
        let machine =
            store::Machine { clock: Arc::new(scene.clock.clone()), rng: rand::SeedableRng::seed_from_u64(5) };
        Store::open(options, machine).await.unwrap()
    };
    store.replay_into(&target, &mut |_| {}).await.unwrap();
    let again = Linker::new(&LinkModel::built_in().unwrap()).unwrap();
    again.catch_up(&target, |_, _| {}).await.unwrap();
    assert_eq!(persons_of(&target).await, persons_of(store).await);

    let view = persons::person(store, &linker, &see, &support::everything(store).await, factors, first)
        .await
        .unwrap();
    assert_eq!(view.decisions.len(), 1);
    assert_eq!(view.decisions[0].record.reason.as_deref(), Some("Two hands type"));
    persons::withdraw(
        store,
        &linker,
        &decide,
        &support::everything(store).await,
        split.id,
        "It was one hand",
    )
    .await
    .unwrap();
    assert_eq!(persons_of(store).await[&key(1, 0)].len(), 4, "what the model says holds again");

    // Whom the model would not join, an analyst can; and forbid again.
    let (one, two) = (reference(1, 1).await, reference(2, 1).await);
    let pair = persons::pair(store, &linker, &see, &support::everything(store).await, factors, one, two)
        .await
        .unwrap();
    assert!(!pair.together);
    let joined = persons::confirm(
        store,
        &linker,
        &decide,
        &support::everything(store).await,
        two,
        one,
        why("The same child"),
    )
    .await
    .unwrap();
    assert_eq!(joined.persons, [one]);
    persons::forbid(store, &linker, &decide, &support::everything(store).await, one, two, why("Sisters"))
        .await
        .unwrap();
    assert_eq!(persons_of(store).await[&key(1, 1)], [key(1, 1)], "the latest word counts");

    // Whoever has not seen what was decided since is told, and nothing is written; a reason fits what it is for.
    let seen = store.last_entry().await.unwrap();
    let late = |seen: i64| store::LinkWhy { seen, ..why("Not seen") };
    let everything = support::everything(store).await;
    let forbid = async |why| persons::forbid(store, &linker, &decide, &everything, one, two, why).await;
    assert!(matches!(forbid(late(seen - 1)).await, Err(ResponseError::Changed)));
    let wrong = store::LinkWhy { because: model::LinkReason::SameIdentifier, ..why("Not theirs") };
    assert!(matches!(forbid(wrong).await, Err(ResponseError::Form(_))));
    assert_eq!(store.last_entry().await.unwrap(), seen, "nothing was written");
    // What was decided about others is no conflict.
    let apart = persons::forbid(store, &linker, &decide, &everything, third, two, late(seen)).await;
    let apart = apart.unwrap();
    assert!(forbid(late(seen)).await.is_ok(), "others' decisions are no matter of this pair");
    let told = persons::pair(store, &linker, &see, &everything, factors, third, two).await.unwrap();
    let told = told.decisions.iter().find(|one| one.record.id == apart.id).unwrap();
    assert_eq!(told.record.because, Some(model::LinkReason::Other));
    let verified = store.verify_journal(&[], None, &mut |_| {}).await.unwrap();
    assert_eq!(verified.findings, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_and_a_suspect_are_never_joined_by_the_model_but_shown() {
    let scene = Scene::new().await;
    let account = json!([{ "kind": "account_id", "value": "77", "valid": true }]);
    let mention = |role: &str| json!({ "mentions": [{ "role": role, "names": [{ "full": "Jo Example" }], "identifiers": account }] });
    let text = [line(1, &mention("child")), line(2, &mention("suspect"))].concat();
    scene.receive(vec![scene.input("a.jsonl", &text)], 10, |_| {}).await.unwrap();
    let linker = linker();
    linker.catch_up(&scene.store, |_, _| {}).await.unwrap();
    assert_eq!(persons_of(&scene.store).await.len(), 2);
    let see = Actor::Operator.permit("test").unwrap();
    let lines = persons::review(&scene.store, &linker, &see, &support::everything(&scene.store).await, 10)
        .await
        .unwrap();
    assert_eq!(lines.len(), 1, "somebody should look at it");
    assert_eq!(
        scene.store.lead_of_report(2).await.unwrap().unwrap().no,
        1,
        "the identifier ties the reports"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_leads_shows_the_most_urgent_report_and_the_lead_shows_what_ties_it() {
    let scene = Scene::new().await;
    let text = [
        said(1, "sunny_1", "Ro Example", "Ana One"),
        line(
            2,
            &json!({ "urgency": { "immediate_danger": true }, "mentions": [
            { "role": "suspect", "names": [{ "full": "Ro Example" }],
              "identifiers": [{ "kind": "account", "value": "sunny_1", "valid": true }] }] }),
        ),
        said(3, "windy_3", "Wal Other", "Bea Two"),
    ]
    .concat();
    scene.receive(vec![scene.input("a.jsonl", &text)], 10, |_| {}).await.unwrap();
    let (store, linker) = (&scene.store, linker());
    let permit = Actor::Operator.permit("test").unwrap();
    let all = Page { after: None, limit: 10 };
    let filter = QueueFilter::default();
    assert_eq!(
        queue::lead_page(store, &permit, &support::everything(store).await, &scene.factors, filter, all)
            .await
            .unwrap()
            .len(),
        3,
        "none is hidden"
    );
    linker.catch_up(store, |_, _| {}).await.unwrap();
    let lines =
        queue::lead_page(store, &permit, &support::everything(store).await, &scene.factors, filter, all)
            .await
            .unwrap();
    assert_eq!(
        lines.iter().map(|line| (line.lead.no, line.lead.reports)).collect::<Vec<_>>(),
        [(1, 2), (3, 1)]
    );
    assert_eq!(lines[0].top.row.no, 2, "its most urgent report");
    assert!(lines[0].top.priority.first);
    assert_eq!((lines[0].lead.children, lines[0].lead.suspects), (1, 1));
    assert_eq!(
        queue::lead_counts(store, &permit, &support::everything(store).await, &scene.factors).await.unwrap(),
        (3, 1)
    );

    let see = Actor::Operator.permit("test").unwrap();
    let view = response::leads::lead(
        store,
        &linker,
        &see,
        &support::everything(store).await,
        &scene.factors,
        lines[0].top.row.reference,
    )
    .await
    .unwrap();
    assert_eq!((view.reports.len(), view.persons.len(), view.more_reports), (2, 2, 0));
    assert_eq!(view.persons[1].reports, 2);
    assert_eq!(view.edges.len(), 3, "two reports name the suspect, one the child: {:?}", view.edges);
    assert!(!view.cut);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_the_reports_together_show_moves_the_lead() {
    let scene = Scene::new().await;
    let suspect = |account: &str| {
        let name = if account == "sunny_1" { "Ro Example" } else { "Wal Other" };
        json!([{ "role": "suspect", "names": [{ "full": name }],
            "identifiers": [{ "kind": "account", "value": account, "valid": true }] }])
    };
    let told = |number, door: &str, account| {
        line(number, &json!({ "source": door, "channel": door, "mentions": suspect(account) }))
    };
    let text =
        [told(1, "public", "windy_3"), told(2, "public", "sunny_1"), told(3, "hotline", "sunny_1")].concat();
    scene.receive(vec![scene.input("a.jsonl", &text)], 10, |_| {}).await.unwrap();
    let (store, linker) = (&scene.store, linker());
    queue::adopt(store, &scene.factors).await.unwrap();
    linker.catch_up(store, |_, _| {}).await.unwrap();
    let list = async |factors: &response::triage::Factors| {
        let permit = Actor::Operator.permit("test").unwrap();
        let sight = support::everything(store).await;
        let page = Page { after: None, limit: 10 };
        queue::lead_page(store, &permit, &sight, factors, QueueFilter::default(), page).await.unwrap()
    };

    let lines = list(&scene.factors).await;
    assert_eq!(
        lines.iter().map(|line| line.lead.no).collect::<Vec<_>>(),
        [2, 1],
        "two doors tell of the second, so that it comes before the older"
    );
    let added = scene.factors.points_of_lead(&lines[0].lead);
    assert!(added > 0 && scene.factors.points_of_lead(&lines[1].lead) == 0);
    assert_eq!(lines[0].lead.rank, lines[0].top.row.rank - added);
    assert_eq!(i64::from(lines[0].priority.points), i64::from(lines[0].top.priority.points) + added);
    assert!(lines[0].priority.reasons.iter().any(|reason| reason.factor == "several_doors"));
    assert!(lines[1].priority.reasons.iter().all(|reason| reason.factor != "several_doors"));

    // A table without factors of leads: each stands as its most urgent report does.
    let mut other = (*scene.factors).clone();
    other.of_leads.clear();
    assert!(queue::adopt(store, &other).await.unwrap());
    let lines = list(&other).await;
    assert_eq!(lines.iter().map(|line| line.lead.no).collect::<Vec<_>>(), [1, 2]);
    assert!(lines.iter().all(|line| line.lead.rank == line.top.row.rank));

    // What comes later counts without anybody asking for it.
    queue::adopt(store, &scene.factors).await.unwrap();
    scene.receive(vec![scene.input("b.jsonl", &told(4, "hotline", "windy_3"))], 10, |_| {}).await.unwrap();
    linker.catch_up(store, |_, _| {}).await.unwrap();
    let lines = list(&scene.factors).await;
    assert_eq!(
        lines.iter().map(|line| (line.lead.no, line.lead.reports)).collect::<Vec<_>>(),
        [(1, 2), (2, 2)]
    );
}
