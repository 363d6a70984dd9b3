//! `/referrals/{referral}/on`: hands a part of a referral that one's agency accepted on to another agency. The form of a
//! referral, with what may be given and no more.

use super::{
    lead_form::Amiss,
    refer::{About, ReferPage, Typed, agency_choice, typed},
    referrals::{id, on},
};
use crate::{drafts, edge, failure::Failure, view::TimeView, visit::Visit};
use askama::Template as _;
use axum::response::Response;
use response::{
    ResponseError,
    desk::{self, HandOn, Offer, OnOut},
    leads,
    policy::act,
};

async fn offer(visit: &Visit<act::HandOnReferrals>) -> Result<Offer, Failure> {
    Ok(desk::offer(&visit.desk.store, &visit.right.permit, visit.user()?, id(visit)?).await?)
}

async fn page(
    visit: &Visit<act::HandOnReferrals>,
    offer: Offer,
    typed: Typed,
    draft_of: Option<TimeView>,
    amiss: Option<Amiss>,
) -> Result<Response, Failure> {
    let (site, words) = (&visit.desk, visit.look.words);
    let (store, id, permit) = (&site.store, offer.row.id, &visit.right.permit);
    // What cannot be handed on any more may be out of sight too: then nothing but what was typed is shown.
    let (mut persons, mut reports) = (Vec::new(), String::new());
    if offer.may {
        let see = visit.also::<act::SeePersons>("choose what to hand on").await?;
        let sight = visit.sight().await?;
        let lead = leads::lead(store, &site.linker, &see, &sight, &site.factors, offer.reference).await?;
        persons = desk::offered(store, &site.linker, permit, &sight, &offer, lead.persons).await?;
        reports = words.fill("lead-reports", "count", &offer.reports());
    }
    let about = About {
        action: format!("/referrals/{id}/on"),
        back: format!("/referrals/{id}"),
        words: ["hand-on-lead", "hand-on-send", "hand-on-back"],
        version: offer.row.version,
        agencies: offer.agencies.iter().map(|one| agency_choice(one, &typed.to)).collect(),
        reasons: Vec::new(),
        parts: offer.compartments,
        persons,
        reports,
        theirs: Vec::new(),
    };
    let title = words.fill("hand-on-title", "reference", &offer.reference);
    let page = ReferPage::of(visit, title, about, typed, draft_of, amiss.as_ref());
    Ok(Amiss::answer(amiss, page.render()?))
}

/// Shows the form; whoever cannot hand it on is shown the referral.
pub(crate) async fn show(visit: Visit<act::HandOnReferrals>) -> Result<Response, Failure> {
    let id = id(&visit)?;
    let offer = offer(&visit).await?;
    if !offer.may {
        return edge::redirect(&format!("/referrals/{id}"));
    }
    if let Some(kept) = drafts::kept(&visit, &format!("/referrals/{id}/on")).await? {
        let typed = typed(&kept.form);
        return page(&visit, offer, typed, Some(kept.at), None).await;
    }
    let times = visit.desk.service.referral;
    let now = visit.desk.store.clock().now();
    let until = now.plus_seconds(times.holds_days.saturating_mul(86_400));
    let empty = Typed {
        to: String::new(),
        purpose: offer.row.purpose.code().into(),
        basis: offer.row.basis.code().into(),
        reason: String::new(),
        compartments: Vec::new(),
        persons: Vec::new(),
        until: TimeView::day(offer.row.until.map_or(until, |last| last.min(until))),
        deadline: TimeView::day(now.plus_seconds(times.answer_hours.saturating_mul(3_600))),
        message: String::new(),
    };
    page(&visit, offer, empty, None, None).await
}

/// Hands it on.
pub(crate) async fn send(visit: Visit<act::HandOnReferrals>) -> Result<Response, Failure> {
    let (site, user, permit) = (&visit.desk, visit.user()?, &visit.right.permit);
    let (id, typed) = (id(&visit)?, typed(&visit.form));
    let amiss = match read(&visit, &typed) {
        None => Amiss::wrong("hand-on-wrong"),
        Some(wanted) => {
            let sight = visit.sight().await?;
            match desk::hand_on(&site.store, &site.linker, permit, &sight, user, id, &wanted).await {
                Ok(OnOut::Done(_)) => return edge::redirect(&format!("/referrals/{id}?done=step")),
                Ok(OnOut::Conflict) => Amiss::illegal("hand-on-conflict"),
                Err(ResponseError::Form(_)) => Amiss::wrong("hand-on-wrong"),
                Err(error) => return Err(error.into()),
            }
        }
    };
    page(&visit, offer(&visit).await?, typed, None, Some(amiss)).await
}

/// What is handed on, as the form says it; nothing where something of it cannot be read.
fn read(visit: &Visit<act::HandOnReferrals>, typed: &Typed) -> Option<HandOn> {
    let scope = typed.scope()?;
    Some(HandOn {
        seen: visit.seen(),
        to: scope.to,
        purpose: scope.purpose,
        basis: scope.basis,
        compartments: scope.compartments,
        persons: scope.persons,
        until: scope.until,
        deadline: scope.deadline,
        message: typed.message.clone(),
    })
}

/// `POST /referrals/{referral}/on/widen`: adds what came later.
pub(crate) async fn widen(visit: Visit<act::HandOnReferrals>) -> Result<Response, Failure> {
    let named = (id(&visit)?, visit.seen());
    let done = desk::hand_on_more(&visit.desk.store, &visit.right.permit, visit.user()?, named).await;
    on(&visit, done.map(|count| count.is_some())).await
}
