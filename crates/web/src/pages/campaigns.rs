//! `/campaigns`: the links of posters and posts, what each brought in all, and a form to add one.

use super::{
    Frame,
    decision::{on_to, to_mend},
};
use crate::{
    edge,
    failure::Failure,
    view::{TimeView, grouped},
    visit::{Need, Visit},
};
use askama::Template;
use axum::response::Response;
use response::{
    Permit, ResponseError,
    door::campaigns::{self, CampaignView, is_slug},
    policy::{Act, act},
};

/// A campaign of the list.
pub(crate) struct CampaignLine {
    pub(crate) slug: String,
    pub(crate) label: String,
    pub(crate) added: String,
    pub(crate) ended: Option<String>,
    /// Came, read the guide, reported: rounded down to fives.
    pub(crate) sums: [String; 3],
}

impl CampaignLine {
    /// What a list and the head of a page show.
    pub(crate) fn of(view: &CampaignView) -> Self {
        Self {
            slug: view.row.slug.clone(),
            label: view.row.label.clone(),
            added: TimeView::day(view.row.added_at),
            ended: view.row.ended_at.map(TimeView::day),
            sums: view.sums.map(grouped),
        }
    }
}

/// The address of a campaign as it stands on a poster; the path alone where the address of the door is not known.
pub(crate) fn address(public_url: Option<&str>, slug: &str) -> String {
    format!("{}/c/{slug}", public_url.unwrap_or_default())
}

#[derive(Template)]
#[template(path = "campaigns.html")]
pub(crate) struct CampaignsPage {
    pub(crate) frame: Frame,
    pub(crate) lines: Vec<CampaignLine>,
    pub(crate) may_keep: bool,
    pub(crate) slug: String,
    pub(crate) label: String,
    pub(crate) slug_problem: Option<String>,
    pub(crate) label_problem: Option<String>,
    pub(crate) done: Option<String>,
}

/// What came with the form, to be mended.
#[derive(Default)]
struct Sent {
    slug: String,
    label: String,
    slug_problem: Option<&'static str>,
    label_problem: Option<&'static str>,
}

async fn page<N: Need>(
    visit: &Visit<N>,
    permit: &Permit<act::SeeCampaigns>,
    sent: Sent,
) -> Result<String, Failure> {
    let (desk, words) = (&visit.desk, visit.look.words);
    let found = campaigns::all(&desk.store, permit, &desk.door).await?;
    let done = visit.asked("done").and_then(|done| match done {
        "added" => Some(words.say("campaign-added")),
        "ended" => Some(words.say("campaign-ended-done")),
        _ => None,
    });
    let page = CampaignsPage {
        frame: Frame::of(visit, "campaigns", words.say("campaigns-title")).linking_to("/campaigns"),
        lines: found.iter().map(CampaignLine::of).collect(),
        may_keep: visit.signed().is_some_and(|signed| signed.actor.may(Act::KeepCampaigns)),
        slug: sent.slug,
        label: sent.label,
        slug_problem: sent.slug_problem.map(|key| words.say(key)),
        label_problem: sent.label_problem.map(|key| words.say(key)),
        done,
    };
    Ok(page.render()?)
}

/// `GET /campaigns`.
pub(crate) async fn show(visit: Visit<act::SeeCampaigns>) -> Result<Response, Failure> {
    Ok(edge::html(page(&visit, &visit.right.permit, Sent::default()).await?))
}

/// `POST /campaigns`: adds one.
pub(crate) async fn add(visit: Visit<act::KeepCampaigns>) -> Result<Response, Failure> {
    let (slug, label) = (visit.form.text("slug").trim(), visit.form.text("label").trim());
    let sent = Sent { slug: slug.to_owned(), label: label.to_owned(), ..Sent::default() };
    let sent = match campaigns::add(&visit.desk.store, &visit.right.permit, slug, label).await {
        Ok(true) => return on_to("/campaigns", "added#content"),
        Ok(false) => Sent { slug_problem: Some("campaign-slug-taken"), ..sent },
        Err(ResponseError::Form(_)) => Sent {
            slug_problem: (!is_slug(slug)).then_some("campaign-slug-wrong"),
            label_problem: is_slug(slug).then_some("campaign-label-wrong"),
            ..sent
        },
        Err(error) => return Err(error.into()),
    };
    let permit = visit.also::<act::SeeCampaigns>("mend a campaign").await?;
    Ok(to_mend(page(&visit, &permit, sent).await?))
}
