//! The door of partners' machines: `/api/v1`.

use crate::Desk;
use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::Response,
    routing::get,
};
use serde_json::{Value, json};

/// The routes of partners.
pub fn partner_router(desk: Desk) -> Router {
    Router::new().route("/api/v1/receipt-key", get(receipt_key)).with_state(desk)
}

/// The key that receipts are checked with (Ed25519, RFC 8032), in base 64.
async fn receipt_key(State(desk): State<Desk>) -> Response {
    let key = data_encoding::BASE64.encode(&desk.store.verifying_key());
    answer(StatusCode::OK, &json!({ "algorithm": "Ed25519", "public_key": key }))
}

/// An answer in JSON.
fn answer(status: StatusCode, body: &Value) -> Response {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
