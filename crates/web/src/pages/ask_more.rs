//! `/leads/{reference}/ask`: asks for more about a lead, of whoever may know: the reporter, the source, another agency.

use super::{
    Choice, Frame,
    conversations::language_name,
    lead_form::{Amiss, end_of, family},
};
use crate::{
    drafts, edge,
    failure::Failure,
    form::Form,
    view::{TimeView, desk::StepView},
    visit::Visit,
    words::Words,
};
use askama::Template;
use axum::response::Response;
use model::{LeadReason, LeadStep, LegalBasis};
use response::{
    ResponseError, Sight,
    desk::{self, Askable, Decided, NOTE_LONGEST, Question, Whom},
    policy::act,
};

type Asker = Visit<act::DecideLeads>;

#[derive(Template)]
#[template(path = "ask_more.html")]
pub(crate) struct AskMorePage {
    pub(crate) frame: Frame,
    pub(crate) reference: String,
    pub(crate) version: i64,
    pub(crate) may: bool,
    /// Whom the lead allows to be asked, in groups.
    pub(crate) whom: Vec<(String, Vec<Choice>)>,
    pub(crate) bases: Vec<Choice>,
    pub(crate) reasons: Vec<Choice>,
    pub(crate) until: String,
    pub(crate) words: String,
    pub(crate) longest: usize,
    pub(crate) problem: Option<String>,
    pub(crate) theirs: Vec<StepView>,
    pub(crate) draft_of: Option<TimeView>,
}

/// What was chosen and typed.
#[derive(Default)]
struct Typed {
    whom: String,
    basis: String,
    reason: String,
    until: String,
    words: String,
}

impl Typed {
    fn read(form: &Form) -> Self {
        let text = |name: &str| form.text(name).to_owned();
        Self {
            whom: text("whom"),
            basis: text("basis"),
            reason: text("reason"),
            until: text("until"),
            words: text("question"),
        }
    }

    /// Whom the choice names: `reporter:ID`, `source:NAME` or `agency:ID`.
    fn whom(&self) -> Option<Whom> {
        match self.whom.split_once(':')? {
            ("reporter", id) => id.parse().ok().map(Whom::Reporter),
            ("source", name) => Some(Whom::Source(name.to_owned())),
            ("agency", id) => Some(Whom::Agency(id.parse().ok()?, LegalBasis::from_code(&self.basis)?)),
            _ => None,
        }
    }
}

async fn askable(visit: &Asker, sight: &Sight) -> Result<Askable, Failure> {
    let answers = visit.also::<act::AnswerReporters>("choose whom to ask").await?;
    let (site, user, permit) = (&visit.desk, visit.user()?, &visit.right.permit);
    Ok(desk::askable(&site.store, permit, &answers, sight, &site.service, user, visit.reference()?).await?)
}

/// Whom one can ask, in groups; those of which there are none are left out.
fn groups(words: Words, found: &Askable, chosen: &str) -> Vec<(String, Vec<Choice>)> {
    let one = |value: String, label: String| Choice { chosen: value == chosen, value, label };
    let reporters = found.reporters.iter().map(|(id, reference, language)| {
        one(format!("reporter:{id}"), format!("{reference} · {}", language_name(words, language)))
    });
    let sources = found.sources.iter().map(|(name, number)| {
        let label = number.as_ref().map_or_else(|| name.clone(), |number| format!("{name} · {number}"));
        one(format!("source:{name}"), label)
    });
    let agencies =
        found.agencies.iter().map(|agency| one(format!("agency:{}", agency.id), agency.name.clone()));
    let mut groups = vec![
        (words.say("asked-reporter"), reporters.collect::<Vec<_>>()),
        (words.say("asked-source"), sources.collect()),
        (words.say("asked-agency"), agencies.collect()),
    ];
    groups.retain(|(_, choices)| !choices.is_empty());
    groups
}

async fn page(
    visit: &Asker,
    sight: &Sight,
    typed: Typed,
    draft_of: Option<TimeView>,
    amiss: Option<Amiss>,
) -> Result<Response, Failure> {
    let (site, words) = (&visit.desk, visit.look.words);
    let reference = visit.reference()?;
    let found = askable(visit, sight).await?;
    let desk =
        desk::lead_desk(&site.store, &site.linker, &visit.right.permit, sight, &site.service, reference)
            .await?;
    let frame = Frame::of(visit, "queue", words.fill("ask-title", "reference", &reference))
        .linking_to(&format!("/leads/{reference}/ask"))
        .drafting();
    let page = AskMorePage {
        frame,
        reference: reference.to_string(),
        version: found.version,
        may: found.may,
        whom: groups(words, &found, &typed.whom),
        bases: family(words, "basis", LegalBasis::ALL, LegalBasis::code, &typed.basis),
        reasons: family(words, "leadreason", LeadStep::AskMore.reasons(), LeadReason::code, &typed.reason),
        until: if typed.until.is_empty() { TimeView::day(found.until) } else { typed.until },
        words: typed.words,
        longest: NOTE_LONGEST,
        problem: amiss.as_ref().map(|amiss| words.say(amiss.key)),
        theirs: StepView::all(words, amiss.as_ref().map_or(&[], |amiss| &amiss.theirs), &desk),
        draft_of,
    };
    Ok(Amiss::answer(amiss, page.render()?))
}

/// Shows the form.
pub(crate) async fn show(visit: Asker) -> Result<Response, Failure> {
    let sight = visit.sight().await?;
    let kept = drafts::kept(&visit, &format!("/leads/{}/ask", visit.reference()?)).await?;
    let typed = kept.as_ref().map(|kept| Typed::read(&kept.form)).unwrap_or_default();
    page(&visit, &sight, typed, kept.map(|kept| kept.at), None).await
}

/// Asks.
pub(crate) async fn send(visit: Asker) -> Result<Response, Failure> {
    let (site, user, reference) = (&visit.desk, visit.user()?, visit.reference()?);
    let sight = visit.sight().await?;
    let typed = Typed::read(&visit.form);
    let parts = (
        typed.whom(),
        LeadReason::from_code(&typed.reason),
        visit.form.text("seen").parse().ok(),
        end_of(&typed.until),
    );
    let (Some(whom), Some(reason), Some(seen), Some(until)) = parts else {
        return page(&visit, &sight, typed, None, Some(Amiss::wrong("ask-wrong"))).await;
    };
    let done = if matches!(whom, Whom::Source(_)) { "asked-source" } else { "asked" };
    let question = Question { lead: reference, seen, whom, reason, words: typed.words.clone(), until };
    let answers = visit.also::<act::AnswerReporters>("ask for more").await?;
    let sends = visit.also::<act::SendReferrals>("ask for more").await?;
    let (also, permit) = ((&answers, &sends), &visit.right.permit);
    let amiss = match desk::ask(&site.store, permit, also, &sight, &site.service, user, &question).await {
        Ok(Decided::Done) => return edge::redirect(&format!("/leads/{reference}?done={done}")),
        Ok(Decided::Conflict(conflict)) => Amiss::conflict(conflict.steps),
        Ok(Decided::Illegal(_)) => Amiss::illegal("ask-illegal"),
        Err(ResponseError::Form(_)) => Amiss::wrong("ask-wrong"),
        Err(error) => return Err(error.into()),
    };
    page(&visit, &sight, typed, None, Some(amiss)).await
}
