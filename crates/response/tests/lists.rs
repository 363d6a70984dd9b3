//! Lists of leads: what is counted is what is listed, for everybody; what is read at once is what is read one by one.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use model::{AgencyKind, LeadReason, LeadState, LeadStep, ReferralPart, Role, User};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;
use response::{
    desk::{self, Decided, Decision, Holder, View},
    queue,
};
use support::{
    Scene,
    desk::{Desk, permit, sight_of},
    lines,
};

/// What the pages say of every view, against what its list shows.
async fn agree(world: &Desk, user: &User) {
    let store = world.store();
    let sight = sight_of(store, user).await;
    // The page reads its list first, which brings ranks up to date: a lead that was not weighed yet may be of another tier.
    queue::refresh(store, &world.scene.factors, |_| {}).await.unwrap();
    let counts = desk::counts(store, &permit(user), &sight, &world.service, user).await.unwrap();
    if sight.is_whole() {
        let views: Vec<View> = View::ALL.into_iter().filter(|view| *view != View::Waiting).collect();
        assert_eq!(counts.0.len(), views.len());
        for (view, (code, count)) in views.into_iter().zip(&counts.0) {
            assert_eq!(view.code(), *code);
            let listed = world.view(user, view).await;
            assert_eq!(*count, i64::try_from(listed.len()).unwrap(), "{}: {code}", user.name);
            let mut once = listed.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), listed.len(), "{}: {code} names a lead twice", user.name);
        }
    } else {
        assert_eq!(counts.0, [], "{}: how much there is elsewhere is not theirs to know", user.name);
    }
    let factors = &world.scene.factors;
    let (reports, first) = queue::lead_counts(store, &permit(user), &sight, factors).await.unwrap();
    let (all, _) = queue::counts(store, &permit(user), &sight).await.unwrap();
    assert_eq!(reports, all, "{}", user.name);
    let urgent = world.view(user, View::Waiting).await;
    assert!(first <= i64::try_from(urgent.len()).unwrap());
    // The first page says the same as the lists, in their order.
    let tables = (&**factors, &world.service);
    let home = desk::home(store, &permit(user), &sight, tables, user).await.unwrap();
    let numbers = |lines: &[desk::WorkLine]| lines.iter().map(|one| one.line.lead.no).collect::<Vec<_>>();
    if sight.is_whole() {
        let mine = world.view(user, View::Mine).await;
        assert_eq!(numbers(&home.mine), mine[..mine.len().min(16)]);
        let overdue = world.view(user, View::Overdue).await;
        assert!(home.escalated <= overdue.len());
        assert!(numbers(&home.overdue).iter().all(|no| overdue.contains(no)));
        assert_eq!(home.overdue.len(), overdue.len().min(8));
        assert!(home.overdue.iter().all(|one| {
            one.place.as_ref().and_then(|place| place.due.as_ref()).is_some_and(|due| due.overdue)
        }));
    } else {
        assert!(home.mine.is_empty() && home.team.is_empty() && home.overdue.is_empty());
        assert_eq!(numbers(&home.handed), urgent[..urgent.len().min(8)]);
    }
}

#[tokio::test]
async fn what_is_counted_is_what_is_listed_for_everybody() {
    for seed in 0..3 {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let mut world = Desk::new().await;
        let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
        let police = world.agency("Police", AgencyKind::Police).await;
        for role in Role::ALL {
            if queue_roles().contains(&role) {
                world.user(&format!("centre-{}", role.code().replace('_', "-")), centre, role).await;
                world.user(&format!("police-{}", role.code().replace('_', "-")), police, role).await;
            }
        }
        let deciders: Vec<User> = world
            .users
            .iter()
            .filter(|user| user.agency == centre && matches!(user.role, Role::Analyst | Role::Supervisor))
            .cloned()
            .collect();
        let mut numbers = Vec::new();
        for number in 1..9_u32 {
            let account = format!("account{}", rng.random_range(0..6_u32));
            numbers.push(world.report(number, &account).await);
        }
        for number in 9..27_u32 {
            let by = &deciders[rng.random_range(0..deciders.len())];
            let no = numbers[rng.random_range(0..numbers.len())];
            match rng.random_range(0..6_u32) {
                0..=2 => {
                    let to = if rng.random_range(0..2_u32) == 0 {
                        Holder::Team(centre)
                    } else {
                        Holder::User(deciders[rng.random_range(0..deciders.len())].id)
                    };
                    let assign = Decision { to: Some(to), ..world.decision(no, LeadStep::Assign).await };
                    world.decide(by, &assign).await.unwrap();
                }
                3 => {
                    let steps = [LeadStep::NoConcern, LeadStep::AskMore, LeadStep::Accept];
                    let step = steps[rng.random_range(0..steps.len())];
                    let decided = if step == LeadStep::AskMore {
                        let whom = desk::Whom::Agency(police, model::LegalBasis::ChildProtection);
                        let seconds = rng.random_range(1..200_000);
                        world.ask(by, &world.question(no, whom, seconds).await).await.unwrap()
                    } else {
                        world.decide(by, &world.decision(no, step).await).await.unwrap()
                    };
                    assert!(matches!(decided, Decided::Done | Decided::Illegal(_)));
                }
                4 if matches!(world.state(no).await, LeadState::Open | LeadState::Waiting) => {
                    let mut draft = world.draft(no, police).await;
                    draft.compartments.push(ReferralPart::Conversation);
                    world.refer(by, &draft).await;
                }
                _ => {
                    // What ties two leads that people worked on: one lead with the work of both.
                    let account = format!("account{}", rng.random_range(0..6_u32));
                    numbers.push(world.report(number, &account).await);
                }
            }
            world.scene.clock.forward(rng.random_range(0..40_000));
            let user = &world.users[rng.random_range(0..world.users.len())];
            agree(&world, user).await;
        }
        for user in &world.users {
            agree(&world, user).await;
        }
    }
}

