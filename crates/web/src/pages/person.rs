//! `/persons/{person}`: what several reports say of one human being, and the decisions about it. Every report that is
//! opened for the page is in the journal first.

use super::{
    Choice, Frame,
    decision::{Ground, Sent, on_to, quicker, to_mend, told},
};
use crate::{
    drafts, edge,
    failure::Failure,
    view::{
        chart::party,
        grouped,
        link::{DecisionLine, EdgeLine, TurnLine, UncertainLine},
        sides::{FieldView, SideView},
    },
    visit::{Need, Visit},
    words::Words,
};
use askama::Template;
use axum::response::Response;
use model::{LinkReason, PersonReference, Verdict};
use response::{
    Permit, ResponseError,
    linking::Party,
    persons::{self, PersonView, REASON_LONGEST},
    policy::act,
};
use store::LinkWhy;

#[derive(Template)]
#[template(path = "person.html")]
pub(crate) struct PersonPage {
    pub(crate) frame: Frame,
    pub(crate) person: PersonFacts,
    pub(crate) sent: Sent,
    /// What is wrong with taking back a decision that no longer stands here.
    pub(crate) gone: Option<String>,
    pub(crate) done: Option<String>,
    pub(crate) may_decide: bool,
    pub(crate) longest: usize,
    /// Reasons from the list, to split.
    pub(crate) reasons: Vec<Choice>,
    /// The last entry of the journal that this page has seen.
    pub(crate) seen: i64,
}

/// A person as the page shows them.
pub(crate) struct PersonFacts {
    pub(crate) reference: String,
    pub(crate) party: String,
    pub(crate) class: &'static str,
    pub(crate) lead: Option<String>,
    pub(crate) counted: String,
    pub(crate) sides: Vec<SideView>,
    pub(crate) more: Option<String>,
    pub(crate) fields: Vec<FieldView>,
    pub(crate) weakest: Option<EdgeLine>,
    pub(crate) edges: Vec<EdgeLine>,
    pub(crate) uncertain: Vec<UncertainLine>,
    pub(crate) decisions: Vec<DecisionLine>,
    pub(crate) turns: Vec<TurnLine>,
}

impl PersonFacts {
    /// The facts of a view; `chosen` are the mentions that a form came back with.
    pub(crate) fn of(words: Words, view: &PersonView, chosen: &[PersonReference]) -> Self {
        let count = view.mentions.len() + view.more;
        let more = i64::try_from(view.more).unwrap_or(i64::MAX);
        Self {
            reference: view.person.to_string(),
            party: party(words, view.party),
            class: if view.party == Party::Child { "child" } else { "plain" },
            lead: view.lead.map(|lead| lead.to_string()),
            counted: words.fill("person-mentions", "count", &count),
            sides: view.mentions.iter().map(|side| SideView::of(words, side, chosen)).collect(),
            more: (more > 0).then(|| words.fill("line-more", "count", &grouped(more))),
            fields: view.fields.iter().map(|row| FieldView::of(words, row, &view.mentions)).collect(),
            weakest: view.weakest.as_ref().map(|edge| EdgeLine::of(words, edge)),
            edges: view.edges.iter().map(|edge| EdgeLine::of(words, edge)).collect(),
            uncertain: view.uncertain.iter().map(|line| UncertainLine::of(words, line)).collect(),
            decisions: view.decisions.iter().map(|one| DecisionLine::of(words, one)).collect(),
            turns: view.turns.iter().map(|turn| TurnLine::of(words, turn)).collect(),
        }
    }
}

/// Opens the person.
async fn open<N: Need>(
    visit: &Visit<N>,
    permit: &Permit<act::SeePersons>,
) -> Result<(PersonView, Ground), Failure> {
    let desk = &visit.desk;
    let reference = visit.person("person")?;
    let sight = visit.sight().await?;
    let ground = Ground::of(visit, &sight)?;
    let view = persons::person(&desk.store, &desk.linker, permit, &sight, &desk.factors, reference).await?;
    Ok((view, ground))
}

fn page<N: Need>(
    visit: &Visit<N>,
    (view, ground): &(PersonView, Ground),
    sent: Sent,
    chosen: &[PersonReference],
) -> Result<String, Failure> {
    let words = visit.look.words;
    let title = words.fill("person-title", "reference", &view.person);
    // What was sent by a form cannot be loaded again by a link.
    let frame = Frame::of(visit, "queue", title).linking_to(&format!("/persons/{}", view.person)).drafting();
    let person = PersonFacts::of(words, view, chosen);
    let listed = |form: &str| form == "split" || person.decisions.iter().any(|one| one.id == form);
    let gone = sent.problem.clone().filter(|_| !listed(&sent.form));
    let page = PersonPage {
        frame,
        person,
        gone,
        reasons: sent.reasons(words, "split", &[Verdict::Different]),
        seen: ground.seen,
        sent,
        done: told(words, visit.asked("done")),
        may_decide: ground.may_decide,
        longest: REASON_LONGEST,
    };
    Ok(page.render()?)
}

