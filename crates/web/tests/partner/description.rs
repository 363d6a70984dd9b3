//! The description is current, complete, and says what the door does.

use crate::scene::Scene;
use axum::http::StatusCode;
use serde_json::Value;
use std::{collections::BTreeSet, env, fs};
use web::{openapi, partner_routes};

/// `TANGLAW_UPDATE=1 cargo test -p tanglaw-web --test partner` writes the file anew.
#[tokio::test]
async fn the_committed_description_is_that_of_the_types() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    let now = format!("{}\n", serde_json::to_string_pretty(openapi()).unwrap());
    if env::var_os("TANGLAW_UPDATE").is_some() {
        fs::write(path, &now).unwrap();
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    assert!(committed == now, "docs/openapi.json is out of date: run this test with TANGLAW_UPDATE=1");
    let served = Scene::new().await.ask_as_nobody().get("/api/v1/openapi.json").await;
    assert_eq!((served.status, &served.json()), (StatusCode::OK, openapi()));
}

#[test]
fn every_route_is_described_with_its_scope_and_nothing_else_is() {
    let routes: BTreeSet<(String, String, Option<&str>)> = partner_routes()
        .iter()
        .map(|route| {
            (
                route.path.to_owned(),
                route.method.as_str().to_lowercase(),
                route.needed.map(response::partners::Scope::code),
            )
        })
        .collect();
    let mut described = BTreeSet::new();
    for (path, methods) in openapi()["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let scope =
                operation["security"].get(0).and_then(|one| one["key"].get(0)).and_then(Value::as_str);
            described.insert((path.clone(), method.clone(), scope));
        }
    }
    assert_eq!(routes, described);
}

/// Every reference leads somewhere in the document itself, and every schema is used.
#[test]
fn references_hold() {
    fn walk<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    match value {
                        Value::String(text) if key == "$ref" => {
                            found.insert(text);
                        }
                        value => walk(value, found),
                    }
                }
            }
            Value::Array(list) => list.iter().for_each(|value| walk(value, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    walk(openapi(), &mut found);
    for reference in &found {
        let pointer = reference.strip_prefix('#').expect("references stay in the document");
        assert!(openapi().pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    for (name, part) in [("schemas", "#/components/schemas/"), ("responses", "#/components/responses/")] {
        for key in openapi()["components"][name].as_object().unwrap().keys() {
            assert!(found.contains(format!("{part}{key}").as_str()), "{key} is used nowhere");
        }
    }
}
