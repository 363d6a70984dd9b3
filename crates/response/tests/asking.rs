//! Asking for more: of whom, until when, what comes back and how, and nothing that is lost.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use model::{
    AgencyId, AgencyKind, InboxId, LeadReason, LeadState, LeadStep, LegalBasis, NoticeKind, ReferralState,
    ReferralStep, Role, User,
};
use response::{
    Actor, ResponseError,
    desk::{self, Decided, Question, View, Whom},
    door::{
        Door,
        flood::Calm,
        form::Telling,
        inbox,
        tell::{self, Sent},
        token::FormToken,
    },
};
use store::LeadWork;
use support::desk::{Desk, permit, sight_of};

const DAY: i64 = 86_400;

struct Place {
    desk: Desk,
    police: AgencyId,
    analyst: User,
    officer: User,
}

async fn world() -> Place {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let police = world.agency("Police", AgencyKind::Police).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    let officer = world.user("officer", police, Role::Investigator).await;
    Place { desk: world, police, analyst, officer }
}

async fn work(world: &Desk, no: i64) -> LeadWork {
    let lead = world.store().lead_of_report(no).await.unwrap().unwrap().no;
    world.store().work_of_leads(&[lead]).await.unwrap().remove(0)
}

/// The last step of a lead: what, why, by whom.
async fn last(world: &Desk, no: i64) -> (LeadStep, LeadReason, String) {
    let step = world.store().steps_of_lead(no, 1).await.unwrap().remove(0);
    (step.step, step.reason, step.actor)
}

async fn news(world: &Desk, user: &User) -> Vec<NoticeKind> {
    let (store, actor) = (world.store(), Actor::User(user.clone()));
    let sight = sight_of(store, user).await;
    let page = desk::notices(store, &permit(user), &sight, &world.service, &actor, 0).await.unwrap();
    let count = desk::count_notices(store, &permit(user), &world.service, &actor).await.unwrap();
    assert_eq!(count, i64::try_from(page.fresh).unwrap());
    page.lines.into_iter().map(|one| one.kind).collect()
}

fn door() -> Door {
    Door::built_in(Calm { reports_in_ten_minutes: 100 }).unwrap()
}

/// A report from the public door with its conversation.
async fn told(world: &Desk, door: &Door, words: &str) -> (i64, InboxId) {
    let store = world.store();
    let answers = door.form.answers(Telling::Saw, [("words", words)]);
    let token = FormToken::new(store);
    let sent = Sent {
        answers: &answers,
        language: "fil",
        token: &token.text(),
        work: "",
        default_country: None,
        refused_fields: 0,
    };
    let visitor = Actor::Visitor.permit("test").unwrap();
    let told = tell::tell(store, &visitor, &world.scene.factors, door, sent).await.unwrap();
    world.linker.catch_up(store, |_, _| {}).await.unwrap();
    let no = store.find_reference(told.receipt.reference).await.unwrap().unwrap().no;
    (no, store.inboxes_of_report(no).await.unwrap()[0].id)
}

#[tokio::test]
async fn the_reporter_is_asked_in_the_conversation_and_the_answer_brings_the_lead_back() {
    let Place { desk: world, analyst, .. } = world().await;
    let door = door();
    let (no, inbox) = told(&world, &door, "placeholder: the report").await;
    let other = world.report(1, "one").await;
    let question = world.question(no, Whom::Reporter(inbox), 7 * DAY).await;
    assert!(matches!(world.ask(&analyst, &question).await.unwrap(), Decided::Done));
    // The reporter reads the question, word by word; the lead waits, behind the others and in sight.
    let visitor = Actor::Visitor.permit("test").unwrap();
    let conversation = inbox::read(world.store(), &visitor, inbox).await.unwrap();
    assert_eq!(conversation.messages.last().unwrap().words.as_str(), "placeholder: which town?");
    let asked = work(&world, no).await;
    assert_eq!(asked.state, LeadState::Waiting);
    assert_eq!(asked.asked.as_ref().unwrap().inbox, Some(inbox));
    assert_eq!(world.view(&analyst, View::Waiting).await, [other, no], "behind, not hidden");
    assert_eq!(world.view(&analyst, View::Of(LeadState::Waiting)).await, [no]);
    // It is not overdue before the day of the answer, whatever the tier says.
    world.scene.clock.forward(6 * DAY);
    assert!(!world.view(&analyst, View::Overdue).await.contains(&no));
    inbox::say(world.store(), &visitor, inbox, "placeholder: the town").await.unwrap();
    let back = work(&world, no).await;
    assert_eq!((back.state, back.asked), (LeadState::Open, None));
    let (step, reason, actor) = last(&world, no).await;
    assert_eq!((step, reason, actor.as_str()), (LeadStep::Reopen, LeadReason::Answered, "visitor"));
    let told = news(&world, &analyst).await;
    assert!(
        told.contains(&NoticeKind::LeadAnswered) && told.contains(&NoticeKind::ReporterWrote),
        "{told:?}"
    );
    world.replays().await;
}

