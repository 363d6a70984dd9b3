//! `/pairs/{left}/{right}`: two mentions beside each other, why they have their weight, and the decision about them.

use super::{
    Choice, Frame,
    decision::{Ground, Sent, on_to, quicker, to_mend, told},
};
use crate::{
    drafts, edge,
    failure::Failure,
    view::{
        link::{DecisionLine, WhyView, pair_address},
        sides::{FieldView, SideView},
    },
    visit::{Need, Visit},
};
use askama::Template;
use axum::response::Response;
use model::{LinkReason, Verdict};
use response::{
    Permit, ResponseError,
    persons::{self, PairView, REASON_LONGEST},
    policy::act,
};
use store::LinkWhy;

#[derive(Template)]
#[template(path = "pair.html")]
pub(crate) struct PairPage {
    pub(crate) frame: Frame,
    pub(crate) address: String,
    pub(crate) left_person: String,
    pub(crate) right_person: String,
    pub(crate) together: bool,
    pub(crate) sides: Vec<SideView>,
    pub(crate) fields: Vec<FieldView>,
    pub(crate) why: Option<WhyView>,
    /// Where groups of mentions are compared as wholes: how many speak on each side.
    pub(crate) gathered: Option<String>,
    pub(crate) decisions: Vec<DecisionLine>,
    pub(crate) sent: Sent,
    pub(crate) done: Option<String>,
    pub(crate) may_decide: bool,
    pub(crate) longest: usize,
    /// Reasons from the list.
    pub(crate) reasons: Vec<Choice>,
    /// The last entry of the journal that this page has seen.
    pub(crate) seen: i64,
}

async fn open<N: Need>(
    visit: &Visit<N>,
    permit: &Permit<act::SeePersons>,
) -> Result<(PairView, Ground), Failure> {
    let desk = &visit.desk;
    let (left, right) = (visit.person("left")?, visit.person("right")?);
    // A mention beside itself is no pair.
    if left == right {
        return Err(Failure::NotFound);
    }
    let sight = visit.sight().await?;
    let ground = Ground::of(visit, &sight)?;
    let view = persons::pair(&desk.store, &desk.linker, permit, &sight, &desk.factors, left, right).await?;
    Ok((view, ground))
}

fn page<N: Need>(
    visit: &Visit<N>,
    (view, ground): &(PairView, Ground),
    sent: Sent,
) -> Result<String, Failure> {
    let words = visit.look.words;
    let address = pair_address(view.left.reference, view.right.reference);
    let frame = Frame::of(visit, "review", words.say("pair-title")).linking_to(&address).drafting();
    let sides = [&view.left, &view.right];
    let field = |row| FieldView::of_sides(words, row, sides);
    let page = PairPage {
        frame,
        left_person: view.left_person.to_string(),
        right_person: view.right_person.to_string(),
        together: view.together,
        sides: sides.iter().map(|side| SideView::of(words, side, &[])).collect(),
        fields: view.fields.iter().map(field).collect(),
        why: view.explanation.as_ref().map(|why| WhyView::of(words, why, "Why these two have their weight")),
        gathered: (view.explanation.is_some() && view.voices != (1, 1))
            .then(|| words.tell("pair-gathered", &[("left", &view.voices.0), ("right", &view.voices.1)])),
        decisions: view.decisions.iter().map(|one| DecisionLine::of(words, one)).collect(),
        reasons: sent.reasons(words, "pair", &[Verdict::Same, Verdict::Different]),
        sent,
        done: told(words, visit.asked("done")),
        may_decide: ground.may_decide,
        longest: REASON_LONGEST,
        seen: ground.seen,
        address,
    };
    Ok(page.render()?)
}

/// Shows two mentions.
pub(crate) async fn show(visit: Visit<act::SeePersons>) -> Result<Response, Failure> {
    let view = open(&visit, &visit.right.permit).await?;
    let address = pair_address(view.0.left.reference, view.0.right.reference);
    let kept = drafts::kept(&visit, &address).await?;
    let sent = kept.map(|kept| Sent::of_draft("pair", kept)).unwrap_or_default();
    Ok(edge::html(page(&visit, &view, sent)?))
}

/// Shows the form again with what is wrong at its place.
async fn mend(visit: &Visit<act::DecideLinks>, sent: Sent) -> Result<Response, Failure> {
    let permit = visit.also::<act::SeePersons>("mend a decision about two mentions").await?;
    let view = open(visit, &permit).await?;
    Ok(to_mend(page(visit, &view, sent)?))
}

/// The two are one person, or they are not.
pub(crate) async fn decide(visit: Visit<act::DecideLinks>) -> Result<Response, Failure> {
    let (desk, words) = (&visit.desk, visit.look.words);
    let (left, right) = (visit.person("left")?, visit.person("right")?);
    if left == right {
        return Err(Failure::NotFound);
    }
    let verdict = visit.form.text("verdict").to_owned();
    let sent = Sent::read(words, "pair", visit.form.text("reason")).because(visit.form.text("because"));
    if sent.problem.is_some() {
        return mend(&visit, sent).await;
    }
    let (store, linker, permit) = (&desk.store, &desk.linker, &visit.right.permit);
    let sight = visit.sight().await?;
    let Some(because) = sent.link_reason() else {
        return mend(&visit, sent.wrong(words, "linkreason-missing")).await;
    };
    let why = LinkWhy { because, note: &sent.reason, seen: visit.seen() };
    let of = match verdict.as_str() {
        "same" => Verdict::Same,
        _ => Verdict::Different,
    };
    if !LinkReason::of(of).contains(&because) {
        return mend(&visit, sent.wrong(words, "linkreason-other-verdict")).await;
    }
    let made = match verdict.as_str() {
        "same" => persons::confirm(store, linker, permit, &sight, left, right, why).await,
        "different" => persons::forbid(store, linker, permit, &sight, left, right, why).await,
        _ => return mend(&visit, sent.wrong(words, "verdict-missing")).await,
    };
    match made {
        Ok(_) => on_to(&pair_address(left, right), &verdict),
        Err(ResponseError::Changed) => {
            let permit = visit.also::<act::SeePersons>("see what somebody else decided").await?;
            let view = open(&visit, &permit).await?;
            Ok(quicker(page(&visit, &view, sent.wrong(words, "changed-meanwhile"))?))
        }
        Err(ResponseError::Form(_)) => mend(&visit, sent.wrong(words, "verdict-conflict")).await,
        Err(error) => Err(error.into()),
    }
}
