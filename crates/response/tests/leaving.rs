//! Somebody leaves, an agency is removed: nothing is lost, nobody keeps access, all of it at once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use model::{
    AgencyId, AgencyKind, LeadReason, LeadState, LeadStep, LegalBasis, NoticeKind, ReferralId,
    ReferralPurpose, ReferralReason, ReferralState, ReferralStep, Role, User,
};
use response::{
    Actor, ResponseError,
    desk::{self, Decision, Holder, View, Whom},
    people::{
        agencies,
        leaving::{self, Leaving},
    },
};
use store::{AuditFilter, LeadChange, Stepped};
use support::{
    Scene,
    desk::{Desk, permit, sight_of},
};

async fn close(world: &Desk, keeper: &User, agency: AgencyId) {
    agencies::close(world.store(), &permit(keeper), agency).await.unwrap();
}

async fn given(world: &Desk, by: &User, no: i64, to: Holder) {
    let decision = Decision { to: Some(to), ..world.decision(no, LeadStep::Assign).await };
    assert!(matches!(world.decide(by, &decision).await.unwrap(), desk::Decided::Done));
}

async fn sent(world: &Desk, by: &User, no: i64, to: AgencyId, purpose: ReferralPurpose) -> ReferralId {
    let draft = desk::Draft { purpose, ..world.draft(no, to).await };
    world.refer(by, &draft).await
}

/// Two centres and the police, who keeps the accounts, and an analyst; both are of the first centre.
async fn two_centres(world: &mut Desk) -> ([AgencyId; 3], User, User) {
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let second = world.agency("Second centre", AgencyKind::NationalCentre).await;
    let police = world.agency("Police", AgencyKind::Police).await;
    let keeper = world.user("keeper", centre, Role::Administrator).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    ([centre, second, police], keeper, analyst)
}

#[tokio::test]
async fn what_a_removed_agency_had_comes_back_and_it_gets_nothing_more() {
    for scene in Scene::each().await {
        let mut world = Desk::over(scene);
        let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
        let police = world.agency("Police", AgencyKind::Police).await;
        let welfare = world.agency("Welfare", AgencyKind::SocialServices).await;
        let keeper = world.user("keeper", centre, Role::Administrator).await;
        let analyst = world.user("analyst", centre, Role::Analyst).await;
        let officer = world.user("officer", police, Role::Investigator).await;
        let worker = world.user("worker", welfare, Role::SocialWorker).await;
        let mut leads = Vec::new();
        for number in 1..6 {
            leads.push(world.report(number, &format!("account{number}")).await);
        }
        let [accepted, sent_only, with_two, twice, asked] = leads[..] else { panic!("five leads") };
        let protect = ReferralPurpose::Protect;
        let mut ids = vec![sent(&world, &analyst, accepted, police, protect).await];
        assert!(world.step(&officer, ids[0], ReferralStep::Accept).await.unwrap());
        ids.push(sent(&world, &analyst, sent_only, police, protect).await);
        ids.push(sent(&world, &analyst, with_two, police, protect).await);
        assert!(world.step(&officer, ids[2], ReferralStep::Accept).await.unwrap());
        let stays = sent(&world, &analyst, with_two, welfare, protect).await;
        assert!(world.step(&worker, stays, ReferralStep::Accept).await.unwrap());
        for purpose in [protect, ReferralPurpose::Prosecute] {
            ids.push(sent(&world, &analyst, twice, police, purpose).await);
            assert!(world.step(&officer, *ids.last().unwrap(), ReferralStep::Accept).await.unwrap());
        }
        let question =
            world.question(asked, Whom::Agency(police, LegalBasis::ChildProtection), 86_400 * 3).await;
        world.ask(&analyst, &question).await.unwrap();
        assert_eq!(world.state(asked).await, LeadState::Waiting);

        close(&world, &keeper, police).await;
        for lead in [accepted, sent_only, twice, asked] {
            assert_eq!(world.state(lead).await, LeadState::Open, "{lead}");
            assert!(world.view(&analyst, View::Waiting).await.contains(&lead), "{lead}");
            assert!(!world.opens(&officer, lead).await);
            let step = &world.store().steps_of_lead(lead, 1).await.unwrap()[0];
            assert_eq!(step.reason, LeadReason::AgencyGone, "{lead}");
        }
        assert_eq!(world.state(with_two).await, LeadState::Accepted, "another agency has it");
        assert!(world.opens(&worker, with_two).await);
        for id in &ids {
            let row = world.store().referral(*id).await.unwrap().unwrap();
            assert_eq!((row.state, row.reason), (ReferralState::Revoked, Some(ReferralReason::AgencyGone)));
        }
        // Whoever sent them is told, once each.
        let (store, actor) = (world.store(), Actor::User(analyst.clone()));
        let sight = sight_of(store, &analyst).await;
        let told = desk::notices(store, &permit(&analyst), &sight, &world.service, &actor, 0).await.unwrap();
        let of = |kind| told.lines.iter().filter(|line| line.kind == kind).count();
        assert_eq!(of(NoticeKind::ReferralGone), 6, "{:?}", told.lines);
        assert_eq!((of(NoticeKind::LeadUnanswered), of(NoticeKind::ReferralRevoked)), (1, 0));

        // It is offered nowhere, and nothing reaches it.
        let reference = world.reference(accepted).await;
        let (hands, about) = (permit(&analyst), (&analyst, reference));
        let offered =
            desk::to_whom(store, &world.linker, &hands, &sight, &world.service, about).await.unwrap();
        assert_eq!(offered.iter().map(|one| one.agency.id).collect::<Vec<_>>(), [welfare]);
        let (see, answers) = (permit(&analyst), permit(&analyst));
        let asks =
            desk::askable(store, &see, &answers, &sight, &world.service, &analyst, reference).await.unwrap();
        assert!(asks.agencies.iter().all(|one| one.id != police));
        let draft = world.draft(accepted, police).await;
        let refused = desk::refer(store, &world.linker, &permit(&analyst), &sight, &analyst, &draft).await;
        assert!(matches!(refused, Err(ResponseError::Form(_))), "{refused:?}");
        let again = world.question(asked, Whom::Agency(police, LegalBasis::ChildProtection), 86_400).await;
        assert!(matches!(world.ask(&analyst, &again).await, Err(ResponseError::Form(_))));
        // Its name stays in what it did.
        let page =
            desk::lead_desk(store, &world.linker, &see, &sight, &world.service, reference).await.unwrap();
        assert_eq!(page.agencies.get(&police).map(String::as_str), Some("Police"));
        let line = store.referral_line(ids[0]).await.unwrap().unwrap();
        assert_eq!(line.to, "Police");
        world.replays().await;
    }
}

