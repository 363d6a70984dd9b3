//! The desk: decisions over nobody's head, referrals that nobody drops, care for those who read.

mod support;

use model::{
    AgencyKind, LeadReason, LeadState, LeadStep, Override, ReferralReason, ReferralState, ReferralStep, Role,
    User,
};
use response::{
    Actor, ResponseError,
    desk::{self, Decided, Decision, Holder, ReferralView, View},
    people::leaving::{self, Leaving},
    persons, reading,
};
use support::desk::{Desk, permit, sight_of};

#[tokio::test]
async fn a_decided_lead_leaves_the_queue_and_comes_back_with_a_new_report() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    let first = world.report(1, "one").await;
    let other = world.report(2, "two").await;
    world.done(&analyst, first, LeadStep::NoConcern).await;
    assert_eq!(world.view(&analyst, View::Waiting).await, [other]);
    assert_eq!(world.view(&analyst, View::Of(LeadState::NoConcern)).await, [first]);
    let later = world.report(3, "one").await;
    assert!(world.view(&analyst, View::Waiting).await.contains(&first), "a new report brings it back");
    let lead = world.store().lead_of_report(later).await.unwrap().unwrap().no;
    assert_eq!(lead, first);
    let work = world.store().work_of_leads(&[first]).await.unwrap().remove(0);
    assert!(work.is_reopened());
    assert_eq!((work.newer, work.effective()), (1, LeadState::Open));
    // Deciding again covers all of it.
    world.done(&analyst, first, LeadStep::NoConcern).await;
    assert_eq!(world.view(&analyst, View::Waiting).await, [other]);
    world.done(&analyst, first, LeadStep::Reopen).await;
    assert!(world.view(&analyst, View::Waiting).await.contains(&first));
    // A decided lead that turns out to belong with one that waits hides nothing.
    world.done(&analyst, other, LeadStep::NoConcern).await;
    let steps = world.store().steps_of_lead(first, 10).await.unwrap();
    assert_eq!(
        steps.iter().map(|step| step.step).collect::<Vec<_>>(),
        [LeadStep::Reopen, LeadStep::NoConcern, LeadStep::NoConcern]
    );
}

#[tokio::test]
async fn of_two_who_decide_at_once_the_second_is_told_and_loses_no_word() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let (one, two) =
        (world.user("one", centre, Role::Analyst).await, world.user("two", centre, Role::Supervisor).await);
    let lead = world.report(1, "one").await;
    let mut mine = world.decision(lead, LeadStep::Reorder).await;
    mine.urgency = Some(Override::Sooner);
    let mut theirs = world.decision(lead, LeadStep::NoConcern).await;
    mine.note = "placeholder: which town?".into();
    theirs.note = "placeholder: it was a test".into();
    assert!(matches!(world.decide(&one, &mine).await.unwrap(), Decided::Done));
    let Decided::Conflict(conflict) = world.decide(&two, &theirs).await.unwrap() else { panic!() };
    assert_eq!(conflict.steps.len(), 1);
    assert_eq!(conflict.steps[0].note.as_deref(), Some("placeholder: which town?"));
    assert_eq!(conflict.steps[0].actor, "one");
    assert_eq!(world.state(lead).await, LeadState::Open, "nothing was overwritten");
    // Seen both, the second may go on with their own words.
    theirs.seen = conflict.work.version;
    assert!(matches!(world.decide(&two, &theirs).await.unwrap(), Decided::Done));
    let notes: Vec<_> = world.store().steps_of_lead(lead, 10).await.unwrap();
    let notes: Vec<_> = notes.iter().filter_map(|step| step.note.as_deref()).collect();
    assert_eq!(notes, ["placeholder: it was a test", "placeholder: which town?"]);
    world.replays().await;
}

#[tokio::test]
async fn what_is_decided_must_be_legal_and_reasoned() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let police = world.agency("Police", AgencyKind::Police).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    let theirs = world.user("theirs", police, Role::Analyst).await;
    let lead = world.report(1, "one").await;
    let reopen = world.decision(lead, LeadStep::Reopen).await;
    let decided = world.decide(&analyst, &reopen).await.unwrap();
    assert!(matches!(decided, Decided::Illegal(LeadState::Open)));
    let wrong = Decision { reason: LeadReason::Declined, ..world.decision(lead, LeadStep::NoConcern).await };
    assert!(matches!(world.decide(&analyst, &wrong).await, Err(ResponseError::Form(_))));
    let silent = Decision { reason: LeadReason::Other, ..world.decision(lead, LeadStep::NoConcern).await };
    assert!(matches!(world.decide(&analyst, &silent).await, Err(ResponseError::Form(_))));
    let given =
        Decision { to: Some(Holder::User(theirs.id)), ..world.decision(lead, LeadStep::Assign).await };
    assert!(matches!(world.decide(&analyst, &given).await, Err(ResponseError::Form(_))), "not of the centre");
    // Nobody of another agency decides, whatever their role.
    let decision = world.decision(lead, LeadStep::NoConcern).await;
    assert!(matches!(world.decide(&theirs, &decision).await, Err(ResponseError::NotFound)));
    assert_eq!(world.state(lead).await, LeadState::Open);
}

