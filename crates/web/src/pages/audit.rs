//! `/audit`: the journal for the data protection officer. Overrides and refusals come first.

use super::{Frame, decision::to_mend, overrides::OverrideView};
use crate::{
    edge,
    failure::Failure,
    view::{TimeView, grouped},
    visit::Visit,
    words::Words,
};
use askama::Template;
use axum::response::Response;
use model::{Instant, When};
use response::{audit, policy::act};
use store::{AuditFilter, AuditLine};

/// An entry.
pub(crate) struct AuditView {
    pub(crate) seq: String,
    pub(crate) at: TimeView,
    pub(crate) who: String,
    pub(crate) what: String,
    pub(crate) why: String,
    /// What was refused or opened, as a code; nothing for other entries.
    pub(crate) detail: Option<String>,
    pub(crate) loud: bool,
}

impl AuditView {
    fn of(words: Words, line: &AuditLine) -> Self {
        let facts: serde_json::Value = serde_json::from_str(&line.facts).unwrap_or_default();
        let detail = ["act", "reason", "compartment"].iter().find_map(|name| facts[name].as_str());
        // Of a record that was not shown: which, and what the request needed.
        let hidden = facts["record"].as_str().zip(facts["need"].as_str());
        let hidden = hidden.map(|(record, need)| format!("{record} · {}", need.replace('_', " ")));
        let refused = (line.action == "access_refused").then(|| facts["action"].as_str()).flatten();
        Self {
            seq: grouped(line.seq),
            at: TimeView::exact(line.at),
            who: line.actor.clone(),
            what: words
                .known(&format!("action-{}", line.action))
                .unwrap_or_else(|| line.action.replace('_', " ")),
            why: line.purpose.clone(),
            detail: hidden.or(refused.or(detail).map(|code| code.replace('_', " "))),
            loud: store::LOUD.contains(&line.action.as_str()),
        }
    }
}

#[derive(Template)]
#[template(path = "audit.html")]
pub(crate) struct AuditPage {
    pub(crate) frame: Frame,
    pub(crate) overrides: Vec<OverrideView>,
    pub(crate) lines: Vec<AuditView>,
    pub(crate) who: String,
    pub(crate) what: String,
    pub(crate) from: String,
    pub(crate) until: String,
    /// Whether everything is shown, and not only what is loud.
    pub(crate) all: bool,
    pub(crate) problem: Option<String>,
    /// Below which entry the next page begins.
    pub(crate) below: Option<i64>,
}

/// A day of the form.
fn day(text: &str) -> Result<Option<Instant>, ()> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse::<When>().map(|when| Some(when.sort_instant())).map_err(|_| ()),
    }
}

/// `GET /audit`: what is loud, and a form.
pub(crate) async fn show(visit: Visit<act::Audit>) -> Result<Response, Failure> {
    Ok(edge::html(page(&visit, &AuditFilter { loud: true, ..AuditFilter::default() }, None).await?))
}

/// `POST /audit`: what fits the form. A form and not a link, because names of people are in it.
pub(crate) async fn find(visit: Visit<act::Audit>) -> Result<Response, Failure> {
    let form = &visit.form;
    let text = |name: &str| Some(form.text(name).trim().to_owned()).filter(|text| !text.is_empty());
    let (Ok(from), Ok(until)) = (day(form.text("from")), day(form.text("until"))) else {
        let problem = Some(visit.look.words.say("problem-form"));
        return Ok(to_mend(page(&visit, &AuditFilter::default(), problem).await?));
    };
    let filter = AuditFilter {
        actor: text("who").map(|name| name.to_lowercase()),
        action: text("what"),
        loud: form.text("all") != "yes" && text("what").is_none(),
        from,
        // The last day is meant to be in it.
        before: until.map(|until| until.plus_seconds(86_400)),
        below: form.text("below").parse().ok(),
    };
    Ok(edge::html(page(&visit, &filter, None).await?))
}

async fn page(
    visit: &Visit<act::Audit>,
    filter: &AuditFilter,
    problem: Option<String>,
) -> Result<String, Failure> {
    let (desk, words, permit) = (&visit.desk, visit.look.words, &visit.right.permit);
    let (lines, below) = if problem.is_some() {
        (Vec::new(), None)
    } else {
        audit::look(&desk.store, permit, &visit.sight().await?, filter).await?
    };
    let now = desk.store.clock().now();
    let overrides = audit::overrides(&desk.store, permit).await?;
    let page = AuditPage {
        frame: Frame::of(visit, "audit", words.say("audit-title")).linking_to("/audit"),
        overrides: overrides.iter().map(|row| OverrideView::of(words, row, now)).collect(),
        below,
        lines: lines.iter().map(|line| AuditView::of(words, line)).collect(),
        who: visit.form.text("who").to_owned(),
        what: visit.form.text("what").to_owned(),
        from: visit.form.text("from").to_owned(),
        until: visit.form.text("until").to_owned(),
        all: !filter.loud,
        problem,
    };
    Ok(page.render()?)
}
