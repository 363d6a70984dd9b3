//! Another role or agency: what one may hold goes with the role, and nobody gives themselves anything.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use model::{AgencyKind, Compartment, LeadStep, OverrideState, Role, User, UserId};
use response::{
    Actor, ResponseError,
    desk::{self, Decision, Holder, View},
    overrides,
    people::moving::{self, Move, Moved},
};
use support::desk::{Desk, permit, sight_of};

async fn change(world: &Desk, by: &User, to: &Move) -> Result<Moved, ResponseError> {
    moving::change(world.store(), &permit(by), by.id, to).await
}

async fn to(world: &Desk, user: &User, role: Role) -> Move {
    let moves = world.store().moves_of(user.id).await.unwrap();
    Move {
        user: user.id,
        seen: moves.first().map_or(0, |row| row.entry),
        role,
        agency: user.agency,
        reason: "placeholder: a new post".into(),
    }
}

async fn now(world: &Desk, id: UserId) -> User {
    world.store().user_by_id(id).await.unwrap().unwrap().user
}

/// An analyst with a lead and a referral.
async fn busy(world: &mut Desk) -> (User, User, User, i64) {
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let police = world.agency("Police", AgencyKind::Police).await;
    let keeper = world.user("keeper", centre, Role::Administrator).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    let officer = world.user("officer", police, Role::Investigator).await;
    let (lead, other) = (world.report(1, "one").await, world.report(2, "two").await);
    let given =
        Decision { to: Some(Holder::User(analyst.id)), ..world.decision(lead, LeadStep::Assign).await };
    world.decide(&analyst, &given).await.unwrap();
    world.refer(&analyst, &world.draft(other, police).await).await;
    (keeper, analyst, officer, lead)
}

async fn held(world: &Desk, user: &User) -> (usize, usize) {
    let mine = world
        .store()
        .leads_by_work(store::WorkList::OfUser(user.id), store::WorkPage::first(100))
        .await
        .unwrap();
    let sent = world.store().referral_lines(store::ReferralList::FromUser(user.id), None, 100).await.unwrap();
    (mine.len(), sent.len())
}

#[tokio::test]
async fn work_that_one_may_not_hold_any_more_goes_back() {
    for (role, back) in [(Role::Supervisor, (1, 1)), (Role::SocialWorker, (0, 1)), (Role::Auditor, (0, 0))] {
        let mut world = Desk::new().await;
        let (keeper, analyst, _, lead) = busy(&mut world).await;
        assert_eq!(held(&world, &analyst).await, (1, 1));
        let by = Actor::User(analyst.clone()).by("test");
        world.store().begin_session(&by, analyst.id, &[1; 32], &[0; 32], "password").await.unwrap();
        let moved = change(&world, &keeper, &to(&world, &analyst, role).await).await.unwrap();
        assert_eq!(moved, Moved::Done(2 - back.0 - back.1));
        assert_eq!(held(&world, &analyst).await, back, "{role:?}");
        assert!(world.store().session(&[1; 32]).await.unwrap().is_none(), "signed out at once");
        let analyst = now(&world, analyst.id).await;
        assert_eq!(analyst.role, role);
        // Nothing is lost: what went back is the team's.
        if back.0 == 0 {
            let chief = world.user("chief", analyst.agency, Role::Supervisor).await;
            assert_eq!(world.view(&chief, View::Team).await, [lead]);
        }
        let told = world.store().moves_of(analyst.id).await.unwrap();
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].from.0, told[0].to.0), (Role::Analyst, role));
        assert_eq!(told[0].reason.as_deref(), Some("placeholder: a new post"));
        world.replays().await;
    }
}

#[tokio::test]
async fn with_another_agency_everything_of_the_old_one_stays_there() {
    let mut world = Desk::new().await;
    let (keeper, analyst, officer, lead) = busy(&mut world).await;
    let mut there = to(&world, &analyst, Role::Analyst).await;
    there.agency = officer.agency;
    assert_eq!(change(&world, &keeper, &there).await.unwrap(), Moved::Done(2));
    let moved = now(&world, analyst.id).await;
    assert_eq!(moved.agency, officer.agency);
    assert_eq!(held(&world, &moved).await, (0, 0));
    assert!(!world.opens(&moved, lead).await, "no lead of the centre is seen");
    assert!(!sight_of(world.store(), &moved).await.is_whole());
    // An agency that does not take part takes nobody.
    let mut back = to(&world, &moved, Role::Analyst).await;
    back.agency = model::new_id(world.store().clock(), &mut world.store().fork_rng());
    assert!(matches!(change(&world, &keeper, &back).await, Err(ResponseError::Form(_))));
    world.replays().await;
}