/// Roles that see the queue at all.
fn queue_roles() -> &'static [Role] {
    response::policy::Act::SeeQueue.roles()
}

#[tokio::test]
async fn referrals_of_a_lead_are_those_of_the_lists() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let police = world.agency("Police", AgencyKind::Police).await;
    let social = world.agency("Social", AgencyKind::SocialServices).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    let officer = world.user("officer", police, Role::Investigator).await;
    let worker = world.user("worker", social, Role::SocialWorker).await;
    let (one, two) = (world.report(1, "one").await, world.report(2, "two").await);
    let sent = world.refer(&analyst, &world.draft(one, police).await).await;
    let draft = desk::Draft { reason: LeadReason::NeedsCare, ..world.draft(one, social).await };
    let other = world.refer(&analyst, &draft).await;
    let elsewhere = world.refer(&analyst, &world.draft(two, police).await).await;
    world.step(&analyst, sent, model::ReferralStep::Revoke).await.unwrap();
    for (user, expected) in [(&analyst, vec![other, sent]), (&officer, vec![sent]), (&worker, Vec::new())] {
        let of_lead = desk::referrals_of_lead(world.store(), &permit(user), user, one).await.unwrap();
        assert_eq!(of_lead.iter().map(|line| line.row.id).collect::<Vec<_>>(), expected, "{}", user.name);
        let all = desk::referrals(world.store(), &permit(user), user).await.unwrap();
        let all: Vec<_> =
            all.to_me.into_iter().chain(all.to_team).chain(all.from_team).chain(all.ended).collect();
        assert!(of_lead.iter().all(|line| all.contains(line)), "{}", user.name);
        assert_eq!(all.iter().any(|line| line.row.id == elsewhere), user.name != worker.name);
    }
}

#[tokio::test]
async fn what_is_read_at_once_is_what_is_read_one_by_one() {
    let scene = Scene::new().await;
    // More than two statements of many take.
    scene.receive(vec![scene.input("all.jsonl", &lines(1..151))], 150, |_| {}).await.unwrap();
    let store = &scene.store;
    let mut numbers: Vec<i64> = (0..160).map(|no| (no * 37) % 160).collect();
    numbers.push(1);
    let rows = store.report_rows(&numbers).await.unwrap();
    let known: Vec<i64> = numbers.iter().copied().filter(|no| (1..=150).contains(no)).collect();
    assert_eq!(rows.iter().map(|row| row.no).collect::<Vec<_>>(), known, "in the order asked for");
    let (tops, leads) =
        (store.top_reports(&numbers).await.unwrap(), store.leads_of_reports(&numbers).await.unwrap());
    let works = store.work_of_leads(&numbers).await.unwrap();
    let since = store.waiting_since(&numbers).await.unwrap();
    for ((no, work), since) in numbers.iter().zip(works).zip(since) {
        let lead = store.lead_of_report(*no).await.unwrap();
        assert_eq!(leads.get(no).copied(), lead.map(|lead| lead.no));
        let first = store
            .reports_of_lead(*no, store::Page { after: None, limit: 1 })
            .await
            .unwrap()
            .pop()
            .map(|row| row.no);
        assert_eq!(tops.get(no).map(|row| row.no), first);
        assert_eq!(since.is_some(), lead.is_some());
        assert_eq!((work.version, work.newer), (0, i64::from(lead.is_some())));
    }
    assert!(store.report_rows(&[]).await.unwrap().is_empty());
}
