//! What happens to people and agencies, on each database: it survives a replay, and access ends where it must.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use model::{
    Agency, AgencyKind, Compartment, Country, OverrideState, Reference, RegionCode, Role, UserId, new_id,
};
use store::{AgencyEnd, Area, AuditFilter, NewInvitation, NewStanding, Passkey, Secrets, Standing, Store};
use support::{Scene, by, scenes};

fn secrets() -> Secrets {
    Secrets { password_hash: "placeholder hash".into(), totp_secret: vec![7; 20] }
}

fn passkey(number: u8) -> Passkey {
    Passkey {
        id: vec![number; 32],
        public_key: vec![number; 44],
        counter: 1,
        transports: vec!["internal".into()],
        label: "Placeholder phone".into(),
    }
}

async fn prove(scene: &Scene) {
    let folder = tempfile::tempdir().unwrap();
    let scratch = scene.store.scratch(folder.path()).await.unwrap();
    let seen = scene.store.verify_journal(&[], Some(&scratch), &mut |_| {}).await.unwrap();
    assert_eq!(seen.findings, Vec::new(), "{}", scene.name);
}

async fn agency(store: &Store, name: &str) -> Agency {
    let agency = Agency {
        id: new_id(store.clock(), &mut store.fork_rng()),
        name: name.into(),
        kind: AgencyKind::Police,
        country: Some(Country::PHILIPPINES),
    };
    store.add_agency_in(&by(), &agency, &RegionCode::list("PH-CEB PH-BOH").unwrap()).await.unwrap();
    agency
}

async fn user(store: &Store, agency: &Agency, name: &str, role: Role) -> UserId {
    store.add_user(&by(), name.parse().unwrap(), agency.id, role, &secrets()).await.unwrap()
}

#[tokio::test]
async fn a_removed_agency_takes_all_its_people_along_and_nobody_else() {
    for scene in scenes().await {
        let store = &scene.store;
        let (first, second) = (agency(store, "First").await, agency(store, "Second").await);
        let (ana, ben) = (
            user(store, &first, "ana", Role::Analyst).await,
            user(store, &second, "ben", Role::Investigator).await,
        );
        for (user, token) in [(ana, [1; 32]), (ben, [2; 32])] {
            store.begin_session(&by(), user, &token, &[0; 32], "password").await.unwrap();
        }
        let said = ("https://id.example.org", "desk", "a secret");
        assert!(store.set_directory(&by(), second.id, said, i64::MAX).await.unwrap());
        assert_eq!(store.directory(second.id).await.unwrap().unwrap().1.as_str(), "a secret");
        let invitation = NewInvitation {
            user: None,
            name: "cara".parse().unwrap(),
            agency: second.id,
            role: Role::Prosecutor,
            expires_at: store.clock().now().plus_seconds(3_600),
        };
        store.invite(&by(), invitation, b"a code").await.unwrap();
        assert_eq!(store.agency(second.id).await.unwrap().unwrap().regions.len(), 2);

        assert_eq!(store.close_agency(&by(), second.id).await.unwrap(), AgencyEnd::Closed(0));
        assert_eq!(store.close_agency(&by(), second.id).await.unwrap(), AgencyEnd::Gone);
        assert!(store.session(&[2; 32]).await.unwrap().is_none(), "{}", scene.name);
        assert!(store.session(&[1; 32]).await.unwrap().is_some());
        assert!(!store.user_by_id(ben).await.unwrap().unwrap().active);
        assert!(store.user_by_id(ana).await.unwrap().unwrap().active);
        assert!(store.invitation_of_code(b"a code").await.unwrap().is_none());
        assert!(store.directory(second.id).await.unwrap().is_none());
        assert!(store.agency(second.id).await.unwrap().unwrap().closed);
        prove(&scene).await;
    }
}

