//! Lists of leads: what is counted is what is listed, for everybody; what is read at once is what is read one by one.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use model::{AgencyKind, LeadReason, LeadState, LeadStep, ReferralPart, Role, User};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;
use response::{
    desk::{self, Decided, Decision, Holder, ReferralView, View},
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
    let page = world.page(user, View::Waiting).await;
    let counts = page.counts;
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
    assert_eq!((page.reports, page.first), (reports, first), "{}", user.name);
    let urgent = world.view(user, View::Waiting).await;
    assert!(first <= i64::try_from(urgent.len()).unwrap());
    // The first page says the same as the lists, in their order.
    let tables = (&**factors, &world.service);
    let home = desk::home(store, &permit(user), &sight, tables, user).await.unwrap();
    let numbers = |lines: &[desk::WorkLine]| lines.iter().map(|one| one.line.lead.no).collect::<Vec<_>>();
    if sight.is_whole() {
        what_is_kept_is_what_is_counted_anew(store, &urgent).await;
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
        // What was put together for the agency before is what a program that kept nothing reads.
        let options = store::Options::embedded(world.scene.folder.path().join("data"));
        let machine = store::Machine {
            clock: std::sync::Arc::new(world.scene.clock.clone()),
            rng: ChaCha20Rng::seed_from_u64(4),
        };
        let fresh = store::Store::open(options, machine).await.unwrap();
        let read = fresh.reports_referred_to(user.agency).await.unwrap();
        assert_eq!(store.reports_referred_to(user.agency).await.unwrap(), read, "{}", user.name);
        assert!(home.mine.is_empty() && home.team.is_empty() && home.overdue.is_empty());
        assert_eq!(numbers(&home.handed), urgent[..urgent.len().min(8)]);
    }
}

