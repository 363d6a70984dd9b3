//! `/agencies`: those that take part, where they work, the directory they sign their people in with, their removal.

use super::{
    Choice, Frame,
    account_view::problem,
    decision::{on_to, quicker, to_mend},
};
use crate::{edge, failure::Failure, visit::Visit};
use askama::Template;
use axum::response::Response;
use model::{AgencyId, AgencyKind, RegionCode};
use response::{
    ResponseError,
    people::{
        agencies::{self, AgencyForm},
        directory::CALLBACK,
    },
    policy::act,
};
use store::AgencyRecord;

/// An agency of the list.
pub(crate) struct AgencyLine {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) territory: String,
    pub(crate) closed: bool,
}

/// The fields of an agency.
pub(crate) struct Fields {
    pub(crate) name: String,
    pub(crate) kinds: Vec<Choice>,
    pub(crate) country: String,
    pub(crate) regions: String,
}

#[derive(Template)]
#[template(path = "agencies.html")]
pub(crate) struct AgenciesPage {
    pub(crate) frame: Frame,
    pub(crate) done: Option<String>,
    pub(crate) problem: Option<String>,
    pub(crate) lines: Vec<AgencyLine>,
    pub(crate) fields: Fields,
}

#[derive(Template)]
#[template(path = "agency.html")]
pub(crate) struct AgencyPage {
    pub(crate) frame: Frame,
    pub(crate) done: Option<String>,
    /// Which form is to be mended, and what is wrong with it.
    pub(crate) problem: Option<(&'static str, String)>,
    pub(crate) line: AgencyLine,
    pub(crate) fields: Fields,
    /// Issuer and what it calls this server.
    pub(crate) directory: Option<(String, String)>,
    /// Where the directory sends people back to; nothing where the address of the desk is not known.
    pub(crate) callback: Option<String>,
    pub(crate) own: bool,
    pub(crate) sure: bool,
    /// The last entry of the journal that this page has seen.
    pub(crate) seen: i64,
    /// Whether somebody else was quicker: what stands now is shown beside what was typed.
    pub(crate) theirs: bool,
    /// Issuer and name as they stand, where somebody else was quicker.
    pub(crate) stands: Option<(String, String)>,
}

impl AgencyPage {
    fn problem_of(&self, form: &str) -> Option<&str> {
        self.problem.as_ref().filter(|(of, _)| *of == form).map(|(_, text)| text.as_str())
    }
}

type Keeper = Visit<act::KeepAccounts>;

fn joined(regions: &[RegionCode]) -> String {
    regions.iter().map(RegionCode::as_str).collect::<Vec<_>>().join(" ")
}

fn line(visit: &Keeper, record: &AgencyRecord) -> AgencyLine {
    let words = visit.look.words;
    let country =
        record.agency.country.map_or_else(|| words.say("agency-everywhere"), |c| c.name().to_owned());
    let regions = joined(&record.regions);
    AgencyLine {
        id: record.agency.id.to_string(),
        name: record.agency.name.clone(),
        kind: words.say(&format!("agency-kind-{}", record.agency.kind.code())),
        territory: if regions.is_empty() { country } else { format!("{country}: {regions}") },
        closed: record.closed,
    }
}

/// What was typed, else what is known, else nothing.
fn fields(visit: &Keeper, known: Option<&AgencyRecord>) -> Fields {
    let words = visit.look.words;
    let typed = visit.form.pairs().any(|(name, _)| name == "name");
    let take = |name: &str, known: String| {
        if typed { visit.form.text(name).to_owned() } else { known }
    };
    let kind = take("kind", known.map_or_else(String::new, |record| record.agency.kind.code().to_owned()));
    Fields {
        name: take("name", known.map_or_else(String::new, |record| record.agency.name.clone())),
        country: take(
            "country",
            known
                .and_then(|record| record.agency.country)
                .map_or_else(String::new, |country| country.code().to_owned()),
        ),
        regions: take("regions", known.map_or_else(String::new, |record| joined(&record.regions))),
        kinds: AgencyKind::ALL
            .iter()
            .map(|one| super::choice(words, "agency-kind", one.code(), one.code(), one.code() == kind))
            .collect(),
    }
}

fn read(visit: &Keeper) -> Result<AgencyForm, ResponseError> {
    let form = &visit.form;
    let wrong = |what: &str| ResponseError::Form(what.to_owned());
    let country = form.text("country").trim();
    Ok(AgencyForm {
        name: form.text("name").to_owned(),
        kind: AgencyKind::from_code(form.text("kind")).ok_or_else(|| wrong("kind"))?,
        country: if country.is_empty() { None } else { Some(country.parse().map_err(|_| wrong("country"))?) },
        regions: RegionCode::list(form.text("regions")).map_err(|_| wrong("regions"))?,
    })
}

async fn list(visit: &Keeper, problem: Option<String>) -> Result<String, Failure> {
    let (desk, words) = (&visit.desk, visit.look.words);
    let all = agencies::all(&desk.store, &visit.right.permit).await?;
    let page = AgenciesPage {
        frame: Frame::of(visit, "agencies", words.say("agencies-title")).linking_to("/agencies"),
        done: visit.asked("done").and_then(|done| match done {
            "added" => Some(words.say("agency-added")),
            "closed" => Some(words.say("agency-closed-done")),
            _ => None,
        }),
        problem,
        lines: all.iter().map(|record| line(visit, record)).collect(),
        fields: fields(visit, None),
    };
    Ok(page.render()?)
}

/// `GET /agencies`.
pub(crate) async fn show(visit: Keeper) -> Result<Response, Failure> {
    Ok(edge::html(list(&visit, None).await?))
}

/// `POST /agencies`: adds one.
pub(crate) async fn add(visit: Keeper) -> Result<Response, Failure> {
    let added = match read(&visit) {
        Ok(form) => agencies::add(&visit.desk.store, &visit.right.permit, form).await.map(|_| ()),
        Err(error) => Err(error),
    };
    match added {
        Ok(()) => on_to("/agencies", "added#content"),
        Err(error) => match problem(visit.look.words, &error) {
            Some(text) => Ok(to_mend(list(&visit, Some(text)).await?)),
            None => Err(error.into()),
        },
    }
}

fn id(visit: &Keeper) -> Result<AgencyId, Failure> {
    visit.part("agency").parse().map_err(|_| Failure::NotFound)
}

async fn page(
    visit: &Keeper,
    problem: Option<(&'static str, String)>,
    theirs: bool,
    sure: bool,
) -> Result<String, Failure> {
    let (desk, words, permit) = (&visit.desk, visit.look.words, &visit.right.permit);
    let id = id(visit)?;
    let seen = desk.store.last_entry().await?;
    let all = agencies::all(&desk.store, permit).await?;
    let record = all.iter().find(|record| record.agency.id == id).ok_or(Failure::NotFound)?;
    let directories = agencies::directories(&desk.store, permit).await?;
    let own = desk.store.first_agency().await? == Some(id);
    let typed = visit.form.text("issuer");
    let known = directories.into_iter().find(|row| row.agency == id);
    let known = known.map(|row| (row.issuer, row.client_id));
    let page = AgencyPage {
        frame: Frame::of(visit, "agencies", record.agency.name.clone())
            .linking_to(&format!("/agencies/{id}")),
        done: visit.asked("done").and_then(|done| match done {
            "changed" => Some(words.say("agency-changed")),
            "directory" => Some(words.say("agency-directory-set")),
            _ => None,
        }),
        problem,
        line: line(visit, record),
        fields: fields(visit, Some(record)),
        stands: known.clone().filter(|_| theirs),
        directory: if typed.is_empty() {
            known
        } else {
            // What was typed stays while the form is mended; the secret is asked for again.
            Some((typed.to_owned(), visit.form.text("client_id").to_owned()))
        },
        callback: desk.desk_address.as_ref().map(|address| format!("{}{CALLBACK}", address.origin())),
        own,
        sure,
        seen,
        theirs,
    };
    Ok(page.render()?)
}

async fn done(
    visit: &Keeper,
    form: &'static str,
    result: Result<&'static str, ResponseError>,
) -> Result<Response, Failure> {
    match result {
        Ok(done) => on_to(&format!("/agencies/{}", id(visit)?), &format!("{done}#content")),
        Err(error) => match problem(visit.look.words, &error) {
            Some(text) => {
                let theirs = matches!(error, ResponseError::Changed);
                let body = page(visit, Some((form, text)), theirs, false).await?;
                Ok(if theirs { quicker(body) } else { to_mend(body) })
            }
            None => Err(error.into()),
        },
    }
}

/// `GET /agencies/{agency}`.
pub(crate) async fn show_one(visit: Keeper) -> Result<Response, Failure> {
    Ok(edge::html(page(&visit, None, false, false).await?))
}

/// `POST /agencies/{agency}`: changes it.
pub(crate) async fn change(visit: Keeper) -> Result<Response, Failure> {
    let changed = match read(&visit) {
        Ok(form) => {
            let (store, permit) = (&visit.desk.store, &visit.right.permit);
            agencies::change(store, permit, id(&visit)?, form, visit.seen()).await
        }
        Err(error) => Err(error),
    };
    done(&visit, "change", changed.map(|()| "changed")).await
}

/// `POST /agencies/{agency}/directory`: sets the directory, or ends it where no issuer is given.
pub(crate) async fn set_directory(visit: Keeper) -> Result<Response, Failure> {
    let (store, permit, form) = (&visit.desk.store, &visit.right.permit, &visit.form);
    let issuer = form.text("issuer").trim();
    let set = if issuer.is_empty() {
        agencies::end_directory(store, permit, id(&visit)?, visit.seen()).await
    } else {
        let (client_id, secret) = (form.text("client_id"), form.text("client_secret"));
        agencies::set_directory(store, permit, id(&visit)?, issuer, client_id, secret, visit.seen()).await
    };
    done(&visit, "directory", set.map(|()| "directory")).await
}

/// `POST /agencies/{agency}/close`: asks once more, then removes it.
pub(crate) async fn close(visit: Keeper) -> Result<Response, Failure> {
    if visit.form.text("sure") != "yes" {
        return Ok(edge::html(page(&visit, None, false, true).await?));
    }
    match agencies::close(&visit.desk.store, &visit.right.permit, id(&visit)?).await {
        Ok(_) => on_to("/agencies", "closed#content"),
        Err(error) => done(&visit, "close", Err(error)).await,
    }
}
