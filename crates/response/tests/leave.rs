//! Somebody is away: they are given nothing, and whoever stands in has their work before them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use model::{AgencyKind, LeadStep, NoticeKind, ReferralId, Role, User};
use response::{
    Actor, ResponseError,
    desk::{self, Decided, Decision, Holder, Notices, ReferralLine, View},
    people::leaving,
};
use support::{
    Scene,
    desk::{Desk, permit, sight_of},
};

async fn give(world: &Desk, by: &User, no: i64, to: &User) -> Result<Decided, ResponseError> {
    let decision = Decision { to: Some(Holder::User(to.id)), ..world.decision(no, LeadStep::Assign).await };
    world.decide(by, &decision).await
}

async fn goes(world: &Desk, user: &User, deputy: &User) {
    let until = world.scene.clock.now().plus_seconds(86_400);
    let by = Actor::User(user.clone()).by("test");
    world.store().set_leave(&by, user.id, Some(until), Some(deputy.id)).await.unwrap();
}

async fn home(world: &Desk, user: &User) -> desk::Home {
    let sight = sight_of(world.store(), user).await;
    let tables = (&*world.scene.factors, &world.service);
    desk::home(world.store(), &permit(user), &sight, tables, user).await.unwrap()
}

/// Leads of a list, each with whether it is there because somebody is away.
fn marked(lines: &[desk::WorkLine]) -> Vec<(i64, bool)> {
    let mut all: Vec<_> = lines
        .iter()
        .map(|one| (one.line.lead.no, one.place.as_ref().is_some_and(|at| at.stands_in)))
        .collect();
    all.sort_unstable();
    all
}

fn of_referrals(lines: &[ReferralLine]) -> Vec<(ReferralId, bool)> {
    lines.iter().map(|line| (line.row.id, line.stands_in)).collect()
}

async fn told(world: &Desk, user: &User) -> (Notices, i64) {
    let (store, actor) = (world.store(), Actor::User(user.clone()));
    let sight = sight_of(store, user).await;
    let notices = desk::notices(store, &permit(user), &sight, &world.service, &actor, 0).await.unwrap();
    (notices, desk::count_notices(store, &permit(user), &world.service, &actor).await.unwrap())
}

#[tokio::test]
async fn leads_of_whoever_is_away_are_done_by_whoever_stands_in() {
    for scene in Scene::each().await {
        let mut world = Desk::over(scene);
        let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
        let keeper = world.user("keeper", centre, Role::Administrator).await;
        let ana = world.user("ana", centre, Role::Analyst).await;
        let ben = world.user("ben", centre, Role::Analyst).await;
        let cara = world.user("cara", centre, Role::Analyst).await;
        let chief = world.user("chief", centre, Role::Supervisor).await;
        let mut leads = Vec::new();
        for number in 1..5 {
            leads.push(world.report(number, &format!("account{number}")).await);
        }
        give(&world, &cara, leads[0], &ana).await.unwrap();
        give(&world, &cara, leads[1], &ana).await.unwrap();
        give(&world, &cara, leads[2], &ben).await.unwrap();
        assert_eq!(world.view(&ben, View::Mine).await, [leads[2]]);
        goes(&world, &ana, &ben).await;

        // Who gives work out is told, and cannot give it to nobody's hands; what ana takes herself is hers to say.
        let sight = sight_of(world.store(), &cara).await;
        let reference = world.reference(leads[3]).await;
        let page =
            desk::lead_desk(world.store(), &world.linker, &permit(&cara), &sight, &world.service, reference)
                .await;
        let page = page.unwrap();
        assert!(page.suggestions.iter().all(|one| one.user != ana.id) && page.suggestions.len() == 3);
        assert_eq!(page.away.len(), 1);
        assert_eq!((page.away[0].name.as_str(), page.away[0].deputy.as_deref()), ("ana", Some("ben")));
        assert!(matches!(give(&world, &cara, leads[3], &ana).await, Err(ResponseError::Form(_))));
        assert!(matches!(give(&world, &ana, leads[3], &ana).await.unwrap(), Decided::Done));

        // It is ben's to do, marked; nobody else's; and what is counted is what is listed.
        let listed = world.page(&ben, View::Mine).await;
        let expected = [(leads[0], true), (leads[1], true), (leads[2], false), (leads[3], true)];
        assert_eq!(marked(&listed.lines), expected);
        let ranks: Vec<_> = listed.lines.iter().map(|one| (one.line.lead.rank, one.line.lead.no)).collect();
        assert!(ranks.is_sorted(), "in one order, whoever has them: {ranks:?}");
        assert_eq!(listed.counts.0.iter().find(|(code, _)| *code == "mine").unwrap().1, 4);
        let first = home(&world, &ben).await;
        assert_eq!((marked(&first.mine), first.team.len()), (expected.to_vec(), 0));
        assert_eq!(world.view(&cara, View::Mine).await, Vec::<i64>::new());
        world.done(&ben, leads[0], LeadStep::NoConcern).await;

        // What others do with ana's work, ben is told of; once he has seen it, it is new to ana still.
        world.done(&chief, leads[1], LeadStep::Release).await;
        let (notices, fresh) = told(&world, &ben).await;
        let line = notices.lines.iter().find(|one| one.kind == NoticeKind::LeadTaken).unwrap();
        assert_eq!((line.stands_in.as_deref(), line.fresh), (Some("ana"), true));
        let own =
            notices.lines.iter().find(|one| one.kind == NoticeKind::LeadAssigned && one.stands_in.is_none());
        assert!(own.is_some(), "his own too");
        assert_eq!(usize::try_from(fresh).unwrap(), notices.fresh);
        desk::see_notices(world.store(), &permit(&ben), &ben, notices.until).await.unwrap();
        assert_eq!(told(&world, &ben).await.1, 0);
        assert!(told(&world, &ana).await.1 > 0);
        assert_eq!(told(&world, &cara).await.0.lines.len(), 0);

        // Who stands in is away too: the next one does both. Who left stands in for nobody.
        goes(&world, &ben, &cara).await;
        assert_eq!(marked(&world.page(&cara, View::Mine).await.lines), [(leads[2], true), (leads[3], true)]);
        leaving::offboard(world.store(), &permit(&keeper), cara.id).await.unwrap();
        let away = world.store().absences().await.unwrap();
        assert!(away.iter().all(|one| one.deputy == (one.user == ana.id).then_some(ben.id)), "{away:?}");
        // Back by the clock.
        world.scene.clock.forward(86_400);
        assert_eq!(marked(&world.page(&ben, View::Mine).await.lines), [(leads[2], false)]);
        assert!(matches!(give(&world, &chief, leads[1], &ana).await.unwrap(), Decided::Done));
        world.replays().await;
    }
}

