//! Who sees what: random agencies, users and referrals against what the test itself knows.

mod support;

use model::{
    AgencyKind, Instant, LeadState, MentionRef, PersonReference, ReferralId, ReferralPart, ReferralStep,
    Role, User,
};
use rand::{Rng as _, RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;
use response::{Actor, ResponseError, persons, reading};
use support::desk::{Desk, permit, sight_of};

/// What a referral opens, as the test itself keeps it: nothing here is read back from the program.
struct Told {
    to: usize,
    reports: Vec<i64>,
    compartments: Vec<ReferralPart>,
    /// Positions are those of the helper: 0 the suspect, 1 the child.
    persons: Option<Vec<MentionRef>>,
    until: Option<Instant>,
    ended: bool,
}

/// Whoever is no user of an agency sees nothing; the command line sees everything.
#[tokio::test]
async fn whoever_is_of_no_agency_sees_nothing() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    let no = world.report(1, "account1").await;
    let sees = async |actor: Actor| {
        let sight = response::sight::of(world.store(), &actor).await.unwrap();
        assert_eq!(sight.is_whole(), sight.report(no), "{actor:?}");
        sight.report(no)
    };
    assert!(sees(Actor::Operator).await && sees(Actor::User(analyst.clone())).await);
    let partner = Actor::Partner("01980000-0000-7000-8000-000000000001".parse().unwrap());
    let agency = "01980000-0000-7000-8000-000000000002".parse().unwrap();
    let stray = Actor::User(User { agency, ..analyst });
    assert!(!sees(Actor::Visitor).await && !sees(partner).await && !sees(stray).await);
}