#[tokio::test]
async fn an_invitation_works_once_and_a_later_one_ends_it() {
    for scene in scenes().await {
        let store = &scene.store;
        let agency = agency(store, "First").await;
        let new = NewInvitation {
            user: None,
            name: "ana".parse().unwrap(),
            agency: agency.id,
            role: Role::Analyst,
            expires_at: store.clock().now().plus_seconds(3_600),
        };
        store.invite(&by(), new.clone(), b"first").await.unwrap();
        store.invite(&by(), new.clone(), b"second").await.unwrap();
        assert!(store.invitation_of_code(b"first").await.unwrap().is_none(), "the earlier one ended");
        assert_eq!(store.invitations().await.unwrap().len(), 1);
        let row = store.invitation_of_code(b"second").await.unwrap().unwrap();
        let key = passkey(1);
        let tie = Some(("https://id.example.org", "subject 1"));
        let user = store.use_invitation(&by(), &row, &secrets(), Some(&key), tie).await.unwrap().unwrap();
        assert!(store.use_invitation(&by(), &row, &secrets(), None, None).await.unwrap().is_none());
        assert!(store.invite(&by(), new, b"third").await.is_err(), "the name is taken");
        let held = store.passkey_of_id(&key.id).await.unwrap().unwrap();
        assert_eq!((held.user, &held.passkey), (user, &key));
        assert_eq!(store.user_of_subject("https://id.example.org", "subject 1").await.unwrap(), Some(user));
        assert_eq!(store.user_of_subject("https://id.example.net", "subject 1").await.unwrap(), None);
        assert!(!store.add_passkey(&by(), user, &key).await.unwrap(), "known already");
        assert!(store.count_passkey(&held.key, 5).await.unwrap());
        assert!(!store.count_passkey(&held.key, 5).await.unwrap(), "a copied authenticator");
        assert!(store.count_passkey(&held.key, 0).await.unwrap(), "one that does not count");

        // Lost everything: invited anew, the old ways end when the code is used.
        store.begin_session(&by(), user, &[1; 32], &[0; 32], "passkey").await.unwrap();
        let again = NewInvitation {
            user: Some(user),
            name: "ana".parse().unwrap(),
            agency: agency.id,
            role: Role::Analyst,
            expires_at: store.clock().now().plus_seconds(3_600),
        };
        store.invite(&by(), again, b"again").await.unwrap();
        assert_eq!(store.passkeys_of(user).await.unwrap().len(), 1);
        let row = store.invitation_of_code(b"again").await.unwrap().unwrap();
        let new_secrets = Secrets { password_hash: "another".into(), totp_secret: vec![8; 20] };
        store.use_invitation(&by(), &row, &new_secrets, None, None).await.unwrap().unwrap();
        assert!(store.passkeys_of(user).await.unwrap().is_empty());
        assert!(!store.is_bound(user).await.unwrap());
        assert!(store.sessions_of(user).await.unwrap().is_empty());
        let record = store.user_by_id(user).await.unwrap().unwrap();
        assert_eq!(store.secrets_of(&record).await.unwrap().password_hash, "another");
        prove(&scene).await;
    }
}

#[tokio::test]
async fn whoever_leaves_keeps_nothing() {
    for scene in scenes().await {
        let store = &scene.store;
        let agency = agency(store, "First").await;
        let ana = user(store, &agency, "ana", Role::Analyst).await;
        let ben = user(store, &agency, "ben", Role::Supervisor).await;
        store.add_passkey(&by(), ana, &passkey(1)).await.unwrap();
        store.begin_session(&by(), ana, &[1; 32], &[0; 32], "passkey").await.unwrap();
        let until = store.clock().now().plus_seconds(86_400);
        store.set_leave(&by(), ana, Some(until), Some(ben)).await.unwrap();
        assert_eq!(store.absence(ana).await.unwrap().unwrap().deputy, Some(ben));
        let area = Area {
            languages: vec!["fil".into(), "ceb".into()],
            countries: vec![Country::PHILIPPINES],
            regions: RegionCode::list("PH-CEB PH-BOH").unwrap(),
        };
        store.set_area(&by(), ben, &area).await.unwrap();
        store.set_area(&by(), ana, &area).await.unwrap();
        assert_eq!(store.areas().await.unwrap().get(&ben), Some(&area));
        store.set_area(&by(), ben, &Area::default()).await.unwrap();
        assert_eq!(store.areas().await.unwrap().keys().collect::<Vec<_>>(), [&ana], "taken back");
        let record = Reference::new(2026, 7);
        let reason = "placeholder reason";
        let asked =
            store.ask_override(&by(), ana, agency.id, Compartment::Care, record, reason).await.unwrap();
        assert_eq!(store.overrides_waiting(agency.id).await.unwrap()[0].reason.as_deref(), Some(reason));
        assert!(store.decide_override(&by(), asked, ben, Some(until)).await.unwrap());
        assert!(!store.decide_override(&by(), asked, ben, None).await.unwrap(), "decided once");
        assert_eq!(store.overrides_running(ana).await.unwrap().len(), 1);

        assert_eq!(store.offboard(&by(), ana).await.unwrap(), Standing::Changed(0));
        assert!(store.session(&[1; 32]).await.unwrap().is_none());
        assert!(store.passkey_of_id(&[1; 32]).await.unwrap().is_none());
        assert!(store.absence(ana).await.unwrap().is_none());
        assert!(store.areas().await.unwrap().is_empty());
        assert!(store.overrides_running(ana).await.unwrap().is_empty());
        let row = store.override_by_id(asked).await.unwrap().unwrap();
        assert_eq!((row.state, row.reason.as_deref()), (OverrideState::Ended, Some(reason)));
        let record = store.user_by_id(ana).await.unwrap().unwrap();
        assert!(!record.active && store.secrets_of(&record).await.unwrap().password_hash.is_empty());
        prove(&scene).await;
    }
}

