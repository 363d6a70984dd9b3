//! What the clock ends is written down: sessions and invitations; and who comes with a code whose time is over.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use model::{AgencyKind, Role};
use response::{
    Actor, ResponseError,
    people::invitations,
    refusals::{self, Named},
    sign_in::{self, IDLE_SECONDS, SignInError},
};
use store::AuditFilter;
use support::{Scene, desk::Desk};

/// The facts of all entries of an action, the latest first, with their actors.
async fn entries(world: &Desk, action: &str) -> Vec<(String, String)> {
    let filter = AuditFilter { action: Some(action.into()), ..AuditFilter::default() };
    let lines = world.store().audit(&filter, 100).await.unwrap();
    lines.into_iter().map(|line| (line.actor, line.facts)).collect()
}

async fn last(world: &Desk) -> i64 {
    world.store().audit(&AuditFilter::default(), 1).await.unwrap()[0].seq
}

#[tokio::test]
async fn a_session_that_the_clock_ends_has_its_entry() {
    for scene in Scene::each().await {
        let mut world = Desk::over(scene);
        let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
        let ana = world.user("ana", centre, Role::Analyst).await;
        let by = Actor::User(ana.clone()).by("test");
        let store = world.store();
        let over = store.begin_session(&by, ana.id, &[1; 32], &[0; 32], "password").await.unwrap();
        world.scene.clock.forward(IDLE_SECONDS);
        store.begin_session(&by, ana.id, &[2; 32], &[0; 32], "password").await.unwrap();
        assert_eq!(sign_in::end_old_sessions(store).await.unwrap(), 0);
        world.scene.clock.forward(1);
        assert_eq!(sign_in::end_old_sessions(store).await.unwrap(), 1);
        let told = entries(&world, "session_ended").await;
        assert!(told.len() == 1 && told[0].0 == "clock" && told[0].1.contains(&over.to_string()), "{told:?}");
        assert!(store.session(&[1; 32]).await.unwrap().is_none());
        assert!(store.session(&[2; 32]).await.unwrap().is_some());
        // Where nothing is over, nothing is written.
        let seq = last(&world).await;
        assert_eq!(sign_in::end_old_sessions(store).await.unwrap(), 0);
        assert_eq!(last(&world).await, seq);
        world.replays().await;
    }
}

#[tokio::test]
async fn an_invitation_that_is_over_and_the_use_of_its_code_are_written_down() {
    for scene in Scene::each().await {
        let world = Desk::over(scene);
        let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
        let store = world.store();
        let keeps = Actor::Operator.permit("test").unwrap();
        let invited =
            invitations::invite(store, &keeps, "ana".parse().unwrap(), centre, Role::Analyst).await.unwrap();
        assert_eq!(invitations::note_expired(store).await.unwrap(), 0);
        world.scene.clock.forward(invitations::LASTS_SECONDS);
        for noted in [1, 0] {
            assert_eq!(invitations::note_expired(store).await.unwrap(), noted);
        }
        let told = entries(&world, "invitation_expired").await;
        assert!(told.len() == 1 && told[0].0 == "clock" && told[0].1.contains(&invited.id.to_string()));
        assert_eq!(invitations::open(store, &keeps).await.unwrap().len(), 1, "the list says that it is over");
        let seq = last(&world).await;
        for code in ["", "abcd-efgh", &invited.code[1..]] {
            assert!(invitations::welcome(store, code).await.is_err());
        }
        assert_eq!(last(&world).await, seq, "what is no code leaves nothing");
        let late = invitations::welcome(store, &invited.code).await.map(|_| ());
        assert!(matches!(late, Err(ResponseError::SignIn(SignInError::Wrong))));
        let told = entries(&world, "sign_in_refused").await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].0 == "ana" && told[0].1.contains("invitation expired"), "{told:?}");
        world.replays().await;
    }
}

#[tokio::test]
async fn what_one_does_not_see_and_asks_for_is_written_down_and_loud_when_repeated() {
    for scene in Scene::each().await {
        let mut world = Desk::over(scene);
        let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
        let police = world.agency("Police", AgencyKind::Police).await;
        let welfare = world.agency("Welfare", AgencyKind::SocialServices).await;
        let analyst = world.user("analyst", centre, Role::Analyst).await;
        let officer = world.user("officer", police, Role::Investigator).await;
        let lead = world.report(1, "one").await;
        let reference = world.reference(lead).await;
        let referral = world.refer(&analyst, &world.draft(lead, welfare).await).await;
        let note = async |user: &model::User, named: Named| {
            let actor = Actor::User(user.clone());
            refusals::note(world.store(), &actor, ("read_report", "test"), &[named]).await.unwrap()
        };
        let nobody = model::Reference::new(2026, 4_000);
        let person = model::PersonReference { report: reference, position: 90 };
        let none = model::new_id(world.store().clock(), &mut world.store().fork_rng());
        for named in [Named::Report(reference), Named::Report(nobody), Named::Burst(1)] {
            assert!(!note(&analyst, named).await, "who sees everything is refused nothing");
        }
        assert_eq!(entries(&world, "record_refused").await, []);
        // What is not there leaves the same as what is hidden, or the journal would tell which of them there is.
        let missing = [Named::Report(nobody), Named::Person(person), Named::Referral(none), Named::Burst(1)];
        for (before, named) in missing.into_iter().enumerate() {
            assert!(note(&officer, named).await, "{named:?}");
            assert_eq!(entries(&world, "record_refused").await.len(), before + 1);
        }
        world.scene.clock.forward(3_601);
        assert!(note(&officer, Named::Report(reference)).await);
        assert!(note(&officer, Named::Referral(referral)).await);
        assert!(note(&officer, Named::Person(model::PersonReference { position: 0, ..person })).await);
        let told = entries(&world, "record_refused").await;
        assert!(told.iter().all(|(actor, facts)| actor == "officer" && facts.contains("read_report")));
        assert!(told[0].1.contains(&reference.to_string()), "{told:?}");
        assert!(told.iter().any(|(_, facts)| facts.contains(&referral.to_string())));
        // It stands in the journal of the record too.
        let row = world.store().find_reference(reference).await.unwrap().unwrap();
        let lines = world.store().journal_of(row.id.as_bytes(), 100).await.unwrap();
        assert!(lines.iter().any(|line| line.action == "record_refused" && line.actor == "officer"));
        // The fifth within the hour is loud; after an hour it is counted anew.
        assert_eq!(entries(&world, "access_refused").await, []);
        for loud in [0, 1, 1] {
            note(&officer, Named::Report(reference)).await;
            assert_eq!(entries(&world, "access_refused").await.len(), loud);
        }
        world.scene.clock.forward(3_601);
        for _ in 0..4 {
            note(&officer, Named::Report(reference)).await;
        }
        assert_eq!(entries(&world, "access_refused").await.len(), 1);
        world.replays().await;
    }
}