/// Shows one person.
pub(crate) async fn show(visit: Visit<act::SeePersons>) -> Result<Response, Failure> {
    let view = open(&visit, &visit.right.permit).await?;
    let (sent, chosen) = draft(&visit, view.0.person).await?;
    Ok(edge::html(page(&visit, &view, sent, &chosen)?))
}

/// What was typed into one of the forms and not sent, with the mentions that were chosen.
async fn draft<N: Need>(
    visit: &Visit<N>,
    person: PersonReference,
) -> Result<(Sent, Vec<PersonReference>), Failure> {
    if let Some(kept) = drafts::kept(visit, &format!("/persons/{person}/split")).await? {
        let chosen = kept.form.texts("mention").filter_map(|text| text.parse().ok()).collect();
        return Ok((Sent::of_draft("split", kept), chosen));
    }
    let kept = drafts::kept(visit, &format!("/persons/{person}/withdraw")).await?;
    let sent = kept.map(|kept| {
        let form = kept.form.text("decision").to_owned();
        Sent::of_draft(&form, kept)
    });
    Ok((sent.unwrap_or_default(), Vec::new()))
}

/// Shows the form again with what is wrong at its place. Looking at the person again is journaled as such.
async fn mend(
    visit: &Visit<act::DecideLinks>,
    chosen: &[PersonReference],
    sent: impl FnOnce(&PersonView) -> Sent,
) -> Result<Response, Failure> {
    let permit = visit.also::<act::SeePersons>("mend a decision about a person").await?;
    let view = open(visit, &permit).await?;
    let sent = sent(&view.0);
    Ok(to_mend(page(visit, &view, sent, chosen)?))
}

/// Some of the mentions are somebody else.
pub(crate) async fn split(visit: Visit<act::DecideLinks>) -> Result<Response, Failure> {
    let (desk, words) = (&visit.desk, visit.look.words);
    let person = visit.person("person")?;
    let chosen: Vec<PersonReference> =
        visit.form.texts("mention").filter_map(|text| text.parse().ok()).collect();
    let sent = Sent::read(words, "split", visit.form.text("reason")).because(visit.form.text("because"));
    if sent.problem.is_some() {
        return mend(&visit, &chosen, |_| sent).await;
    }
    if chosen.is_empty() {
        return mend(&visit, &chosen, |_| sent.wrong(words, "split-none")).await;
    }
    let sight = visit.sight().await?;
    let (store, linker, permit) = (&desk.store, &desk.linker, &visit.right.permit);
    let Some(because) = sent.link_reason().filter(|one| LinkReason::of(Verdict::Different).contains(one))
    else {
        return mend(&visit, &chosen, |_| sent.wrong(words, "linkreason-missing")).await;
    };
    let why = LinkWhy { because, note: &sent.reason, seen: visit.seen() };
    let made = persons::split(store, linker, permit, &sight, person, &chosen, why).await;
    match made {
        Ok(_) => on_to(&format!("/persons/{person}"), "split"),
        Err(ResponseError::Changed) => {
            let permit = visit.also::<act::SeePersons>("see what somebody else decided").await?;
            let view = open(&visit, &permit).await?;
            Ok(quicker(page(&visit, &view, sent.wrong(words, "changed-meanwhile"), &chosen)?))
        }
        Err(ResponseError::Form(_)) => {
            // What stands in the way is seen from the person as they are now.
            let why = |view: &PersonView| {
                let known = |one: &PersonReference| view.mentions.iter().any(|side| side.reference == *one);
                if view.more == 0 && !chosen.iter().all(known) {
                    "split-changed"
                } else if view.more == 0 && chosen.len() >= view.mentions.len() {
                    "split-all"
                } else {
                    "split-many"
                }
            };
            mend(&visit, &chosen, |view| {
                let key = why(view);
                sent.wrong(words, key)
            })
            .await
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes a decision back.
pub(crate) async fn withdraw(visit: Visit<act::DecideLinks>) -> Result<Response, Failure> {
    let (desk, words) = (&visit.desk, visit.look.words);
    let person = visit.person("person")?;
    let text = visit.form.text("decision");
    let id = text.parse().map_err(|_| Failure::NotFound)?;
    let sent = Sent::read(words, text, visit.form.text("reason"));
    if sent.problem.is_some() {
        return mend(&visit, &[], |_| sent).await;
    }
    let sight = visit.sight().await?;
    match persons::withdraw(&desk.store, &desk.linker, &visit.right.permit, &sight, id, &sent.reason).await {
        Ok(_) => on_to(&format!("/persons/{person}"), "withdrawn"),
        Err(ResponseError::Form(_)) => mend(&visit, &[], |_| sent.wrong(words, "withdraw-again")).await,
        Err(error) => Err(error.into()),
    }
}
