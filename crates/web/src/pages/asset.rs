//! `GET /assets/{name}`.

use crate::{
    assets::ASSETS,
    failure::Failure,
    visit::{Open, Visit},
};
use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};

/// A file of the pages. Its name changes with its content, so it may be kept for a year.
pub(crate) async fn show(visit: Visit<Open>) -> Result<Response, Failure> {
    let asset = ASSETS.find(visit.part("name")).ok_or(Failure::NotFound)?;
    let mut response = Response::new(Body::from(asset.bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    Ok(response)
}
