//! What people are told of their own work: what happened, to whom, and to nobody else.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use model::{
    AgencyId, AgencyKind, Compartment, LeadStep, NoticeKind, ReferralId, ReferralPart, ReferralStep, Role,
    User,
};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;
use response::{
    Actor,
    desk::{self, About, Decision, Holder},
    overrides,
    policy::act,
};
use support::desk::{Desk, permit, sight_of};

/// Everything that somebody is told, the latest first, against the count.
async fn told(world: &Desk, user: &User) -> desk::Notices {
    let (store, actor) = (world.store(), Actor::User(user.clone()));
    let sight = sight_of(store, user).await;
    let page = desk::notices(store, &permit(user), &sight, &world.service, &actor, 0).await.unwrap();
    let count = desk::count_notices(store, &permit(user), &world.service, &actor).await.unwrap();
    assert_eq!(
        count,
        i64::try_from(page.fresh).unwrap().min(100),
        "{}: counted is what is listed",
        user.name
    );
    page
}

/// What is new to somebody.
async fn fresh(world: &Desk, user: &User) -> Vec<NoticeKind> {
    told(world, user).await.lines.into_iter().filter(|one| one.fresh).map(|one| one.kind).collect()
}

async fn see(world: &Desk, user: &User) {
    let until = told(world, user).await.until;
    desk::see_notices(world.store(), &permit(user), user, until).await.unwrap();
    assert_eq!(fresh(world, user).await, [], "all was seen");
}

async fn give(world: &Desk, by: &User, no: i64, to: Holder) {
    let decision = Decision { to: Some(to), ..world.decision(no, LeadStep::Assign).await };
    assert!(matches!(world.decide(by, &decision).await.unwrap(), desk::Decided::Done));
}

struct Two {
    world: Desk,
    centre: AgencyId,
    police: AgencyId,
    analyst: User,
    chief: User,
    officer: User,
}

async fn two() -> Two {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let police = world.agency("Police", AgencyKind::Police).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    let chief = world.user("chief", centre, Role::Supervisor).await;
    let officer = world.user("officer", police, Role::Investigator).await;
    Two { world, centre, police, analyst, chief, officer }
}

#[tokio::test]
async fn a_lead_that_is_given_taken_or_grows_is_told_to_whom_it_concerns() {
    let Two { world, centre, analyst, chief, officer, .. } = two().await;
    let lead = world.report(1, "one").await;
    give(&world, &chief, lead, Holder::User(analyst.id)).await;
    assert_eq!(fresh(&world, &analyst).await, [NoticeKind::LeadAssigned]);
    assert_eq!(fresh(&world, &chief).await, [], "what one did oneself is no news");
    assert_eq!(fresh(&world, &officer).await, []);
    let page = told(&world, &analyst).await;
    assert_eq!(page.lines[0].reference, Some(world.reference(lead).await));
    assert_eq!(page.lines[0].about, About::Lead);
    see(&world, &analyst).await;
    assert_eq!(told(&world, &analyst).await.lines.len(), 1, "what was seen is still there");
    // A report joins it: a report that stands alone, then a lead of two.
    world.report(2, "one").await;
    assert_eq!(fresh(&world, &analyst).await, [NoticeKind::LeadGrew]);
    see(&world, &analyst).await;
    // Given to the team: taken from whoever had it, and its growth is theirs no more.
    give(&world, &chief, lead, Holder::Team(centre)).await;
    assert_eq!(fresh(&world, &analyst).await, [NoticeKind::LeadTaken]);
    world.report(3, "one").await;
    assert_eq!(fresh(&world, &analyst).await, [NoticeKind::LeadTaken]);
    let kinds: Vec<_> = told(&world, &analyst).await.lines.into_iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [NoticeKind::LeadTaken, NoticeKind::LeadAssigned]);
}

#[tokio::test]
async fn two_leads_that_become_one_are_told_to_their_holders() {
    let Two { world, analyst, chief, .. } = two().await;
    let (one, two) = (world.report(1, "one").await, world.report(2, "two").await);
    world.report(3, "two").await;
    give(&world, &chief, one, Holder::User(analyst.id)).await;
    give(&world, &analyst, two, Holder::User(chief.id)).await;
    see(&world, &analyst).await;
    see(&world, &chief).await;
    // One report of both accounts ties them.
    world.report_of(4, &["one", "two"]).await;
    assert_eq!(world.store().lead_of_report(two).await.unwrap().unwrap().no, one);
    // The newest work says whose it is; the older is nobody's loss until somebody decides.
    assert_eq!(fresh(&world, &chief).await, [NoticeKind::LeadMerged]);
    // The next step says so to whoever had the other.
    world.done(&chief, one, LeadStep::NoConcern).await;
    assert_eq!(fresh(&world, &analyst).await, [NoticeKind::LeadTaken]);
}

