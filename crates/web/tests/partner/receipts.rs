//! A receipt is checked as its description says, by somebody who has the description, the receipt and the key only.

use crate::scene::{Scene, report};
use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use serde_json::Value;

/// The signed text, made from the description's own words.
fn statement(description: &str, receipt: &Value) -> String {
    let (_, rest) = description.split_once("```\n").unwrap();
    let (form, _) = rest.split_once("```").unwrap();
    let mut text = form.to_owned();
    for (name, value) in receipt.as_object().unwrap() {
        let value = match value {
            Value::Null => "-".to_owned(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        text = text.replace(&format!("{{{name}}}"), &value);
    }
    assert!(!text.contains('{') && text.lines().count() == 8, "{text}");
    text
}

#[tokio::test]
async fn a_receipt_is_signed_as_the_description_says() {
    let scene = Scene::new().await;
    let description = scene.ask_as_nobody().get("/api/v1/openapi.json").await.json();
    let description = description["info"]["description"].as_str().unwrap();
    let key = scene.ask_as_nobody().get("/api/v1/receipt-key").await.json();
    assert_eq!(key["algorithm"], "Ed25519");
    let key = BASE64.decode(key["public_key"].as_str().unwrap().as_bytes()).unwrap();
    let key = VerifyingKey::from_bytes(key.as_slice().try_into().unwrap()).unwrap();
    let mut changed = report(1);
    changed["urgency"]["spam"] = true.into();
    for body in [report(1).to_string(), report(1).to_string(), changed.to_string(), "{".to_owned()] {
        let receipt = scene.ask().hand_over(body.clone()).await.json();
        let digest = HEXLOWER.encode(&store::keys::sha256(body.as_bytes()));
        assert_eq!(receipt["content_sha256"], digest.as_str());
        let signature = BASE64.decode(receipt["signature"].as_str().unwrap().as_bytes()).unwrap();
        let signature = Signature::from_slice(&signature).unwrap();
        let text = statement(description, &receipt);
        key.verify(text.as_bytes(), &signature).expect("the signature fits");
        // Nothing of it can be changed.
        for line in text.lines() {
            let other = text.replace(line, &format!("{line}0"));
            assert!(key.verify(other.as_bytes(), &signature).is_err(), "{line}");
        }
    }
}