#[tokio::test]
async fn referrals_of_whoever_is_away_are_answered_by_whoever_stands_in() {
    for scene in Scene::each().await {
        let mut world = Desk::over(scene);
        let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
        let police = world.agency("Police", AgencyKind::Police).await;
        let analyst = world.user("analyst", centre, Role::Analyst).await;
        let one = world.user("one", police, Role::Investigator).await;
        let two = world.user("two", police, Role::Investigator).await;
        let three = world.user("three", police, Role::Investigator).await;
        let lead = world.report(1, "one").await;
        let id = world.refer(&analyst, &world.draft(lead, police).await).await;
        let store = world.store();
        let seen = async || store.referral(id).await.unwrap().unwrap().version;
        let to = async |by: &User, whom: &User| {
            desk::give(store, &permit(by), by, (id, seen().await), Some(whom.id)).await
        };
        assert!(to(&two, &one).await.unwrap());
        goes(&world, &one, &two).await;
        let lists = async |user: &User| {
            let mut views = Vec::new();
            for view in [desk::ReferralView::ToMe, desk::ReferralView::ToTeam] {
                let found = desk::referrals(store, &permit(user), user, view, None).await.unwrap();
                views.push(of_referrals(&found.lines));
            }
            (views.remove(0), views.remove(0))
        };
        assert_eq!(lists(&two).await, (vec![(id, true)], vec![]));
        assert_eq!(lists(&three).await, (vec![], vec![(id, false)]));
        assert_eq!(of_referrals(&home(&world, &two).await.referrals), [(id, true)], "once");
        let page = desk::referral(store, &permit(&three), &three, id).await.unwrap();
        let names: Vec<_> = page.colleagues.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["three", "two"]);
        assert_eq!((page.away[0].name.as_str(), page.away[0].deputy.as_deref()), ("one", Some("two")));
        // The sender reminds; it reaches whoever stands in.
        assert!(matches!(to(&three, &one).await, Err(ResponseError::Form(_))));
        assert!(to(&three, &two).await.unwrap());
        assert!(matches!(to(&two, &one).await, Err(ResponseError::Form(_))), "not back to whoever is away");
        assert!(world.step(&two, id, model::ReferralStep::Accept).await.unwrap());
        assert_eq!(lists(&two).await, (vec![(id, false)], vec![]));
        world.replays().await;
    }
}
