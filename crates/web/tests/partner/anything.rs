//! Whatever JSON a partner sends: it is answered cleanly, and nothing that came with a good key is lost.

use crate::scene::{Scene, report};
use axum::http::StatusCode;
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::{Map, Value};
use std::{cell::RefCell, collections::BTreeSet};

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        Just(Value::from("report/1")),
        Just(Value::from("\u{0}")),
    ];
    leaf.prop_recursive(6, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((any_key(), inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Keys of the form, so that its fields are reached, and any others.
fn any_key() -> impl Strategy<Value = String> {
    let known = [
        "tanglaw",
        "source",
        "channel",
        "source_reference",
        "occurred",
        "incidents",
        "urgency",
        "narratives",
        "mentions",
        "identifiers",
        "files",
        "payments",
        "places",
        "details",
        "unread",
        "kind",
        "value",
        "words",
    ];
    prop_oneof![prop::sample::select(known.to_vec()).prop_map(str::to_owned), any::<String>()]
}

/// Any value; a report in which one field was replaced; one that has any value beside its mark.
fn any_body() -> impl Strategy<Value = Value> {
    let replaced = (any_key(), any_json(), 0..3_usize).prop_map(|(key, value, depth)| {
        let mut whole = report(1);
        match depth {
            0 => whole[&key] = value,
            1 => whole["mentions"][1][&key] = value,
            _ => whole["mentions"][1]["identifiers"][0][&key] = value,
        }
        whole
    });
    let marked = any_json().prop_map(|value| match value {
        Value::Object(mut object) => {
            object.insert("tanglaw".into(), "report/1".into());
            Value::Object(object)
        }
        other => other,
    });
    prop_oneof![1 => any_json(), 2 => replaced, 1 => marked]
}

#[test]
fn any_json_is_kept_and_answered() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let scene = runtime.block_on(Scene::new());
    let aside = RefCell::new(BTreeSet::new());
    let mut runner = TestRunner::new(Config { cases: 400, failure_persistence: None, ..Config::default() });
    let ran = runner.run(&any_body(), |value| {
        let body = value.to_string();
        let (answer, found) = runtime.block_on(async {
            let answer = scene.ask().hand_over(body.clone()).await;
            let receipt = answer.json();
            let found = match receipt["reference"].as_str() {
                Some(reference) => Some(scene.status(reference).await.status),
                None => None,
            };
            (answer, found)
        });
        let receipt = answer.json();
        let expected = match receipt["outcome"].as_str() {
            Some("new") => StatusCode::CREATED,
            Some("again" | "revised") => StatusCode::OK,
            Some("set_aside") => StatusCode::ACCEPTED,
            other => return Err(TestCaseError::fail(format!("{other:?} for {body}"))),
        };
        prop_assert_eq!(answer.status, expected);
        if expected == StatusCode::ACCEPTED {
            aside.borrow_mut().insert(body);
            // What is kept is counted: every different one once.
            let kept = runtime.block_on(scene.counts()).1;
            prop_assert_eq!(usize::try_from(kept).ok(), Some(aside.borrow().len()));
        } else {
            prop_assert_eq!(found, Some(StatusCode::OK));
        }
        Ok(())
    });
    ran.unwrap();
    // What goes in can be put in order and linked, whatever it says; and the journal holds.
    runtime.block_on(async {
        scene.desk.linker.catch_up(&scene.desk.store, |_, _| {}).await.unwrap();
        response::queue::refresh(&scene.desk.store, &scene.desk.factors, |_| {}).await.unwrap();
        scene.verifies().await;
    });
}