#[tokio::test]
async fn a_referral_is_told_on_both_sides_and_to_nobody_else() {
    let mut two = two().await;
    let other = two.world.user("other", two.police, Role::Investigator).await;
    let Two { world, police, analyst, chief, officer, .. } = two;
    let lead = world.report(1, "one").await;
    let mut draft = world.draft(lead, police).await;
    draft.deadline = Some(world.scene.clock.now().plus_seconds(3 * 86_400));
    let id = world.refer(&analyst, &draft).await;
    assert_eq!(fresh(&world, &officer).await, [NoticeKind::ReferralSent]);
    assert_eq!(fresh(&world, &other).await, [NoticeKind::ReferralSent], "to the team");
    assert_eq!(told(&world, &officer).await.lines[0].about, About::Referral(id));
    assert_eq!((fresh(&world, &analyst).await, fresh(&world, &chief).await), (vec![], vec![]));
    see(&world, &officer).await;
    // The clock: a day before, and then late, for whoever waits too.
    world.scene.clock.forward(2 * 86_400 - 10);
    assert_eq!(fresh(&world, &officer).await, []);
    world.scene.clock.forward(11);
    assert_eq!(fresh(&world, &officer).await, [NoticeKind::ReferralDue]);
    see(&world, &officer).await;
    world.scene.clock.forward(86_400);
    assert_eq!(fresh(&world, &officer).await, [NoticeKind::ReferralOverdue]);
    assert_eq!(fresh(&world, &analyst).await, [NoticeKind::ReferralOverdue]);
    see(&world, &analyst).await;
    // Somebody of the team takes it, and gives it to a colleague: it is no longer the first one's.
    assert!(world.step(&other, id, ReferralStep::Accept).await.unwrap());
    assert_eq!(fresh(&world, &analyst).await, [NoticeKind::ReferralAccepted]);
    let seen = world.store().referral(id).await.unwrap().unwrap().version;
    desk::give(world.store(), &permit(&other), &other, (id, seen), Some(officer.id)).await.unwrap();
    assert_eq!(fresh(&world, &officer).await[0], NoticeKind::ReferralGiven);
    assert_eq!(fresh(&world, &other).await, [], "it is somebody else's");
    assert_eq!(fresh(&world, &analyst).await, [NoticeKind::ReferralAccepted], "and the sender's news stays");
    world.step(&officer, id, ReferralStep::Return).await.unwrap();
    assert_eq!(fresh(&world, &analyst).await, [NoticeKind::ReferralReturned, NoticeKind::ReferralAccepted]);
    assert_eq!(fresh(&world, &chief).await, [], "the referral is the analyst's");
}

#[tokio::test]
async fn whoever_lost_access_is_told_nothing_of_it() {
    let Two { world, police, analyst, officer, chief, .. } = two().await;
    let lead = world.report(1, "one").await;
    world.refer(&analyst, &world.draft(lead, police).await).await;
    give(&world, &chief, lead, Holder::User(analyst.id)).await;
    assert_eq!(fresh(&world, &officer).await, [NoticeKind::ReferralSent]);
    // The same person in another role or at another agency: nothing that came before is told.
    let moved = User { role: Role::Auditor, ..officer.clone() };
    assert_eq!(told(&world, &moved).await.lines, []);
    let moved = User { agency: analyst.agency, ..officer };
    assert_eq!(told(&world, &moved).await.lines, []);
    let moved = User { agency: police, ..chief };
    let kinds: Vec<_> = told(&world, &moved).await.lines.into_iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [NoticeKind::ReferralSent], "what is their new agency's, and no lead");
}