#[tokio::test]
async fn a_question_that_nobody_answers_makes_the_lead_overdue() {
    let Place { desk: world, analyst, .. } = world().await;
    let door = door();
    let (no, inbox) = told(&world, &door, "placeholder: the report").await;
    let question = world.question(no, Whom::Reporter(inbox), DAY).await;
    world.ask(&analyst, &question).await.unwrap();
    world.scene.clock.forward(DAY - 1);
    assert_eq!(world.view(&analyst, View::Overdue).await, Vec::<i64>::new());
    world.scene.clock.forward(1);
    assert_eq!(world.view(&analyst, View::Overdue).await, [no], "at the minute");
    let back = work(&world, no).await;
    assert_eq!((back.state, back.asked), (LeadState::Open, None));
    let (_, reason, actor) = last(&world, no).await;
    assert_eq!((reason, actor.as_str()), (LeadReason::NoAnswer, "clock"));
    assert_eq!(news(&world, &analyst).await[0], NoticeKind::LeadUnanswered);
    // A late answer is read in its conversation; it brings nothing back twice.
    let version = back.version;
    let visitor = Actor::Visitor.permit("test").unwrap();
    inbox::say(world.store(), &visitor, inbox, "placeholder: late").await.unwrap();
    assert_eq!(work(&world, no).await.version, version);
    assert_eq!(desk::end_questions(world.store()).await.unwrap(), 0);
    world.replays().await;
}

#[tokio::test]
async fn a_source_answers_by_another_version_of_its_report() {
    let Place { desk: mut world, analyst, .. } = world().await;
    world.source = Some("police");
    let (one, two) = (world.report(1, "one").await, world.report(2, "two").await);
    let question = world.question(one, Whom::Source("police".into()), 7 * DAY).await;
    assert!(matches!(world.ask(&analyst, &question).await.unwrap(), Decided::Done));
    assert_eq!(work(&world, one).await.asked.unwrap().source.as_deref(), Some("police"));
    // Another report of the same source, and the same report unchanged, are no answer.
    world.report_of(2, &["two", "three"]).await;
    world.report(1, "one").await;
    assert_eq!(work(&world, one).await.state, LeadState::Waiting);
    world.report_of(1, &["one", "four"]).await;
    let (step, reason, _) = last(&world, one).await;
    assert_eq!((step, reason), (LeadStep::Reopen, LeadReason::Answered));
    assert_eq!(news(&world, &analyst).await, [NoticeKind::LeadAnswered]);
    // Nobody is asked who has nothing to do with the lead.
    for wrong in ["hotline", "public", ""] {
        let question = world.question(two, Whom::Source(wrong.into()), DAY).await;
        assert!(matches!(world.ask(&analyst, &question).await, Err(ResponseError::Form(_))), "{wrong}");
    }
    world.replays().await;
}

#[tokio::test]
async fn an_agency_is_asked_by_a_referral_that_takes_the_lead_from_nobody() {
    let Place { desk: world, police, analyst, officer } = world().await;
    let lead = world.report(1, "one").await;
    let whom = Whom::Agency(police, LegalBasis::ChildProtection);
    world.ask(&analyst, &world.question(lead, whom.clone(), 3 * DAY).await).await.unwrap();
    let id = work(&world, lead).await.asked.unwrap().referral.unwrap();
    assert!(world.opens(&officer, lead).await);
    let page = desk::referral(world.store(), &permit(&officer), &officer, id).await.unwrap();
    assert_eq!(page.history[0].words.as_deref(), Some("placeholder: which town?"));
    // That the agency says yes does not make the lead its own.
    assert!(world.step(&officer, id, ReferralStep::Accept).await.unwrap());
    assert_eq!(world.state(lead).await, LeadState::Waiting);
    assert!(world.step(&officer, id, ReferralStep::Return).await.unwrap());
    assert_eq!(world.state(lead).await, LeadState::Open);
    assert_eq!(last(&world, lead).await.1, LeadReason::Answered);
    assert!(!world.opens(&officer, lead).await, "what was opened for the answer is closed with it");
    // Declined, and expired.
    world.ask(&analyst, &world.question(lead, whom.clone(), DAY).await).await.unwrap();
    let id = work(&world, lead).await.asked.unwrap().referral.unwrap();
    assert!(world.step(&officer, id, ReferralStep::Decline).await.unwrap());
    assert_eq!(last(&world, lead).await.1, LeadReason::Declined);
    world.ask(&analyst, &world.question(lead, whom.clone(), DAY).await).await.unwrap();
    world.scene.clock.forward(DAY);
    assert!(!world.opens(&officer, lead).await);
    desk::expire(world.store()).await.unwrap();
    desk::end_questions(world.store()).await.unwrap();
    assert_eq!(
        (world.state(lead).await, last(&world, lead).await.1),
        (LeadState::Open, LeadReason::NoAnswer)
    );
    // A referral for this alone is not made by hand.
    let mut draft = world.draft(lead, police).await;
    draft.purpose = model::ReferralPurpose::Inform;
    let sight = sight_of(world.store(), &analyst).await;
    let out = desk::refer(world.store(), &world.linker, &permit(&analyst), &sight, &analyst, &draft).await;
    assert!(matches!(out, Err(ResponseError::Form(_))));
    world.replays().await;
}