#[tokio::test]
async fn people_put_a_lead_before_or_behind_its_points_and_danger_stays_first() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    for number in 1..4 {
        world.report(number, &format!("account{number}")).await;
    }
    let order = world.view(&analyst, View::Waiting).await;
    let last = order[2];
    let mut sooner = world.decision(last, LeadStep::Reorder).await;
    sooner.urgency = Some(Override::Sooner);
    assert!(matches!(world.decide(&analyst, &sooner).await.unwrap(), Decided::Done));
    assert_eq!(world.view(&analyst, View::Waiting).await[0], last);
    // A change of ranks does not undo what people said.
    world.scene.clock.forward(86_400 * 40);
    assert_eq!(world.view(&analyst, View::Waiting).await[0], last);
    let mut back = world.decision(last, LeadStep::Reorder).await;
    back.urgency = Some(Override::AsScored);
    world.decide(&analyst, &back).await.unwrap();
    let (see, sight) = (permit(&analyst), sight_of(world.store(), &analyst).await);
    let figures = desk::agreement(world.store(), &world.linker, &see, &sight, &world.service).await.unwrap();
    assert_eq!(figures.sooner, 0, "taken back");
}

#[tokio::test]
async fn a_referral_goes_its_way_and_the_receiver_loses_it_with_its_end() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let police = world.agency("Police", AgencyKind::Police).await;
    let welfare = world.agency("Welfare", AgencyKind::SocialServices).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    let officer = world.user("officer", police, Role::Investigator).await;
    let worker = world.user("worker", welfare, Role::SocialWorker).await;
    let lead = world.report(1, "one").await;
    let id = world.refer(&analyst, &world.draft(lead, police).await).await;
    assert_eq!(world.state(lead).await, LeadState::Referred);
    assert!(world.opens(&officer, lead).await && !world.opens(&worker, lead).await);
    // Nobody else's referral exists.
    let other = desk::referral(world.store(), &permit(&worker), &worker, id).await;
    assert!(matches!(other, Err(ResponseError::NotFound)));
    assert!(matches!(world.step(&worker, id, ReferralStep::Accept).await, Err(ResponseError::NotFound)));
    // The sender does not answer for the receiver, nor the receiver take back.
    assert!(matches!(world.step(&analyst, id, ReferralStep::Accept).await, Err(ResponseError::NotFound)));
    assert!(matches!(world.step(&officer, id, ReferralStep::Revoke).await, Err(ResponseError::NotFound)));
    let page = desk::referral(world.store(), &permit(&officer), &officer, id).await.unwrap();
    assert_eq!(page.line.row.state, ReferralState::Seen, "the first look is recorded");
    assert_eq!(page.history[0].words.as_deref(), Some("placeholder: message"));
    assert!(world.step(&officer, id, ReferralStep::Accept).await.unwrap());
    assert_eq!(world.state(lead).await, LeadState::Accepted);
    // A second agency beside it; when that one declines, the first goes on.
    let second = world.refer(&analyst, &world.draft(lead, welfare).await).await;
    assert!(world.opens(&worker, lead).await);
    assert!(world.step(&worker, second, ReferralStep::Decline).await.unwrap());
    assert_eq!(world.state(lead).await, LeadState::Accepted);
    assert!(!world.opens(&worker, lead).await);
    // A report that came later is not opened until the sender says so.
    let later = world.report(2, "one").await;
    assert!(!world.opens(&officer, later).await);
    assert!(world.view(&analyst, View::Waiting).await.contains(&lead), "the sender sees that it came");
    let seen = world.store().referral(id).await.unwrap().unwrap().version;
    let sight = sight_of(world.store(), &analyst).await;
    let added = desk::widen(world.store(), &permit(&analyst), &sight, &analyst, (id, seen)).await.unwrap();
    assert_eq!(added, Some(1));
    assert!(world.opens(&officer, later).await);
    assert!(!world.view(&analyst, View::Waiting).await.contains(&lead));
    // Taken back in the middle of work: gone with the next look, and back in the queue.
    assert!(world.step(&analyst, id, ReferralStep::Revoke).await.unwrap());
    assert!(!world.opens(&officer, lead).await && !world.opens(&officer, later).await);
    assert_eq!(world.state(lead).await, LeadState::Open);
    let page = desk::referral(world.store(), &permit(&officer), &officer, id).await.unwrap();
    assert!(page.reports.is_empty() && page.history.iter().all(|one| one.words.is_none()));
    assert_eq!(page.steps, []);
}