#[tokio::test]
async fn leads_and_referrals_of_a_removed_centre_stand_in_the_queue_again() {
    for scene in Scene::each().await {
        let mut world = Desk::over(scene);
        let ([_, second, police], keeper, analyst) = two_centres(&mut world).await;
        let other = world.user("other", second, Role::Analyst).await;
        let officer = world.user("officer", police, Role::Investigator).await;
        let (held, of_team, handed) =
            (world.report(1, "one").await, world.report(2, "two").await, world.report(3, "three").await);
        given(&world, &analyst, held, Holder::User(other.id)).await;
        given(&world, &analyst, of_team, Holder::Team(second)).await;
        world.done(&other, of_team, LeadStep::Accept).await;
        let id = sent(&world, &other, handed, police, ReferralPurpose::Protect).await;
        assert!(world.step(&officer, id, ReferralStep::Accept).await.unwrap());
        // The second centre accepted it; the police were only sent it, by somebody who stays: nobody works on it then.
        let waits = world.report(4, "four").await;
        given(&world, &analyst, waits, Holder::Team(second)).await;
        world.done(&other, waits, LeadStep::Accept).await;
        let stays = sent(&world, &analyst, waits, police, ReferralPurpose::Protect).await;

        close(&world, &keeper, second).await;
        let row = world.store().referral(id).await.unwrap().unwrap();
        assert_eq!((row.state, row.from_user), (ReferralState::Revoked, Some(other.id)));
        assert!(!world.opens(&officer, handed).await);
        for lead in [held, of_team, handed, waits] {
            assert_eq!(world.state(lead).await, LeadState::Open, "{lead}");
            let work = world.store().work_of_leads(&[lead]).await.unwrap().remove(0);
            assert_eq!((work.user, work.team), (None, None), "{lead}");
        }
        let mut unassigned = world.view(&analyst, View::Unassigned).await;
        unassigned.sort_unstable();
        assert_eq!(unassigned, [held, of_team, handed, waits]);
        assert!(world.step(&officer, stays, ReferralStep::Accept).await.unwrap());
        assert_eq!(world.state(waits).await, LeadState::Accepted);
        let team =
            Decision { to: Some(Holder::Team(second)), ..world.decision(held, LeadStep::Assign).await };
        assert!(matches!(world.decide(&analyst, &team).await, Err(ResponseError::Form(_))), "it is gone");
        world.replays().await;
    }
}