#[tokio::test]
async fn another_role_ends_what_came_with_the_old_one() {
    for scene in scenes().await {
        let store = &scene.store;
        let (first, second) = (agency(store, "First").await, agency(store, "Second").await);
        let ana = user(store, &first, "ana", Role::Administrator).await;
        let ben = user(store, &first, "ben", Role::Analyst).await;
        store.begin_session(&by(), ben, &[1; 32], &[0; 32], "password").await.unwrap();
        let new = |user, seen, role, agency| NewStanding {
            user,
            seen,
            role,
            agency,
            reason: "placeholder reason",
            leads_back: true,
            referrals_back: true,
        };
        let last = new(ana, 0, Role::Analyst, first.id);
        assert_eq!(store.change_standing(&by(), &last).await.unwrap(), Standing::Last, "{}", scene.name);
        let moved = new(ben, 0, Role::Administrator, second.id);
        assert_eq!(store.change_standing(&by(), &moved).await.unwrap(), Standing::Changed(0));
        assert_eq!(store.change_standing(&by(), &moved).await.unwrap(), Standing::Conflict);
        assert!(store.session(&[1; 32]).await.unwrap().is_none());
        let record = store.user_by_id(ben).await.unwrap().unwrap();
        assert_eq!((record.user.role, record.user.agency), (Role::Administrator, second.id));
        assert_eq!(store.secrets_of(&record).await.unwrap().password_hash, "placeholder hash");
        let told = store.moves_of(ben).await.unwrap();
        assert_eq!((told.len(), told[0].reason.as_deref()), (1, Some("placeholder reason")));
        // Where there is another, the first may go; an administrator of a removed agency is none.
        store.close_agency(&by(), second.id).await.unwrap();
        assert_eq!(store.change_standing(&by(), &last).await.unwrap(), Standing::Last);
        // Neither does the last one leave, nor go with their agency.
        assert_eq!(store.offboard(&by(), ana).await.unwrap(), Standing::Last);
        assert_eq!(store.close_agency(&by(), first.id).await.unwrap(), AgencyEnd::Last);
        assert!(store.user_by_id(ana).await.unwrap().unwrap().active);
        prove(&scene).await;
    }
}

#[tokio::test]
async fn the_audit_finds_by_person_action_and_time() {
    for scene in scenes().await {
        let store = &scene.store;
        let agency = agency(store, "First").await;
        let by = |actor: &str| store::By {
            actor: actor.into(),
            agency: Some(agency.id),
            purpose: "placeholder".into(),
        };
        for number in 0..30 {
            let who = if number % 3 == 0 { "ana" } else { "ben" };
            store.note_search(&by(who), "identifier", number).await.unwrap();
        }
        let middle = store.clock().now();
        store.note_refusal(&by("ana"), "read_report").await.unwrap();
        store.note_search(&by("ana"), "identifier", 99).await.unwrap();
        let find = async |filter: AuditFilter| store.audit(&filter, 100).await.unwrap();
        let ana = AuditFilter { actor: Some("ana".into()), ..AuditFilter::default() };
        assert_eq!(find(ana.clone()).await.len(), 12, "{}", scene.name);
        assert_eq!(find(AuditFilter { action: Some("searched".into()), ..ana.clone() }).await.len(), 11);
        assert_eq!(find(AuditFilter { from: Some(middle), ..ana.clone() }).await.len(), 2);
        assert_eq!(find(AuditFilter { before: Some(middle), ..ana.clone() }).await.len(), 10);
        let loud = find(AuditFilter { loud: true, ..AuditFilter::default() }).await;
        assert_eq!(loud.iter().map(|line| line.action.as_str()).collect::<Vec<_>>(), ["access_refused"]);
        let searched = AuditFilter { action: Some("searched".into()), ..AuditFilter::default() };
        assert_eq!(find(searched).await.len(), 31);
        let all = find(AuditFilter::default()).await;
        assert!(all.windows(2).all(|pair| pair[0].seq > pair[1].seq), "the latest first");
        let below = find(AuditFilter { below: Some(all[5].seq), ..AuditFilter::default() }).await;
        assert_eq!(below[0].seq, all[6].seq);
    }
}

#[tokio::test]
async fn a_token_is_spent_once_and_forgotten_when_it_is_over() {
    for scene in scenes().await {
        let store = &scene.store;
        let soon = store.clock().now().plus_seconds(60);
        assert!(store.spend_token(b"token", soon).await.unwrap());
        assert!(!store.spend_token(b"token", soon).await.unwrap(), "{}", scene.name);
        assert!(store.spend_token(b"another", soon).await.unwrap());
    }
}