#[tokio::test]
async fn a_referral_ends_by_itself_when_its_day_has_passed() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let police = world.agency("Police", AgencyKind::Police).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    let officer = world.user("officer", police, Role::Investigator).await;
    let lead = world.report(1, "one").await;
    let mut draft = world.draft(lead, police).await;
    draft.until = Some(world.scene.clock.now().plus_seconds(3_600));
    draft.deadline = Some(world.scene.clock.now().plus_seconds(600));
    let id = world.refer(&analyst, &draft).await;
    world.scene.clock.forward(601);
    let (store, view) = (world.store(), ReferralView::FromTeam);
    let late = desk::referrals(store, &permit(&analyst), &analyst, view, None).await.unwrap();
    assert!(late.lines[0].late, "the answer is late");
    world.scene.clock.forward(3_000);
    // Closed by the clock at once, before anybody writes it down.
    assert!(!sight_of(world.store(), &officer).await.report(lead));
    assert_eq!(desk::expire(world.store()).await.unwrap(), 1);
    assert!(!world.opens(&officer, lead).await);
    assert_eq!(world.store().referral(id).await.unwrap().unwrap().state, ReferralState::Expired);
    assert_eq!(world.state(lead).await, LeadState::Open);
    assert!(!world.step(&officer, id, ReferralStep::Accept).await.unwrap(), "too late");
}

#[tokio::test]
async fn when_somebody_leaves_nothing_is_lost() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let police = world.agency("Police", AgencyKind::Police).await;
    let (analyst, other) = (
        world.user("analyst", centre, Role::Analyst).await,
        world.user("other", centre, Role::Analyst).await,
    );
    let officer = world.user("officer", police, Role::Investigator).await;
    let (one, two) = (world.report(1, "one").await, world.report(2, "two").await);
    for no in [one, two] {
        let mut given = world.decision(no, LeadStep::Assign).await;
        given.to = Some(Holder::User(analyst.id));
        assert!(matches!(world.decide(&analyst, &given).await.unwrap(), Decided::Done));
    }
    assert_eq!(world.view(&analyst, View::Mine).await.len(), 2);
    let id = world.refer(&analyst, &world.draft(two, police).await).await;
    let seen = world.store().referral(id).await.unwrap().unwrap().version;
    let to = Some(officer.id);
    assert!(desk::give(world.store(), &permit(&officer), &officer, (id, seen), to).await.unwrap());
    let keeps = Actor::Operator.permit("test").unwrap();
    let held = async |user: &User| match leaving::offboard(world.store(), &keeps, user.id).await.unwrap() {
        Leaving::Done(left) => left.held,
        Leaving::Last => panic!("the last administrator"),
    };
    assert_eq!(held(&analyst).await, 3);
    assert_eq!(world.view(&analyst, View::Mine).await, Vec::<i64>::new());
    assert_eq!(world.view(&other, View::Team).await.len(), 2, "the team has them");
    assert_eq!(held(&officer).await, 1);
    let row = world.store().referral(id).await.unwrap().unwrap();
    assert_eq!((row.from_user, row.to_user, row.state), (None, None, ReferralState::Sent));
    for (view, count) in [(ReferralView::ToMe, 0), (ReferralView::ToTeam, 1)] {
        let found = desk::referrals(world.store(), &permit(&officer), &officer, view, None).await.unwrap();
        assert_eq!(found.lines.len(), count, "{view:?}");
    }
}