#[tokio::test]
async fn overrides_are_told_to_the_second_person() {
    let mut two = two().await;
    let inspector = two.world.user("inspector", two.police, Role::Supervisor).await;
    let Two { world, officer, chief, .. } = two;
    let (store, lead) = (world.store(), world.report(1, "one").await);
    let (reference, asks) = (world.reference(lead).await, Actor::User(officer.clone()));
    let reason = "placeholder: a reason";
    let id = overrides::ask(store, &permit(&officer), &asks, Compartment::Report, reference, reason)
        .await
        .unwrap();
    assert_eq!(fresh(&world, &inspector).await, [NoticeKind::OverrideWaits]);
    assert_eq!(told(&world, &inspector).await.lines[0].reference, Some(reference));
    assert_eq!((fresh(&world, &chief).await, fresh(&world, &officer).await), (vec![], vec![]));
    let decides = Actor::User(inspector.clone());
    assert!(overrides::decide(store, &permit(&inspector), &decides, id, true).await.unwrap());
    assert_eq!(fresh(&world, &inspector).await, [], "it does not wait any more");
    for _ in 0..3 {
        let running = overrides::running(store, &asks).await.unwrap();
        let over =
            overrides::permit_on::<act::ReadReport>(store, &asks, &running, "test", reference).await.unwrap();
        assert!(over.is_some());
    }
    assert_eq!(fresh(&world, &inspector).await, [NoticeKind::OverrideUsed], "once for one override");
    see(&world, &inspector).await;
    assert_eq!(fresh(&world, &chief).await, [], "another agency's");
}

#[tokio::test]
async fn what_comes_after_the_page_was_made_stays_new() {
    let Two { world, analyst, chief, .. } = two().await;
    let (one, two) = (world.report(1, "one").await, world.report(2, "two").await);
    give(&world, &chief, one, Holder::User(analyst.id)).await;
    let page = told(&world, &analyst).await;
    give(&world, &chief, two, Holder::User(analyst.id)).await;
    desk::see_notices(world.store(), &permit(&analyst), &analyst, page.until).await.unwrap();
    assert_eq!(fresh(&world, &analyst).await, [NoticeKind::LeadAssigned]);
    see(&world, &analyst).await;
    // An old form takes nothing back, and a made-up one hides nothing that is still to come.
    desk::see_notices(world.store(), &permit(&analyst), &analyst, page.until).await.unwrap();
    assert_eq!(fresh(&world, &analyst).await, []);
    let far = store::SeenUntil { entry: i64::MAX, turn: i64::MAX, at: i64::MAX };
    desk::see_notices(world.store(), &permit(&analyst), &analyst, far).await.unwrap();
    let three = world.report(3, "three").await;
    give(&world, &chief, three, Holder::User(analyst.id)).await;
    world.report(4, "three").await;
    let mut news = fresh(&world, &analyst).await;
    news.sort_unstable();
    assert_eq!(news, [NoticeKind::LeadAssigned, NoticeKind::LeadGrew]);
}

#[tokio::test]
async fn long_lists_come_page_by_page() {
    let Two { world, centre, analyst, chief, .. } = two().await;
    let lead = world.report(1, "one").await;
    for turn in 0..60 {
        let to = if turn % 2 == 0 { Holder::User(analyst.id) } else { Holder::Team(centre) };
        give(&world, &chief, lead, to).await;
        world.scene.clock.forward(1);
    }
    let (store, actor) = (world.store(), Actor::User(analyst.clone()));
    let sight = sight_of(store, &analyst).await;
    let page = async |page| {
        desk::notices(store, &permit(&analyst), &sight, &world.service, &actor, page).await.unwrap()
    };
    let (first, second, third) = (page(0).await, page(1).await, page(2).await);
    assert_eq!((first.lines.len(), first.more, first.fresh), (50, true, 60));
    assert_eq!((second.lines.len(), second.more), (10, false));
    assert_eq!((third.lines.len(), third.more), (0, false));
    let all: Vec<_> = first.lines.iter().chain(&second.lines).map(|one| one.at).collect();
    assert!(all.windows(2).all(|two| two[0] >= two[1]), "the latest first");
    assert!(page(usize::MAX).await.lines.is_empty());
}

