//! `GET /assets/{name}`.

use crate::{
    assets::ASSETS,
    failure::Failure,
    visit::{Open, Visit},
};
use axum::response::Response;

/// A file of the pages. Its name changes with its content, so it may be kept for a year.
pub(crate) async fn show(visit: Visit<Open>) -> Result<Response, Failure> {
    let asset = ASSETS.find(visit.part("name")).ok_or(Failure::NotFound)?;
    Ok(asset.answer(visit.accepts_encoding(), "public, max-age=31536000, immutable"))
}