#[tokio::test]
async fn another_decision_takes_the_question_back_and_closes_what_it_opened() {
    let Place { desk: world, police, analyst, officer } = world().await;
    let lead = world.report(1, "one").await;
    let whom = Whom::Agency(police, LegalBasis::ChildProtection);
    for step in [LeadStep::Reopen, LeadStep::NoConcern] {
        world.ask(&analyst, &world.question(lead, whom.clone(), 3 * DAY).await).await.unwrap();
        let id = work(&world, lead).await.asked.unwrap().referral.unwrap();
        assert!(world.opens(&officer, lead).await);
        world.done(&analyst, lead, step).await;
        assert_eq!(work(&world, lead).await.asked, None);
        assert_eq!(world.store().referral(id).await.unwrap().unwrap().state, ReferralState::Revoked);
        assert!(!world.opens(&officer, lead).await);
    }
    world.done(&analyst, lead, LeadStep::Reopen).await;
    // Asked again, the earlier question is taken back: one waits, not two.
    for _ in 0..2 {
        world.ask(&analyst, &world.question(lead, whom.clone(), 3 * DAY).await).await.unwrap();
    }
    let rows = world.store().referrals_of_lead(lead).await.unwrap();
    assert_eq!(rows.iter().filter(|row| row.state.is_active()).count(), 1);
    // Who has it, and where it stands in the queue, does not touch the question.
    let assign = desk::Decision {
        to: Some(desk::Holder::User(analyst.id)),
        ..world.decision(lead, LeadStep::Assign).await
    };
    world.decide(&analyst, &assign).await.unwrap();
    assert!(work(&world, lead).await.asked.is_some());
    // The centre hands the lead over for good: the other question ends.
    world.refer(&analyst, &world.draft(lead, police).await).await;
    assert_eq!((world.state(lead).await, work(&world, lead).await.asked), (LeadState::Referred, None));
    world.replays().await;
}

#[tokio::test]
async fn what_is_asked_must_be_whole_and_nobody_is_overtaken() {
    let Place { desk: world, police, analyst, officer } = world().await;
    let door = door();
    let (no, inbox) = told(&world, &door, "placeholder: the report").await;
    let (elsewhere, foreign) = told(&world, &door, "placeholder: another").await;
    assert_ne!(no, elsewhere);
    let good = world.question(no, Whom::Reporter(inbox), DAY).await;
    let agency = |id| Whom::Agency(id, LegalBasis::ChildProtection);
    for wrong in [
        Question { words: "  ".into(), ..good.clone() },
        Question { words: "x".repeat(desk::NOTE_LONGEST + 1), ..good.clone() },
        Question { until: world.scene.clock.now(), ..good.clone() },
        Question { until: world.scene.clock.now().plus_seconds(91 * DAY), ..good.clone() },
        Question { reason: LeadReason::Declined, ..good.clone() },
        Question { whom: Whom::Reporter(foreign), ..good.clone() },
        Question { whom: agency(analyst.agency), ..good.clone() },
    ] {
        assert!(matches!(world.ask(&analyst, &wrong).await, Err(ResponseError::Form(_))), "{wrong:?}");
    }
    let before = world.store().checkpoint().await.unwrap().seq();
    // Whoever does not see every lead asks nobody.
    let theirs = User { role: Role::Analyst, ..officer };
    assert!(matches!(world.ask(&theirs, &good).await, Err(ResponseError::NotFound)));
    // A colleague was quicker: no question goes out.
    let stale = Question { seen: good.seen + 1, ..good.clone() };
    assert!(matches!(world.ask(&analyst, &stale).await.unwrap(), Decided::Conflict(_)));
    assert_eq!(world.store().checkpoint().await.unwrap().seq(), before, "nothing was written");
    assert_eq!(world.store().inbox(inbox).await.unwrap().unwrap().messages, 0);
    // The reporter deleted the conversation: nothing is written either.
    let visitor = Actor::Visitor.permit("test").unwrap();
    inbox::delete(world.store(), &visitor, &door, inbox).await.unwrap();
    assert!(matches!(world.ask(&analyst, &good).await, Err(ResponseError::Form(_))));
    // By the plain form of decisions nobody asks into the air.
    let plain = world.decision(no, LeadStep::AskMore).await;
    assert!(matches!(world.decide(&analyst, &plain).await, Err(ResponseError::Form(_))));
    // From where it cannot be asked.
    world.done(&analyst, no, LeadStep::NoConcern).await;
    let closed = world.question(no, agency(police), DAY).await;
    assert!(matches!(world.ask(&analyst, &closed).await.unwrap(), Decided::Illegal(LeadState::NoConcern)));
}