#[tokio::test]
async fn time_runs_and_what_is_overdue_comes_first() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let chief = world.user("chief", centre, Role::Supervisor).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    let one = world.report(1, "one").await;
    assert_eq!(world.view(&chief, View::Overdue).await, Vec::<i64>::new());
    world.scene.clock.forward(73 * 3_600);
    let two = world.report(2, "two").await;
    assert_eq!(world.view(&chief, View::Overdue).await, [one]);
    let sight = sight_of(world.store(), &chief).await;
    let tables = (&*world.scene.factors, &world.service);
    let home = desk::home(world.store(), &permit(&chief), &sight, tables, &chief).await.unwrap();
    assert_eq!((home.overdue.len(), home.escalated), (1, 0));
    // A week without a decision is told to whoever looks after the staff, and that lead comes before what is overdue less.
    world.scene.clock.forward(96 * 3_600);
    world.report(3, "three").await;
    let home = desk::home(world.store(), &permit(&chief), &sight, tables, &chief).await.unwrap();
    assert_eq!((home.overdue.len(), home.escalated), (2, 1));
    assert_eq!(home.overdue[0].line.lead.no, one);
    let due = home.overdue[0].place.as_ref().and_then(|place| place.due.as_ref()).unwrap();
    assert!(due.escalated);
    let home = desk::home(world.store(), &permit(&analyst), &sight, tables, &analyst).await.unwrap();
    assert_eq!((home.overdue.len(), home.escalated), (2, 0), "told to the supervisor alone");
    world.done(&chief, one, LeadStep::NoConcern).await;
    assert_eq!(world.view(&chief, View::Overdue).await, [two]);
}

#[tokio::test]
async fn what_people_read_is_counted_and_a_heavy_day_brings_nothing_new() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let (analyst, chief) = (
        world.user("analyst", centre, Role::Analyst).await,
        world.user("chief", centre, Role::Supervisor).await,
    );
    let lead = world.report(1, "one").await;
    let sight = sight_of(world.store(), &analyst).await;
    let reference = world.reference(lead).await;
    let (store, factors) = (world.store(), &world.scene.factors);
    for _ in 0..3 {
        reading::open_report(store, &permit(&analyst), &sight, factors, reference).await.unwrap();
    }
    reading::reveal_words(store, &permit(&analyst), &sight, reference).await.unwrap();
    let day = desk::own_day(store, &permit(&analyst), &world.service, &analyst).await.unwrap();
    assert_eq!((day.reads, day.reveals, day.rotate, day.heavy), (3, 1, false, false));
    for _ in 0..world.service.care.reveals_a_day {
        reading::reveal_words(store, &permit(&analyst), &sight, reference).await.unwrap();
    }
    desk::heavy_day(store, &permit(&analyst), &analyst, true).await.unwrap();
    let team = desk::team_day(store, &permit(&chief), &world.service, &chief).await.unwrap();
    assert_eq!(team.len(), 1);
    assert!(team[0].day.rotate && team[0].day.heavy);
    let mut given = world.decision(lead, LeadStep::Assign).await;
    given.to = Some(Holder::User(analyst.id));
    assert!(matches!(world.decide(&chief, &given).await, Err(ResponseError::Form(_))));
    // The next day is another.
    world.scene.clock.forward(86_400);
    let day = desk::own_day(world.store(), &permit(&analyst), &world.service, &analyst).await.unwrap();
    assert_eq!((day.reads, day.reveals, day.heavy), (0, 0, false));
    assert!(matches!(world.decide(&chief, &given).await.unwrap(), Decided::Done));
}

#[tokio::test]
async fn papers_are_ones_own_and_outlive_a_session() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let (one, two) =
        (world.user("one", centre, Role::Analyst).await, world.user("two", centre, Role::Analyst).await);
    let store = world.store();
    desk::keep_draft(store, &permit(&one), &one, "lead:1", "placeholder: half a sen").await.unwrap();
    let (_, words) = desk::draft(store, &permit(&one), &one, "lead:1").await.unwrap().unwrap();
    assert_eq!(*words, "placeholder: half a sen");
    assert!(desk::draft(store, &permit(&two), &two, "lead:1").await.unwrap().is_none());
    desk::drop_draft(store, &permit(&one), &one, "lead:1").await.unwrap();
    assert!(desk::draft(store, &permit(&one), &one, "lead:1").await.unwrap().is_none());
    desk::keep_filter(store, &permit(&one), &one, " Night  watch ", "view=overdue").await.unwrap();
    let kept = desk::filters(store, &permit(&one), &one).await.unwrap();
    assert_eq!((kept[0].name.as_str(), kept[0].query.as_str()), ("Night watch", "view=overdue"));
    assert_eq!(desk::filters(store, &permit(&two), &two).await.unwrap(), []);
    desk::drop_filter(store, &permit(&one), &one, kept[0].no).await.unwrap();
    assert_eq!(desk::filters(store, &permit(&one), &one).await.unwrap(), []);
}

