//! Reports go in, once; what is no report is kept.

use crate::{
    refusals::journal,
    scene::{Scene, report},
};
use axum::http::StatusCode;
use model::{Channel, Personal};
use serde_json::{Value, json};

/// The paths of what a receipt says was not understood.
fn not_understood(receipt: &Value) -> Vec<&str> {
    let list = receipt["not_understood"].as_array().unwrap();
    list.iter().map(|one| one["path"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_report_is_new_then_again_then_revised() {
    let scene = Scene::new().await;
    let first = scene.ask().hand_over_json(&report(1)).await;
    let receipt = first.receipt(StatusCode::CREATED, "new");
    let reference = receipt["reference"].as_str().unwrap().to_owned();
    assert_eq!(first.header("location"), format!("/api/v1/reports/{reference}"));
    assert_eq!(receipt["version"], 1);
    assert_eq!(receipt["received_at"], "2026-11-22T14:00:00Z");
    assert_eq!(receipt["partner"], scene.partner.partner.to_string());
    assert_eq!(receipt["not_understood"], json!([]));
    assert_eq!(receipt["problem"], Value::Null);

    // Other white space is the same report, and other bytes.
    let again = scene.ask().hand_over(serde_json::to_string_pretty(&report(1)).unwrap()).await;
    let again = again.receipt(StatusCode::OK, "again");
    assert_eq!(
        (&again["reference"], &again["id"], &again["version"]),
        (&receipt["reference"], &receipt["id"], &json!(1))
    );
    assert_ne!(again["content_sha256"], receipt["content_sha256"]);

    let mut changed = report(1);
    changed["urgency"]["immediate_danger"] = true.into();
    let revised = scene.ask().hand_over_json(&changed).await.receipt(StatusCode::OK, "revised");
    assert_eq!((&revised["reference"], &revised["version"]), (&receipt["reference"], &json!(2)));

    let status = scene.status(&reference).await;
    assert_eq!(status.status, StatusCode::OK);
    let expected = json!({
        "reference": reference,
        "versions": 2,
        "deliveries": 3,
        "received_at": "2026-11-22T14:00:00Z",
    });
    assert_eq!(status.json(), expected, "this and nothing else");
    let actor = format!("partner:{}", scene.partner.partner);
    let lines = journal(&scene, &reference).await;
    assert_eq!(lines.len(), 3);
    assert!(lines.iter().all(|line| line.actor == actor && line.purpose == "hand over a report"));
    scene.verifies().await;
}

#[tokio::test]
async fn source_and_channel_are_those_of_the_key_and_identifiers_are_normalised() {
    let scene = Scene::new().await;
    let mut value = report(1);
    value["source"] = "ncmec".into();
    value["channel"] = "police".into();
    value["new_field"] = json!({ "x": [1, 2] });
    value["mentions"][1]["nickname"] = "Sample".into();
    value["places"] = Value::Null;
    let receipt = scene.ask().hand_over_json(&value).await.receipt(StatusCode::CREATED, "new");
    assert_eq!(not_understood(&receipt), ["/source", "/channel", "/mentions/nickname", "/new_field"]);
    let reference = receipt["reference"].as_str().unwrap().parse().unwrap();
    let by = response::Actor::Operator.by("test");
    let opened = scene.desk.store.open_report(&by, reference).await.unwrap().unwrap();
    assert_eq!((opened.row.source.as_str(), opened.report.channel), ("platform-sample", Channel::Platform));
    let kept: Vec<_> =
        opened.report.unread.iter().map(|one| (one.path.as_str(), one.value.reveal())).collect();
    assert!(kept.contains(&("/source", "\"ncmec\"")) && kept.contains(&("/new_field", "{\"x\":[1,2]}")));
    let phone = &opened.report.mentions[1].identifiers[0];
    assert_eq!((phone.value.reveal(), phone.valid), ("+639170001234", true));
    assert_eq!(phone.written.as_ref().map(Personal::reveal), Some("0917 000 1234"));
    assert_eq!(opened.document.bytes, value.to_string().into_bytes(), "kept as it came, byte for byte");
    // The same source and channel as the key's need no remark.
    let mut same = report(2);
    same["source"] = "platform-sample".into();
    same["channel"] = "platform".into();
    let receipt = scene.ask().hand_over_json(&same).await.receipt(StatusCode::CREATED, "new");
    assert_eq!(receipt["not_understood"], json!([]));
}

#[tokio::test]
async fn the_key_of_a_delivery_is_its_number_where_the_report_has_none() {
    let scene = Scene::new().await;
    let mut bare = report(1);
    bare.as_object_mut().unwrap().remove("source_reference");
    let hand = |key: &'static str, value: Value| {
        let ask = scene.ask().with("idempotency-key", key);
        async move { ask.hand_over_json(&value).await }
    };
    let first = hand("k-1", bare.clone()).await.receipt(StatusCode::CREATED, "new");
    let again = hand("\"k-1\"", bare.clone()).await.receipt(StatusCode::OK, "again");
    assert_eq!(again["reference"], first["reference"]);
    let mut changed = bare.clone();
    changed["urgency"]["spam"] = true.into();
    let revised = hand("k-1", changed).await.receipt(StatusCode::OK, "revised");
    assert_eq!((&revised["reference"], &revised["version"]), (&first["reference"], &json!(2)));
    hand("k-2", bare.clone()).await.receipt(StatusCode::CREATED, "new");
    // Without any number a report is known by its content.
    let content = scene.ask().hand_over_json(&bare).await.receipt(StatusCode::CREATED, "new");
    let same = scene.ask().hand_over_json(&bare).await.receipt(StatusCode::OK, "again");
    assert_eq!(same["reference"], content["reference"]);
    // The report's own number comes before the key's.
    let own = hand("k-1", report(7)).await.receipt(StatusCode::CREATED, "new");
    assert_ne!(own["reference"], first["reference"]);
    // What is no key keeps nobody out.
    let odd = hand("a\tb", report(8)).await.receipt(StatusCode::CREATED, "new");
    assert_eq!(not_understood(&odd), ["Idempotency-Key"]);
    let two = scene.ask().with("idempotency-key", "a").with("idempotency-key", "b");
    let two = two.hand_over_json(&report(9)).await.receipt(StatusCode::CREATED, "new");
    assert_eq!(not_understood(&two), ["Idempotency-Key"]);
}

#[tokio::test]
async fn a_bad_field_never_costs_a_report() {
    let scene = Scene::new().await;
    let mut value = report(1);
    value["urgency"]["immediate_danger"] = true.into();
    value["occurred"] = json!({ "from": "2026-02-30", "certainty": "exact" });
    value["mentions"][0]["age"] = json!({ "about": "Sample secret" });
    let answer = scene.ask().hand_over_json(&value).await;
    let receipt = answer.receipt(StatusCode::CREATED, "new");
    assert!(!answer.body.contains("Sample secret") && !answer.body.contains("2026-02-30"), "{}", answer.body);
    let reference = receipt["reference"].as_str().unwrap().parse().unwrap();
    let by = response::Actor::Operator.by("test");
    let opened = scene.desk.store.open_report(&by, reference).await.unwrap().unwrap();
    assert_eq!(opened.report.urgency.immediate_danger, Some(true), "it stands at the top of the queue");
    assert_eq!(opened.report.mentions.len(), 2);
    let kept: Vec<_> = opened.report.unread.iter().map(|one| one.value.reveal()).collect();
    assert!(kept.contains(&"\"2026-02-30\"") && kept.contains(&"\"Sample secret\""), "{kept:?}");
    let list = receipt["not_understood"].as_array().unwrap();
    assert!(list.iter().all(|one| !one["detail"].as_str().unwrap().is_empty()));
    assert!(not_understood(&receipt).contains(&"/mentions/0/age/about"));
}

#[tokio::test]
async fn what_is_no_report_is_kept_and_answered_with_its_place() {
    let scene = Scene::new().await;
    let deep = format!("{{\"tanglaw\":\"report/1\",\"x\":{}1{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let many = format!("{{\"tanglaw\":\"report/1\",\"x\":[{}0]}}", "0,".repeat(200_000));
    let mut wrong = report(1);
    wrong["mentions"] = (0..100).map(|_| json!({ "role": "child", "sex": "Sample secret" })).collect();
    let wrong = wrong.to_string();
    let cases: [(&[u8], Option<&str>, &str); 11] = [
        (b"", None, "empty"),
        (b" \n ", None, "empty"),
        (b"{", None, "ends too early"),
        (b"{}", None, "\"tanglaw\": \"report/1\" is missing"),
        (b"null", None, "a JSON object was expected"),
        (br#"{"tanglaw":"report/9"}"#, None, "a newer one is needed"),
        (br#"{"tanglaw":"report/1","files":1,"files":2}"#, None, "stands twice"),
        (b"{\"tanglaw\":\"report/1\",\"x\":\"\xff\"}", None, "not valid UTF-8"),
        (deep.as_bytes(), None, "over the limit of 64 nested values"),
        (many.as_bytes(), None, "over the limit of 100000 values"),
        (wrong.as_bytes(), Some("/mentions/64/sex"), "expected"),
    ];
    for (number, (body, path, words)) in cases.iter().enumerate() {
        let answer = scene.ask().hand_over(body.to_vec()).await;
        let receipt = answer.receipt(StatusCode::ACCEPTED, "set_aside");
        let detail = receipt["problem"]["detail"].as_str().unwrap();
        assert!(detail.contains(words), "{detail}");
        assert_eq!(receipt["problem"]["path"].as_str(), *path, "{detail}");
        assert_eq!(receipt["reference"], Value::Null);
        assert!(!answer.body.contains("Sample secret"), "{}", answer.body);
        // The two empty ones differ in their bytes.
        assert_eq!(scene.counts().await, (0, i64::try_from(number).unwrap() + 1));
    }
    // Once more is the same record.
    scene.ask().hand_over("{").await.receipt(StatusCode::ACCEPTED, "set_aside");
    assert_eq!(scene.counts().await, (0, 11));
    scene.verifies().await;
}

#[tokio::test]
async fn thirty_two_at_once_are_thirty_two_reports() {
    let scene = Scene::new().await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..32 {
        let ask = scene.ask();
        tasks.spawn(async move { ask.hand_over_json(&report(number)).await });
    }
    let mut references = std::collections::BTreeSet::new();
    while let Some(answer) = tasks.join_next().await {
        let receipt = answer.unwrap().receipt(StatusCode::CREATED, "new");
        references.insert(receipt["reference"].as_str().unwrap().to_owned());
    }
    assert_eq!((references.len(), scene.counts().await), (32, (32, 0)));
    // The same one thirty-two times at once is one report with thirty-two receipts.
    for _ in 0..32 {
        let ask = scene.ask();
        tasks.spawn(async move { ask.hand_over_json(&report(99)).await });
    }
    let mut new = 0;
    let mut reference = String::new();
    while let Some(answer) = tasks.join_next().await {
        let receipt = answer.unwrap().json();
        new += usize::from(receipt["outcome"] == "new");
        reference = receipt["reference"].as_str().unwrap().to_owned();
    }
    assert_eq!((new, scene.counts().await), (1, (33, 0)));
    assert_eq!(scene.status(&reference).await.json()["deliveries"], 32);
    scene.verifies().await;
}
