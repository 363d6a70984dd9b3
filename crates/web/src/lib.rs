//! The faces in a browser: the staff desk (sign-in, the queue of leads, search, one report, its journal; leads, persons and
//! the links between their mentions), the public door ([`public`]), and the door of partners' machines (`partner`).
//!
//! Pages are made on the server and need no script. Every route stands in one table (`routes`) with what it needs; a
//! handler receives the right itself and cannot be reached without it. No rule lives here: what may be done is in
//! `response::policy`, what is done is in `response`. No personal data is in a URL, a log line, a metric or an error.

mod assets;
mod cookies;
mod drafts;
mod edge;
mod failure;
mod form;
mod look;
mod meter;
mod pages;
mod partner;
pub mod public;
mod question;
mod routes;
mod serving;
mod tried;
mod upkeep;
mod view;
mod visit;
mod words;

pub use partner::{PartnerRoute, openapi, partner_router, partner_routes};
pub use routes::{Needed, RouteFacts, admin_router, router, routes};
pub use serving::{Bound, Listen, ServeError, serve};
pub use words::Language;

use response::{desk::Service, door::Door, linking::Linker, triage::Factors};
use std::sync::Arc;

/// Reads the address of the public door: `http` or `https`, a host, perhaps a path; no slash at its end.
pub fn public_url(text: &str) -> Result<String, String> {
    let wrong = || "write it as https://report.example.org".to_owned();
    let url = url::Url::parse(text.trim()).map_err(|_| wrong())?;
    let plain = url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if matches!(url.scheme(), "http" | "https") && url.has_host() && plain {
        Ok(url.as_str().trim_end_matches('/').to_owned())
    } else {
        Err(wrong())
    }
}

/// What the desk works with.
#[derive(Clone)]
pub struct Desk {
    /// The store.
    pub store: store::Store,
    /// The table of factors of priority.
    pub factors: Arc<Factors>,
    /// Service times and care of the desk.
    pub service: Arc<Service>,
    /// Which mentions are one person and which reports one lead. While the desk is served it follows the journal.
    pub linker: Arc<Linker>,
    /// The form, the guide, help and word lists of the public door, and what it remembers while it runs.
    pub door: Arc<Door>,
    /// Country of telephone numbers that are searched for without a country code.
    pub default_country: Option<model::Country>,
    /// The address of the public door as people type it (`https://…`, no slash at its end): what stands on a poster. Where
    /// nobody has said it, pages show the path alone.
    pub public_url: Option<String>,
    /// Where browsers reach the desk: passkeys and agencies' directories are tied to it, and not offered without it.
    pub desk_address: Option<response::people::DeskAddress>,
    /// Whether cookies are for encrypted connections only. Browsers take the machine itself (`127.0.0.1`,
    /// `localhost`) for such; false is for plain HTTP on a closed network, and for nothing else.
    pub secure_cookie: bool,
}

#[cfg(test)]
mod tests {
    use super::public_url;

    #[test]
    fn the_address_of_the_door_is_one_that_can_be_typed() {
        assert_eq!(public_url("https://report.example.org/"), Ok("https://report.example.org".into()));
        assert_eq!(public_url(" http://localhost:8081/door/ "), Ok("http://localhost:8081/door".into()));
        for wrong in
            ["", "report.example.org", "ftp://x.org", "https://", "https://a@x.org", "https://x.org/?q=1"]
        {
            assert!(public_url(wrong).is_err(), "{wrong}");
        }
    }
}