#[tokio::test]
async fn reasons_that_do_not_fit_a_step_of_a_referral_are_refused() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let police = world.agency("Police", AgencyKind::Police).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    let officer = world.user("officer", police, Role::Investigator).await;
    let lead = world.report(1, "one").await;
    let id = world.refer(&analyst, &world.draft(lead, police).await).await;
    let seen = world.store().referral(id).await.unwrap().unwrap().version;
    for reason in [None, Some(ReferralReason::DayPassed), Some(ReferralReason::Other)] {
        let answers = permit(&officer);
        let named = (id, seen);
        let answer =
            desk::step(world.store(), &answers, &officer, named, ReferralStep::Decline, reason, "").await;
        assert!(matches!(answer, Err(ResponseError::Form(_))), "{reason:?}");
    }
    // Somebody of the agency was quicker.
    assert!(world.step(&officer, id, ReferralStep::Accept).await.unwrap());
    let (answers, reason) = (permit(&officer), Some(ReferralReason::NoCapacity));
    let step = ReferralStep::Decline;
    let late = desk::step(world.store(), &answers, &officer, (id, seen), step, reason, "").await;
    assert!(!late.unwrap());
}

#[tokio::test]
async fn persons_are_found_by_a_like_name_where_they_are_seen() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let police = world.agency("Police", AgencyKind::Police).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    let officer = world.user("officer", police, Role::Investigator).await;
    for number in 1..12 {
        world.report(number, &format!("account{number}")).await;
    }
    let found = async |user: &User, text: &str| {
        let sight = sight_of(world.store(), user).await;
        let (store, factors) = (world.store(), &world.scene.factors);
        let named = persons::named(store, &world.linker, &permit(user), &sight, factors, text).await.unwrap();
        named.persons.into_iter().map(|one| one.line.row.no).collect::<Vec<_>>()
    };
    // The third report tells of Dalisay Pangilinan.
    assert_eq!(found(&analyst, "DALISAY  pangilinan").await, [3]);
    assert_eq!(found(&analyst, "Dalisay Pangilinen").await, [3], "another spelling");
    assert_eq!(found(&analyst, "Nobody Atall").await, Vec::<i64>::new());
    assert_eq!(found(&analyst, "+63 917 555").await, Vec::<i64>::new());
    assert_eq!(found(&officer, "Dalisay Pangilinan").await, Vec::<i64>::new(), "not handed over");
    world.refer(&analyst, &world.draft(3, police).await).await;
    assert_eq!(found(&officer, "Dalisay Pangilinan").await, [3]);
    assert_eq!(found(&officer, "Elena Tolentino").await, Vec::<i64>::new());
}

#[tokio::test]
async fn names_are_found_by_sound_in_every_script_and_in_every_part() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let police = world.agency("Police", AgencyKind::Police).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    let officer = world.user("officer", police, Role::Investigator).await;
    for (number, role, name) in [
        (1, "suspect", "Philip Cruz"),
        (2, "child", "Филипп Крус"),
        (3, "facilitator", "김민수"),
        (4, "witness", "محمد المصري"),
        (5, "other", "Suharto"),
        (6, "unknown", "Suharto"),
        (7, "reporter", "Suharto"),
    ] {
        world.tell_of(number, role, name).await;
    }
    let all = async |user: &User, text: &str| {
        let sight = sight_of(world.store(), user).await;
        let (store, factors) = (world.store(), &world.scene.factors);
        persons::named(store, &world.linker, &permit(user), &sight, factors, text).await.unwrap()
    };
    let found = async |user: &User, text: &str| {
        all(user, text).await.persons.into_iter().map(|one| one.line.row.no).collect::<Vec<_>>()
    };
    assert_eq!(found(&analyst, "Filip Cruz").await, [1, 2]);
    assert_eq!(found(&analyst, "Kim Min-su").await, [3]);
    assert_eq!(found(&analyst, "Mohammed Al-Masri").await, [4]);
    assert_eq!(found(&analyst, "suharto").await, [5, 6], "one word, any part, but not who told");
    assert_eq!(found(&officer, "suharto").await, Vec::<i64>::new());
    // Many whom only the centre sees take no place on the list of whoever sees one, and are not counted for them.
    for number in 8..32 {
        world.tell_of(number, "other", "Suharto").await;
    }
    let seen = world.tell_of(32, "other", "Soharto").await;
    world.refer(&analyst, &world.draft(seen, police).await).await;
    let (whole, part) = (all(&analyst, "suharto").await, all(&officer, "suharto").await);
    assert!(whole.more && whole.persons.len() == 20);
    assert!(!whole.persons.iter().any(|one| one.line.row.no == seen), "the likest first");
    assert!(!part.more);
    assert_eq!(found(&officer, "suharto").await, [seen]);
}