/// Whatever people do: what is counted is what is listed (`told` holds them together), and everything that is listed can be
/// opened by whoever is told of it.
#[tokio::test]
async fn whatever_happens_the_count_is_the_list_and_every_line_can_be_opened() {
    for seed in 0..3 {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let Two { mut world, centre, police, analyst, chief, .. } = two().await;
        let mate = world.user("mate", police, Role::Analyst).await;
        world.user("worker", police, Role::SocialWorker).await;
        let mut numbers = vec![world.report(1, "account0").await];
        let mut sent: Vec<ReferralId> = Vec::new();
        for number in 2..30_u32 {
            let by = if rng.random_range(0..2_u32) == 0 { &analyst } else { &chief };
            let no = numbers[rng.random_range(0..numbers.len())];
            match rng.random_range(0..5_u32) {
                0 => {
                    let holders = [Holder::User(analyst.id), Holder::User(chief.id), Holder::Team(centre)];
                    let to = Some(holders[rng.random_range(0..3_usize)]);
                    let decision = Decision { to, ..world.decision(no, LeadStep::Assign).await };
                    world.decide(by, &decision).await.unwrap();
                }
                1 => {
                    let mut draft = world.draft(no, police).await;
                    draft.compartments.push(ReferralPart::Conversation);
                    draft.deadline = Some(world.scene.clock.now().plus_seconds(rng.random_range(1..200_000)));
                    draft.until = Some(world.scene.clock.now().plus_seconds(rng.random_range(1..400_000)));
                    let sight = sight_of(world.store(), by).await;
                    let permit = permit(by);
                    let out = desk::refer(world.store(), &world.linker, &permit, &sight, by, &draft).await;
                    if let desk::RunOut::Done(id) = out.unwrap() {
                        sent.push(id);
                    }
                }
                2 if !sent.is_empty() => {
                    let id = sent[rng.random_range(0..sent.len())];
                    let steps = [ReferralStep::Accept, ReferralStep::Decline, ReferralStep::Return];
                    let _ = world.step(&mate, id, steps[rng.random_range(0..3_usize)]).await;
                }
                3 => {
                    let user = &world.users[rng.random_range(0..world.users.len())];
                    see(&world, user).await;
                }
                _ => numbers
                    .push(world.report(number, &format!("account{}", rng.random_range(0..4_u32))).await),
            }
            world.scene.clock.forward(rng.random_range(0..40_000));
            for user in &world.users {
                for line in told(&world, user).await.lines {
                    match line.about {
                        About::Referral(id) => {
                            let row = world.store().referral(id).await.unwrap().unwrap();
                            assert!(row.from == user.agency || row.to == user.agency);
                        }
                        About::Lead => assert!(world.opens(user, lead_of(&world, &line).await).await),
                        _ => {}
                    }
                }
            }
        }
    }
}

async fn lead_of(world: &Desk, line: &desk::Notice) -> i64 {
    world.store().find_reference(line.reference.unwrap()).await.unwrap().unwrap().no
}

#[tokio::test]
async fn a_supervisor_is_told_of_what_nobody_decided_about() {
    let Two { mut world, centre, police, analyst, chief, officer } = two().await;
    let (marshal, lead) =
        (world.user("marshal", police, Role::Supervisor).await, world.report(1, "one").await);
    world.scene.clock.forward(167 * 3_600);
    let late = world.report(2, "two").await;
    for user in [&chief, &analyst, &officer, &marshal] {
        assert!(!fresh(&world, user).await.contains(&NoticeKind::LeadEscalated), "{}", user.name);
    }
    world.scene.clock.forward(2 * 3_600);
    assert_eq!(fresh(&world, &chief).await, [NoticeKind::LeadEscalated]);
    for user in [&analyst, &officer, &marshal] {
        assert!(!fresh(&world, user).await.contains(&NoticeKind::LeadEscalated), "{}", user.name);
    }
    let page = told(&world, &chief).await;
    assert_eq!(page.lines[0].reference, Some(world.reference(lead).await));
    assert_eq!(page.lines[0].about, About::Lead);
    see(&world, &chief).await;
    assert_eq!(told(&world, &chief).await.lines.len(), 1, "what was seen is still there");
    // Decided about, it is told no more; and a day later it is no news of a supervisor who comes then.
    world.done(&analyst, lead, LeadStep::NoConcern).await;
    assert_eq!(told(&world, &chief).await.lines.len(), 0);
    world.scene.clock.forward(167 * 3_600);
    assert_eq!(fresh(&world, &chief).await, [NoticeKind::LeadEscalated]);
    assert_eq!(told(&world, &chief).await.lines[0].reference, Some(world.reference(late).await));
    world.scene.clock.forward(25 * 3_600);
    let other = world.user("deputy", centre, Role::Supervisor).await;
    assert_eq!(told(&world, &other).await.lines.len(), 0);
}