#[tokio::test]
async fn work_goes_back_in_the_unit_of_work_in_which_access_ends() {
    for scene in Scene::each().await {
        let mut world = Desk::over(scene);
        let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
        let police = world.agency("Police", AgencyKind::Police).await;
        let keeper = world.user("keeper", centre, Role::Administrator).await;
        let analyst = world.user("analyst", centre, Role::Analyst).await;
        let (one, two) = (world.report(1, "one").await, world.report(2, "two").await);
        given(&world, &analyst, one, Holder::User(analyst.id)).await;
        sent(&world, &analyst, two, police, ReferralPurpose::Protect).await;
        let left = leaving::offboard(world.store(), &permit(&keeper), analyst.id).await.unwrap();
        assert!(matches!(left, Leaving::Done(left) if left.held == 2));
        // The end of access is the last of the entries: no moment lies between in which somebody without access holds work.
        let lines = world.store().audit(&AuditFilter::default(), 3).await.unwrap();
        let actions: Vec<_> = lines.iter().map(|line| line.action.as_str()).collect();
        assert_eq!(actions, ["user_offboarded", "referral_given", "lead_stepped"]);
        assert!(lines.iter().all(|line| line.at == lines[0].at && line.actor == "keeper"));
        world.replays().await;
    }
}

#[tokio::test]
async fn whoever_left_meanwhile_is_given_nothing() {
    for scene in Scene::each().await {
        let mut world = Desk::over(scene);
        let ([centre, second, police], keeper, analyst) = two_centres(&mut world).await;
        let leaver = world.user("leaver", centre, Role::Analyst).await;
        let (one, two) = (world.report(1, "one").await, world.report(2, "two").await);
        let id = sent(&world, &analyst, two, police, ReferralPurpose::Protect).await;
        let (store, by) = (world.store(), permit::<response::policy::act::DecideLeads>(&analyst));
        // Chosen on a page while they were there: what the store is asked to write came too late.
        let late = |user, team, seen| LeadChange {
            lead: one,
            seen,
            step: LeadStep::Assign,
            reason: LeadReason::Load,
            note: "",
            user: Some(user),
            team: Some(Some(team)),
            urgency: None,
            agency: None,
        };
        leaving::offboard(store, &permit(&keeper), leaver.id).await.unwrap();
        close(&world, &keeper, second).await;
        let seen = world.version(one).await;
        for (user, team) in [(Some(leaver.id), centre), (None, second)] {
            let stepped = store.step_lead(by.by(), &late(user, team, seen)).await.unwrap();
            assert_eq!(stepped, Stepped::NoTaker);
        }
        assert_eq!(world.version(one).await, seen);
        let row = store.referral(id).await.unwrap().unwrap();
        assert!(!store.give_referral(by.by(), id, row.version, Some(leaver.id), None).await.unwrap());
        assert_eq!(store.referral(id).await.unwrap().unwrap(), row);
        world.replays().await;
    }
}

#[tokio::test]
async fn somebody_always_keeps_the_accounts() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let ministry = world.agency("Ministry", AgencyKind::SocialServices).await;
    let keeper = world.user("keeper", ministry, Role::Administrator).await;
    let keeps = Actor::Operator.permit("test").unwrap();
    let left = leaving::offboard(world.store(), &keeps, keeper.id).await.unwrap();
    assert!(matches!(left, Leaving::Last));
    assert!(matches!(agencies::close(world.store(), &keeps, ministry).await, Err(ResponseError::Form(_))));
    assert!(world.store().user_by_id(keeper.id).await.unwrap().unwrap().active);
    world.user("other", centre, Role::Administrator).await;
    agencies::close(world.store(), &keeps, ministry).await.unwrap();
    assert!(matches!(agencies::close(world.store(), &keeps, ministry).await, Err(ResponseError::NotFound)));
    world.replays().await;
}
