//! What the routes of partners answer.

use super::{
    call::{Anybody, Call, Scoped},
    openapi,
    problem::Refusal,
};
use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use response::partners::{self, PartnerOutcome, scope};
use schemars::JsonSchema;
use serde::Serialize;

/// What a handler gives back.
pub(super) type Answer = Result<Response, Refusal>;

/// An answer in JSON.
pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Answer {
    let text = serde_json::to_string(body).map_err(|error| Refusal::Fault(error.to_string()))?;
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

/// `POST /api/v1/reports`
pub(super) async fn hand_over(call: Call<Scoped<scope::WriteReports>>) -> Answer {
    let key = call.idempotency_key();
    let (desk, admitted, body) = call.into_json().await?;
    let receipt = partners::hand_over(&desk.store, &admitted, &desk.factors, &body, &key).await?;
    let status = match receipt.outcome {
        PartnerOutcome::New => StatusCode::CREATED,
        PartnerOutcome::Again | PartnerOutcome::Revised => StatusCode::OK,
        PartnerOutcome::SetAside => StatusCode::ACCEPTED,
    };
    let mut response = json(status, &receipt)?;
    if let (StatusCode::CREATED, Some(reference)) = (status, receipt.reference) {
        let address = HeaderValue::try_from(format!("/api/v1/reports/{reference}"));
        response.headers_mut().extend(address.ok().map(|address| (header::LOCATION, address)));
    }
    Ok(response)
}

/// `GET /api/v1/reports/{reference}`
pub(super) async fn status(call: Call<Scoped<scope::ReadStatus>>) -> Answer {
    let status = partners::status(&call.desk.store, &call.right, call.param("reference")).await?;
    json(StatusCode::OK, &status)
}

/// The key that receipts are checked with.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct ReceiptKey {
    /// Always `Ed25519` (RFC 8032).
    pub(super) algorithm: &'static str,
    /// The public key, in base 64 (RFC 4648, section 4).
    pub(super) public_key: String,
}

/// `GET /api/v1/receipt-key`
pub(super) async fn receipt_key(call: Call<Anybody>) -> Answer {
    let public_key = data_encoding::BASE64.encode(&call.desk.store.verifying_key());
    json(StatusCode::OK, &ReceiptKey { algorithm: "Ed25519", public_key })
}

/// `GET /api/v1/openapi.json`
pub(super) async fn description(_: Call<Anybody>) -> Answer {
    json(StatusCode::OK, openapi::openapi())
}