/// Page by page each view is what it is at once, and with a filter the same without what the filter leaves out.
async fn pages_join(world: &Desk, user: &User) {
    let store = world.store();
    let sight = sight_of(store, user).await;
    let tables = (&*world.scene.factors, &world.service);
    for view in View::ALL {
        let whole = world.page(user, view).await.lines;
        let filters = [(None, None), (Some(model::Channel::Hotline), None), (None, Some(1))];
        for (channel, kinds) in filters {
            let kinds = kinds.map(model::IncidentKinds::from_bits);
            let filter = store::QueueFilter { channel, kinds };
            let expected: Vec<i64> =
                whole.iter().filter(|one| filter.takes(&one.line.lead)).map(|one| one.line.lead.no).collect();
            let (mut found, mut after) = (Vec::new(), None);
            loop {
                let wanted = desk::Wanted { filter, after, limit: 2 };
                let page =
                    desk::list(store, &permit(user), &sight, tables, user, view, wanted).await.unwrap();
                assert!(page.lines.len() <= 2);
                found.extend(page.lines.iter().map(|one| one.line.lead.no));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(found, expected, "{}: {}", user.name, view.code());
        }
    }
}

/// What a lead's row says of its most urgent report and of the work on it, against the reports and the work themselves.
async fn what_is_kept_is_what_is_counted_anew(store: &store::Store, leads: &[i64]) {
    for (lead, work) in leads.iter().zip(store.work_of_leads(leads).await.unwrap()) {
        let listed = store.listed_lead(*lead).await.unwrap().unwrap();
        assert_eq!(listed.lead.no, *lead);
        assert_eq!(listed.work, work);
        let reports = store.reports_of_lead(*lead, store::Page { after: None, limit: 1 }).await.unwrap();
        assert_eq!(listed.top.no, reports[0].no);
        let first = store.report_rows(&[*lead]).await.unwrap().remove(0);
        assert_eq!(listed.reference, first.reference);
    }
    assert_eq!(store.hidden_reports(100).await.unwrap(), [0_i64; 0]);
}

/// A store that comes from before lists were kept in the rows of leads gets the rows that it would have kept.
async fn what_a_migration_writes_is_what_is_kept(world: &Desk) {
    const ROWS: &str =
        "SELECT no, top, version, state, user_id, team, urgency, decided, newer FROM lead ORDER BY no";
    type Row = (i64, i64, i64, String, Option<Vec<u8>>, Option<Vec<u8>>, String, i64, i64);
    let file = world.scene.folder.path().join("data/tanglaw.db");
    let pool = sqlx::SqlitePool::connect(file.to_str().unwrap()).await.unwrap();
    let kept: Vec<Row> = sqlx::query_as(ROWS).fetch_all(&pool).await.unwrap();
    let holds = |row: &Row| row.4.is_some() || row.5.is_some();
    assert!(kept.iter().any(|row| row.2 > 0 && holds(row)), "somebody has a lead");
    let reports = world.store().count_all_reports().await.unwrap();
    assert!(i64::try_from(kept.len()).unwrap() < reports, "a lead of several reports");
    let mut tx = pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
    sqlx::query(
        "UPDATE lead SET top = 0, version = 0, state = 'open', user_id = NULL, team = NULL, urgency = 'as_scored', \
         decided = 0, newer = 0",
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    let migration = include_str!("../../store/migrations/0012_lists.sql");
    let updates: Vec<&str> =
        migration.split(';').filter(|text| text.trim_start().starts_with("UPDATE lead")).collect();
    assert_eq!(updates.len(), 3);
    for text in updates {
        sqlx::query(sqlx::AssertSqlSafe(text)).execute(&mut *tx).await.unwrap();
    }
    let written: Vec<Row> = sqlx::query_as(ROWS).fetch_all(&mut *tx).await.unwrap();
    assert_eq!(written, kept);
    tx.rollback().await.unwrap();
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
        what_a_migration_writes_is_what_is_kept(&world).await;
        for user in &world.users {
            agree(&world, user).await;
            pages_join(&world, user).await;
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
        let mut all = Vec::new();
        for view in ReferralView::ALL {
            let found = desk::referrals(world.store(), &permit(user), user, view, None).await.unwrap();
            all.extend(found.lines);
        }
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
    let works = store.work_of_leads(&numbers).await.unwrap();
    for (no, work) in numbers.iter().zip(works) {
        let listed = store.listed_lead(*no).await.unwrap();
        let first = store
            .reports_of_lead(*no, store::Page { after: None, limit: 1 })
            .await
            .unwrap()
            .pop()
            .map(|row| row.no);
        assert_eq!(listed.as_ref().map(|lead| lead.top.no), first);
        assert_eq!((work.version, work.newer), (0, 0));
        assert!(listed.is_none_or(|lead| lead.since.is_some() && lead.work == work));
    }
    assert!(store.report_rows(&[]).await.unwrap().is_empty());
}

/// More referrals than any page has: what is late comes first, however old, and none is left out.
#[tokio::test]
async fn a_late_referral_is_never_behind_the_end_of_a_list() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let police = world.agency("Police", AgencyKind::Police).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    let officer = world.user("officer", police, Role::Investigator).await;
    let mut sent = Vec::new();
    for number in 1..=55_u32 {
        let no = world.report(number, &format!("one{number}")).await;
        let mut draft = world.draft(no, police).await;
        // The first is to be answered first; a few have no day; of the others the later ones sooner.
        let hours = if number == 1 { 1 } else { 400 - i64::from(number) };
        draft.deadline = (number % 9 != 0).then(|| world.scene.clock.now().plus_seconds(hours * 3_600));
        sent.push((draft.deadline, world.refer(&analyst, &draft).await));
    }
    world.scene.clock.forward(2 * 3_600);
    let (late, ended) = (sent[0].1, sent[1].1);
    world.step(&analyst, ended, model::ReferralStep::Revoke).await.unwrap();
    sent.remove(1);
    sent.sort_by_key(|(deadline, _)| deadline.map_or(i64::MAX, model::Instant::micros));
    let expected: Vec<_> = sent.iter().map(|(_, id)| *id).collect();
    assert_eq!(expected[0], late);
    for (user, view) in [(&officer, ReferralView::ToTeam), (&analyst, ReferralView::FromTeam)] {
        let (mut found, mut after, mut pages) = (Vec::new(), None, 0);
        loop {
            let page = desk::referrals(world.store(), &permit(user), user, view, after).await.unwrap();
            assert!(page.lines.iter().all(|line| line.late == (line.row.id == late)));
            found.extend(page.lines.iter().map(|line| line.row.id));
            pages += 1;
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!((pages, &found), (2, &expected), "{view:?}");
        let view =
            desk::referrals(world.store(), &permit(user), user, ReferralView::Ended, None).await.unwrap();
        assert_eq!(view.lines.iter().map(|line| line.row.id).collect::<Vec<_>>(), [ended]);
        // The first page names what is late first, and says that more wait.
        let sight = sight_of(world.store(), user).await;
        let tables = (&*world.scene.factors, &world.service);
        let home = desk::home(world.store(), &permit(user), &sight, tables, user).await.unwrap();
        assert_eq!(home.referrals[0].row.id, late);
        assert_eq!(home.more_referrals, user.name == officer.name);
    }
}