#[tokio::test]
async fn overrides_ties_and_whoever_stands_in_end_with_the_change() {
    let mut world = Desk::new().await;
    let (keeper, analyst, _, lead) = busy(&mut world).await;
    let chief = world.user("chief", analyst.agency, Role::Supervisor).await;
    let mate = world.user("mate", analyst.agency, Role::Analyst).await;
    let store = world.store().clone();
    let (asks, record) = (Actor::User(analyst.clone()), world.reference(lead).await);
    let reason = "placeholder: a reason";
    let id =
        overrides::ask(&store, &permit(&analyst), &asks, Compartment::Care, record, reason).await.unwrap();
    overrides::decide(&store, &permit(&chief), &Actor::User(chief.clone()), id, true).await.unwrap();
    let until = store.clock().now().plus_seconds(86_400);
    let by = asks.by("test");
    store.set_leave(&by, mate.id, Some(until), Some(analyst.id)).await.unwrap();
    let moved = change(&world, &keeper, &to(&world, &analyst, Role::SocialWorker).await).await.unwrap();
    assert!(matches!(moved, Moved::Done(_)));
    assert_eq!(store.override_by_id(id).await.unwrap().unwrap().state, OverrideState::Ended);
    let absence = store.absence(mate.id).await.unwrap().unwrap();
    assert_eq!((absence.until, absence.deputy), (until, None), "still away, and nobody stands in");
    world.replays().await;
}

#[tokio::test]
async fn nobody_changes_themselves_and_somebody_always_keeps_the_accounts() {
    let mut world = Desk::new().await;
    let (keeper, analyst, ..) = busy(&mut world).await;
    let own = change(&world, &keeper, &to(&world, &keeper, Role::Supervisor).await).await;
    assert!(matches!(own, Err(ResponseError::NotFound)));
    let same = to(&world, &analyst, Role::Analyst).await;
    assert!(matches!(change(&world, &keeper, &same).await, Err(ResponseError::Form(_))), "nothing changes");
    for reason in ["", "  ", &"x".repeat(moving::REASON_LONGEST + 1)] {
        let silent = Move { reason: reason.to_owned(), ..to(&world, &analyst, Role::Auditor).await };
        assert!(matches!(change(&world, &keeper, &silent).await, Err(ResponseError::Form(_))));
    }
    // Two administrators who change each other: the first wins, and one is left.
    let other = world.user("other", keeper.agency, Role::Administrator).await;
    let (one, two) = (to(&world, &other, Role::Auditor).await, to(&world, &keeper, Role::Auditor).await);
    assert_eq!(change(&world, &keeper, &one).await.unwrap(), Moved::Done(0));
    assert_eq!(change(&world, &other, &two).await.unwrap(), Moved::Last, "whose form was open still");
    assert_eq!(now(&world, keeper.id).await.role, Role::Administrator);
    // Whoever left is moved nowhere.
    let keeps = permit(&keeper);
    response::people::leaving::offboard(world.store(), &keeps, analyst.id).await.unwrap();
    let gone = to(&world, &analyst, Role::Auditor).await;
    assert!(matches!(change(&world, &keeper, &gone).await, Err(ResponseError::NotFound)));
    world.replays().await;
}

#[tokio::test]
async fn of_two_administrators_at_once_the_second_is_told() {
    let mut world = Desk::new().await;
    let (keeper, analyst, ..) = busy(&mut world).await;
    let other = world.user("other", keeper.agency, Role::Administrator).await;
    let (one, two) =
        (to(&world, &analyst, Role::Supervisor).await, to(&world, &analyst, Role::Auditor).await);
    let (first, second) = tokio::join!(change(&world, &keeper, &one), change(&world, &other, &two));
    let done = [first.unwrap(), second.unwrap()];
    assert_eq!(done.iter().filter(|one| **one == Moved::Conflict).count(), 1, "{done:?}");
    assert_eq!(world.store().moves_of(analyst.id).await.unwrap().len(), 1);
    let seen =
        desk::count_notices(world.store(), &permit(&analyst), &world.service, &Actor::User(analyst.clone()))
            .await;
    assert!(seen.is_ok());
}
