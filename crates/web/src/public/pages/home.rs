//! The first page, plain or by a campaign.

use crate::{
    edge,
    failure::Failure,
    public::{frame::PublicFrame, pages::help, visit::Visit},
};
use askama::Template;
use axum::response::Response;
use response::door::campaigns::{self, Step};

#[derive(Template)]
#[template(path = "public/home.html")]
struct HomePage {
    frame: PublicFrame,
    emergency: Option<help::ServiceView>,
}

/// `GET /`.
pub(crate) async fn show(visit: Visit) -> Result<Response, Failure> {
    page(&visit)
}

/// `GET /c/{slug}`: the first page, with the campaign going along. An address that no campaign has opens it all the same.
pub(crate) async fn by_campaign(mut visit: Visit) -> Result<Response, Failure> {
    let slug = visit.part("slug").to_owned();
    if campaigns::is_slug(&slug) {
        campaigns::count(&visit.site.desk.door, &slug, Step::Came, visit.site.desk.store.clock().now());
        visit.look.campaign = Some(slug);
    }
    // Another language of this page is the first page: it is not counted twice.
    visit.look.here = Some("/".into());
    page(&visit)
}

fn page(visit: &Visit) -> Result<Response, Failure> {
    let emergency = help::emergency(visit);
    Ok(edge::html(HomePage { frame: PublicFrame::new(&visit.look), emergency }.render()?))
}
