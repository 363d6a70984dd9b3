//! The door of partners' machines: `/api/v1`.

use crate::Desk;
use axum::{Json, Router, extract::State, routing::get};
use serde_json::{Value, json};

/// The routes of partners.
pub fn partner_router(desk: Desk) -> Router {
    Router::new().route("/api/v1/receipt-key", get(receipt_key)).with_state(desk)
}

/// The key that receipts are checked with (Ed25519, RFC 8032), in base 64.
async fn receipt_key(State(desk): State<Desk>) -> Json<Value> {
    let key = data_encoding::BASE64.encode(&desk.store.verifying_key());
    Json(json!({ "algorithm": "Ed25519", "public_key": key }))
}
