//! `/campaigns/{slug}`: one campaign by day, its address and the QR code to be printed. Small counts are not shown.

use super::{
    Frame,
    campaigns::{CampaignLine, address},
    decision::on_to,
};
use crate::{
    edge,
    failure::Failure,
    view::{
        TimeView,
        bars::{self, Column},
        grouped, qr,
    },
    visit::{Need, Visit},
    words::Words,
};
use askama::Template;
use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};
use model::Instant;
use response::{
    Permit,
    door::campaigns::{self, CampaignView, Shown, ShownDay},
    policy::{Act, act},
};

/// A day of the table.
pub(crate) struct DayRow {
    pub(crate) day: String,
    pub(crate) counts: [String; 3],
}

#[derive(Template)]
#[template(path = "campaign.html")]
pub(crate) struct CampaignPage {
    pub(crate) frame: Frame,
    pub(crate) campaign: CampaignLine,
    pub(crate) address: String,
    /// The code of the address, safe to put into a page; none where the address of the door is not known.
    pub(crate) code: Option<String>,
    pub(crate) days: Vec<DayRow>,
    /// The days as a picture, safe to put into a page.
    pub(crate) chart: Option<String>,
    pub(crate) may_end: bool,
    /// Whether the button was pressed once and asks again.
    pub(crate) sure: bool,
}

async fn find<N: Need>(
    visit: &Visit<N>,
    permit: &Permit<act::SeeCampaigns>,
) -> Result<CampaignView, Failure> {
    let desk = &visit.desk;
    let all = campaigns::all(&desk.store, permit, &desk.door).await?;
    all.into_iter().find(|view| view.row.slug == visit.part("slug")).ok_or(Failure::NotFound)
}

fn shown(words: Words, count: Shown) -> String {
    match count {
        Shown::None => grouped(0),
        Shown::Few => words.fill("campaign-few", "count", &campaigns::SMALLEST),
        Shown::Count(count) => grouped(count),
    }
}

fn day_name(day: i64) -> String {
    TimeView::day(Instant::from_micros(day.saturating_mul(86_400_000_000)))
}

/// The days from the first to the last that anybody came on, as a picture.
fn chart(words: Words, label: &str, days: &[ShownDay]) -> Option<String> {
    let (last, first) = (days.first()?.day, days.last()?.day);
    let columns = |of: fn(&ShownDay) -> Shown| {
        (first..=last)
            .map(|day| match days.iter().find(|known| known.day == day).map(of) {
                None | Some(Shown::None) => Column::Empty,
                Some(Shown::Few) => Column::Few,
                Some(Shown::Count(count)) => Column::Full(count),
            })
            .collect()
    };
    let row =
        |key: &str, of: fn(&ShownDay) -> Shown| bars::Row { name: words.say(key), columns: columns(of) };
    let rows = [
        row("campaign-came", |day| day.came),
        row("campaign-guided", |day| day.guided),
        row("campaign-reported", |day| day.reported),
    ];
    let title = words.fill("campaign-chart", "label", &label);
    Some(bars::days(&title, &rows, &day_name(first), &day_name(last)))
}

async fn page<N: Need>(
    visit: &Visit<N>,
    permit: &Permit<act::SeeCampaigns>,
    sure: bool,
) -> Result<Response, Failure> {
    let (desk, words) = (&visit.desk, visit.look.words);
    let view = find(visit, permit).await?;
    let slug = view.row.slug.clone();
    let address = address(desk.public_url.as_deref(), &slug);
    let may_keep = visit.signed().is_some_and(|signed| signed.actor.may(Act::KeepCampaigns));
    let page = CampaignPage {
        frame: Frame::of(visit, "campaigns", view.row.label.clone())
            .linking_to(&format!("/campaigns/{slug}")),
        code: desk
            .public_url
            .as_ref()
            .and_then(|_| qr::svg(&address, &words.fill("campaign-code-of", "address", &address))),
        address,
        days: view
            .days
            .iter()
            .map(|day| DayRow {
                day: day_name(day.day),
                counts: [day.came, day.guided, day.reported].map(|count| shown(words, count)),
            })
            .collect(),
        chart: chart(words, &view.row.label, &view.days),
        may_end: may_keep && view.row.ended_at.is_none(),
        campaign: CampaignLine::of(&view),
        sure,
    };
    Ok(edge::html(page.render()?))
}

/// `GET /campaigns/{slug}`.
pub(crate) async fn show(visit: Visit<act::SeeCampaigns>) -> Result<Response, Failure> {
    page(&visit, &visit.right.permit, false).await
}

/// `GET /campaigns/{slug}/code.svg`: the QR code as a file for whoever makes the poster.
pub(crate) async fn code(visit: Visit<act::SeeCampaigns>) -> Result<Response, Failure> {
    let view = find(&visit, &visit.right.permit).await?;
    let base = visit.desk.public_url.as_deref().ok_or(Failure::NotFound)?;
    let address = address(Some(base), &view.row.slug);
    let svg = qr::svg(&address, &address).ok_or(Failure::NotFound)?;
    let mut response = Response::new(Body::from(svg));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml"));
    // The name is letters, digits and hyphens only (`is_slug`).
    let name = HeaderValue::from_str(&format!("attachment; filename=\"{}.svg\"", view.row.slug));
    headers.extend(name.ok().map(|name| (header::CONTENT_DISPOSITION, name)));
    Ok(response)
}

/// `POST /campaigns/{slug}/end`: asks once more, then ends it.
pub(crate) async fn end(visit: Visit<act::KeepCampaigns>) -> Result<Response, Failure> {
    if visit.form.text("sure") != "yes" {
        let permit = visit.also::<act::SeeCampaigns>("look at a campaign").await?;
        return page(&visit, &permit, true).await;
    }
    campaigns::end(&visit.desk.store, &visit.right.permit, visit.part("slug")).await?;
    on_to("/campaigns", "ended#content")
}
