//! The JSON Schema of a line, generated from the types, and what it tells of a value read.

use super::{MARK, VERSION};
use model::Report;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let mut schema = schemars::schema_for!(Report);
    schema.insert("title".into(), json!("A line of Tanglaw JSON Lines: one report"));
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        let mark = json!({ "const": VERSION, "description": "The form of the line; the writer puts this key first." });
        properties.insert(MARK.into(), mark);
    }
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.insert(0, json!(MARK));
    }
    schema.to_value()
});

/// The JSON Schema (draft 2020-12) of one line, as `schema/report-1.schema.json` holds it.
pub fn schema() -> &'static serde_json::Value {
    &SCHEMA
}

/// Takes out of a report's object every key that the form does not know and hands it to `unread` with its path, and
/// every `null`, which says the same as an absent key.
pub(super) fn prune(object: &mut Value, unread: &mut dyn FnMut(&str, &Value)) {
    walk(object, &SCHEMA, &mut String::new(), unread);
}

fn walk(value: &mut Value, schema: &Value, path: &mut String, unread: &mut dyn FnMut(&str, &Value)) {
    let schema = resolve(schema);
    match value {
        Value::Array(items) => {
            if let Some(schema) = schema.get("items") {
                for item in items {
                    walk(item, schema, path, unread);
                }
            }
        }
        Value::Object(object) => {
            if let Some(known) = schema.get("properties").and_then(Value::as_object) {
                walk_object(object, known, path, unread);
            }
        }
        _ => {}
    }
}

fn walk_object(
    object: &mut Map<String, Value>,
    known: &Map<String, Value>,
    path: &mut String,
    unread: &mut dyn FnMut(&str, &Value),
) {
    let length = path.len();
    object.retain(|key, value| {
        path.push('/');
        path.push_str(key);
        let keep = match known.get(key) {
            _ if value.is_null() => false,
            Some(schema) => {
                walk(value, schema, path, unread);
                true
            }
            None => {
                unread(path, value);
                false
            }
        };
        path.truncate(length);
        keep
    });
}

/// Follows references and the "this or null" of optional fields.
fn resolve(mut schema: &Value) -> &Value {
    // The types are not recursive; the bound only keeps a mistake from turning into a loop.
    for _ in 0..8 {
        let next = if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            reference.strip_prefix('#').and_then(|pointer| SCHEMA.pointer(pointer))
        } else {
            let any = schema.get("anyOf").and_then(Value::as_array);
            any.and_then(|any| any.iter().find(|one| one.get("type") != Some(&Value::from("null"))))
        };
        match next {
            Some(next) => schema = next,
            None => break,
        }
    }
    schema
}
