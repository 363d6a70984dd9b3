//! `GET /assets/{name}`: style and scripts of the public door.

use crate::{assets::ASSETS, failure::Failure, public::visit::Visit};
use axum::response::Response;

/// A file of the pages. Kept by browsers for a day and not for good: a cache is a trace too.
pub(crate) async fn show(visit: Visit) -> Result<Response, Failure> {
    let asset = ASSETS.find(visit.part("name")).ok_or(Failure::NotFound)?;
    Ok(asset.answer(visit.accepts_encoding(), "private, max-age=86400"))
}