/// Random agencies, users and referrals, with ends of every kind, against what the test itself knows.
#[tokio::test]
async fn everybody_sees_what_was_handed_to_them_and_nothing_else() {
    for seed in 0..4 {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let mut world = Desk::new().await;
        let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
        let analyst = world.user("analyst", centre, Role::Analyst).await;
        world.user("chief", centre, Role::Supervisor).await;
        world.user("own-investigator", centre, Role::Investigator).await;
        let kinds = [AgencyKind::Police, AgencyKind::SocialServices, AgencyKind::Prosecution];
        let roles =
            [Role::Investigator, Role::SocialWorker, Role::Prosecutor, Role::Analyst, Role::Supervisor];
        let mut agencies = Vec::new();
        for (at, kind) in kinds.into_iter().enumerate() {
            let id = world.agency(&format!("Agency {at}"), kind).await;
            agencies.push(id);
            for role in 0..2 {
                let role = roles[rng.random_range(0..roles.len()) * (1 - role) + role];
                world.user(&format!("user-{at}-{}", world.users.len()), id, role).await;
            }
        }
        let mut numbers = Vec::new();
        for number in 0..7_u32 {
            let account = format!("account{}", rng.random_range(0..4_u32));
            numbers.push(world.report(number + 1, &account).await);
        }
        let mut told: Vec<(Told, ReferralId)> = Vec::new();
        for _ in 0..14 {
            match rng.random_range(0..5_u32) {
                // Hand something over.
                0..=2 => {
                    let no = numbers[rng.random_range(0..numbers.len())];
                    let to = rng.random_range(0..agencies.len());
                    let mut draft = world.draft(no, agencies[to]).await;
                    draft.compartments.extend(
                        ReferralPart::ALL.iter().skip(1).copied().filter(|_| rng.random_range(0..2_u32) == 0),
                    );
                    let now = world.scene.clock.now();
                    draft.until =
                        (rng.next_u32() % 3 == 0).then(|| now.plus_seconds(rng.random_range(1..200)));
                    let some = rng.next_u32() % 3 == 0;
                    let child = MentionRef { report_no: no, position: 1 };
                    if some {
                        draft.persons = vec![PersonReference { report: draft.lead, position: 1 }];
                    }
                    let state = world.state(no).await;
                    if state == LeadState::NoConcern {
                        continue;
                    }
                    let id = world.refer(&analyst, &draft).await;
                    let lead = world.store().lead_of_report(no).await.unwrap().unwrap().no;
                    let mut reports = Vec::new();
                    for other in &numbers {
                        if world.store().lead_of_report(*other).await.unwrap().unwrap().no == lead {
                            reports.push(*other);
                        }
                    }
                    // Each child of the helper is named after their report, so that nobody is put together with them.
                    let (compartments, until) = (draft.compartments, draft.until);
                    let persons = some.then(|| vec![child]);
                    told.push((Told { to, reports, compartments, persons, until, ended: false }, id));
                }
                // End one in some way, from whichever side may.
                3 if !told.is_empty() => {
                    let at = rng.random_range(0..told.len());
                    let (one, id) = &mut told[at];
                    let theirs =
                        world.users.iter().find(|user| user.agency == agencies[one.to]).unwrap().clone();
                    let (user, step) = match rng.random_range(0..3_u32) {
                        0 => (analyst.clone(), ReferralStep::Revoke),
                        1 => (theirs, ReferralStep::Decline),
                        _ => (theirs, ReferralStep::Accept),
                    };
                    let id = *id;
                    let done = world.step(&user, id, step).await.unwrap();
                    let one = &mut told[at].0;
                    if done && step != ReferralStep::Accept {
                        one.ended = true;
                    }
                }
                _ => world.scene.clock.forward(rng.random_range(0..120)),
            }
            // A report that comes later is handed over by nobody.
            if rng.next_u32() % 6 == 0 {
                let number = u32::try_from(numbers.len()).unwrap() + 1;
                numbers.push(world.report(number, "account1").await);
            }
        }
        let now = world.scene.clock.now();
        for user in world.users.clone() {
            let whole = user.agency == centre && matches!(user.role, Role::Analyst | Role::Supervisor);
            let theirs: Vec<&Told> = told
                .iter()
                .map(|(told, _)| told)
                .filter(|told| agencies[told.to] == user.agency && !told.ended)
                .filter(|told| told.until.is_none_or(|until| until > now))
                .collect();
            let sight = sight_of(world.store(), &user).await;
            for no in &numbers {
                let named = || theirs.iter().filter(|told| told.reports.contains(no));
                let expected = whole || named().count() > 0;
                assert_eq!(
                    world.opens(&user, *no).await,
                    expected,
                    "seed {seed}, {}, report {no}",
                    user.name
                );
                let words = whole
                    || named().any(|told| {
                        told.persons.is_none() && told.compartments.contains(&ReferralPart::Words)
                    });
                let reference = world.reference(*no).await;
                if expected {
                    let (store, factors) = (world.store(), &world.scene.factors);
                    let view = reading::open_report(store, &permit(&user), &sight, factors, reference)
                        .await
                        .unwrap();
                    assert_eq!(!view.opened.report.narratives.is_empty(), words);
                    assert_eq!(!view.opened.document.bytes.is_empty(), words, "the document is words too");
                }
                for position in 0..2_u16 {
                    let mention = MentionRef { report_no: *no, position };
                    let seen = whole
                        || named().any(|told| {
                            told.persons.as_ref().is_none_or(|persons| persons.contains(&mention))
                        });
                    assert_eq!(sight.mention(mention), seen, "seed {seed}, {}, {mention:?}", user.name);
                    let person = PersonReference { report: reference, position };
                    let (store, factors) = (world.store(), &world.scene.factors);
                    let opened =
                        persons::person(store, &world.linker, &permit(&user), &sight, factors, person).await;
                    match opened {
                        Ok(view) => {
                            assert!(seen);
                            // Nothing of a report that is not seen, neither a mention nor its name.
                            for side in &view.mentions {
                                assert!(sight.report(side.line.row.no));
                            }
                            assert!(whole || view.decisions.is_empty());
                            let report = view.person.report;
                            let named = world.store().find_reference(report).await.unwrap().unwrap();
                            assert!(sight.report(named.no));
                        }
                        Err(ResponseError::NotFound) => assert!(!seen, "seed {seed}, {}", user.name),
                        Err(error) => panic!("{error}"),
                    }
                }
            }
        }
    }
}
