//! How people come, sign in, are away and leave, and how an override is granted: each with what must not work.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on must fail")]

mod support;

use model::{AgencyId, AgencyKind, Compartment, Reference, Role, User};
use response::{
    Actor, Permit, ResponseError, accounts,
    overrides::{self, LASTS_SECONDS, WAITS_SECONDS},
    people::{
        self, DeskAddress,
        agencies::{self, AgencyForm},
        invitations::{self, ChoiceError, Chosen},
        leaving, own, passkeys,
        passkeys::Made,
    },
    policy::{Action, act},
    sign_in::{SignInError, SignedIn, resume},
};
use support::{Scene, authenticator::Authenticator};

fn keeper() -> Permit<act::KeepAccounts> {
    Actor::Operator.permit("test").unwrap()
}

fn desk() -> DeskAddress {
    DeskAddress::read("https://desk.example.org").unwrap()
}

fn permit<A: Action>(actor: &Actor) -> Permit<A> {
    actor.permit("test").unwrap_or_else(|refused| panic!("{refused:?}"))
}

async fn add_agency(scene: &Scene, name: &str) -> AgencyId {
    let form = AgencyForm { name: name.into(), kind: AgencyKind::Police, country: None, regions: Vec::new() };
    agencies::add(&scene.store, &keeper(), form).await.unwrap()
}

fn code_of(scene: &Scene, secret: &str) -> String {
    accounts::Credentials::code_of(secret, scene.clock.now()).unwrap()
}

/// Somebody who came with an invitation and a password.
async fn come(scene: &Scene, agency: AgencyId, name: &str, role: Role) -> SignedIn {
    let invited =
        invitations::invite(&scene.store, &keeper(), name.parse().unwrap(), agency, role).await.unwrap();
    let secret = invitations::new_totp_secret(&scene.store);
    let code = code_of(scene, &secret);
    let chosen = Chosen::Password { password: "placeholder password", totp_secret: &secret, code: &code };
    invitations::accept(&scene.store, None, &invited.code, chosen).await.unwrap()
}

fn actor(signed_in: &SignedIn) -> Actor {
    Actor::User(signed_in.user.clone())
}

fn wrong<T>(result: Result<T, ResponseError>) -> bool {
    matches!(result.err(), Some(ResponseError::SignIn(SignInError::Wrong)))
}

#[tokio::test]
async fn an_invitation_is_used_once_within_a_week_by_whoever_has_the_code() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let agency = add_agency(&scene, "Cybercrime office").await;
    let name: model::UserName = "ana".parse().unwrap();
    let invited =
        invitations::invite(store, &keeper(), name.clone(), agency, Role::Investigator).await.unwrap();
    for other in ["", "abcd-efgh", &invited.code.replace(&invited.code[..1], "9"), &"a".repeat(32)] {
        assert!(wrong(invitations::welcome(store, other).await), "{other}");
    }
    let welcome = invitations::welcome(store, &invited.code.to_uppercase()).await.unwrap();
    assert_eq!(welcome.agency, "Cybercrime office");
    let secret = invitations::new_totp_secret(store);
    let right = code_of(&scene, &secret);
    for (password, code, problem) in [
        ("short", right.as_str(), ChoiceError::Password),
        ("ana's placeholder", &right, ChoiceError::Password),
        ("placeholder password", "000000", ChoiceError::Code),
    ] {
        let chosen = Chosen::Password { password, totp_secret: &secret, code };
        match invitations::accept(store, None, &invited.code, chosen).await {
            Err(ResponseError::Choice(found)) => assert_eq!(found, problem),
            other => panic!("{:?}", other.err()),
        }
    }
    // A week and a second later it opens nothing; a second before, it does.
    scene.clock.forward(invitations::LASTS_SECONDS);
    assert!(wrong(invitations::welcome(store, &invited.code).await));
    let invited = invitations::invite(store, &keeper(), name, agency, Role::Investigator).await.unwrap();
    scene.clock.forward(invitations::LASTS_SECONDS - 1);
    let code = code_of(&scene, &secret);
    let chosen = || Chosen::Password { password: "placeholder password", totp_secret: &secret, code: &code };
    let signed_in = invitations::accept(store, None, &invited.code, chosen()).await.unwrap();
    assert_eq!((signed_in.user.agency, signed_in.user.role), (agency, Role::Investigator));
    assert!(resume(store, signed_in.token.as_ref()).await.unwrap().is_some());
    assert!(wrong(invitations::accept(store, None, &invited.code, chosen()).await), "used");
}

#[tokio::test]
async fn whoever_leaves_and_whose_agency_is_removed_lose_access_at_once() {
    let scene = Scene::new().await;
    let store = &scene.store;
    accounts::own_agency(store, &keeper()).await.unwrap();
    let agency = add_agency(&scene, "Police").await;
    let (ana, ben) = (
        come(&scene, agency, "ana", Role::Investigator).await,
        come(&scene, agency, "ben", Role::Investigator).await,
    );
    leaving::offboard(store, &keeper(), ana.user.id).await.unwrap();
    assert!(resume(store, ana.token.as_ref()).await.unwrap().is_none());
    assert!(resume(store, ben.token.as_ref()).await.unwrap().is_some());
    assert!(matches!(invitations::renew(store, &keeper(), ana.user.id).await, Err(ResponseError::NotFound)));
    agencies::close(store, &keeper(), agency).await.unwrap();
    assert!(resume(store, ben.token.as_ref()).await.unwrap().is_none());
    assert!(
        invitations::invite(store, &keeper(), "cara".parse().unwrap(), agency, Role::Analyst).await.is_err()
    );
    let own = store.first_agency().await.unwrap().unwrap();
    assert!(matches!(agencies::close(store, &keeper(), own).await, Err(ResponseError::Form(_))));
}

#[tokio::test]
async fn sessions_end_one_by_one_and_sooner_in_sensitive_work() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let agency = add_agency(&scene, "Police").await;
    let (ana, ben) = (
        come(&scene, agency, "ana", Role::SocialWorker).await,
        come(&scene, agency, "ben", Role::Analyst).await,
    );
    let cara = come(&scene, agency, "cara", Role::Analyst).await;
    let me = actor(&ben);
    let sessions = own::sessions(store, &permit(&me), &me).await.unwrap();
    assert_eq!(sessions.iter().map(|session| session.way.as_str()).collect::<Vec<_>>(), ["invitation"]);
    // Not somebody else's.
    let others = store.sessions_of(cara.user.id).await.unwrap();
    assert!(!own::end_session(store, &permit(&me), &me, others[0].id).await.unwrap());
    assert!(own::end_session(store, &permit(&me), &me, sessions[0].id).await.unwrap());
    assert!(resume(store, ben.token.as_ref()).await.unwrap().is_none());
    assert!(
        people::end_session_of(store, &keeper(), cara.user.id, others[0].id).await.unwrap(),
        "the administrator may"
    );
    scene.clock.forward(15 * 60);
    assert!(resume(store, ana.token.as_ref()).await.unwrap().is_some());
    scene.clock.forward(15 * 60 + 1);
    assert!(resume(store, ana.token.as_ref()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_password_changes_in_a_young_session_and_ends_the_others() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let agency = add_agency(&scene, "Police").await;
    let ana = come(&scene, agency, "ana", Role::Analyst).await;
    let me = actor(&ana);
    let (_, session) = resume(store, ana.token.as_ref()).await.unwrap().unwrap();
    store
        .begin_session(permit::<act::KeepOwnAccount>(&me).by(), ana.user.id, &[9; 32], &[0; 32], "passkey")
        .await
        .unwrap();
    let secret = invitations::new_totp_secret(store);
    let new = |current| own::NewPassword {
        current,
        password: "another placeholder",
        totp_secret: &secret,
        code: "",
    };
    assert!(wrong(own::change_password(store, &permit(&me), &me, &session, new("guessed wrong")).await));
    let code = code_of(&scene, &secret);
    let right = own::NewPassword { code: &code, ..new("placeholder password") };
    own::change_password(store, &permit(&me), &me, &session, right).await.unwrap();
    assert!(resume(store, ana.token.as_ref()).await.unwrap().is_some());
    assert!(resume(store, &[9; 32]).await.unwrap().is_none());
    scene.clock.forward(own::YOUNG_SECONDS + 1);
    let code = code_of(&scene, &secret);
    let late = own::NewPassword { code: &code, ..new("another placeholder") };
    assert!(matches!(
        own::change_password(store, &permit(&me), &me, &session, late).await,
        Err(ResponseError::Choice(ChoiceError::Old))
    ));
}

#[tokio::test]
async fn somebody_stands_in_for_whoever_is_away() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let agency = add_agency(&scene, "Police").await;
    let ana = come(&scene, agency, "ana", Role::Analyst).await;
    let ben = come(&scene, agency, "ben", Role::Analyst).await;
    come(&scene, agency, "cara", Role::Auditor).await;
    let me = actor(&ana);
    let own = permit::<act::KeepOwnAccount>(&me);
    let names = |users: Vec<User>| users.into_iter().map(|user| user.name.to_string()).collect::<Vec<_>>();
    assert_eq!(names(own::deputies(store, &own, &me).await.unwrap()), ["ben"]);
    let until = scene.clock.now().plus_seconds(86_400);
    for (until, deputy) in [
        (scene.clock.now(), Some("ben")),
        (until.plus_seconds(own::LEAVE_LONGEST), Some("ben")),
        (until, Some("cara")),
        (until, Some("ana")),
    ] {
        assert!(own::go_on_leave(store, &own, &me, until, deputy).await.is_err(), "{deputy:?}");
    }
    own::go_on_leave(store, &own, &me, until, Some("ben")).await.unwrap();
    let away = store.absences().await.unwrap();
    assert_eq!((away.len(), away[0].user, away[0].deputy), (1, ana.user.id, Some(ben.user.id)));
    scene.clock.forward(86_400);
    assert_eq!(store.absences().await.unwrap(), [], "back by the clock");
}

/// Something that is not as it should be.
type Fault = fn(&mut Authenticator);

/// A passkey on an account that came with an invitation.
async fn with_passkey(scene: &Scene) -> (SignedIn, Authenticator) {
    let agency = add_agency(scene, "Police").await;
    let invited =
        invitations::invite(&scene.store, &keeper(), "ana".parse().unwrap(), agency, Role::Investigator)
            .await
            .unwrap();
    let welcome = invitations::welcome(&scene.store, &invited.code).await.unwrap();
    let (id, name) = (welcome.invitation.id, &welcome.invitation.name);
    let mut phone = Authenticator::new(1);
    let options = passkeys::options_to_make(&scene.store, &desk(), "invitation", id.as_bytes(), name, &[]);
    let (challenge, answer) = phone.make(&options);
    let made = Made { challenge: &challenge, answer: &answer, label: "phone" };
    let signed_in = invitations::accept(&scene.store, Some(&desk()), &invited.code, Chosen::Passkey { made })
        .await
        .unwrap();
    (signed_in, phone)
}

#[tokio::test]
async fn a_passkey_opens_the_desk_and_nothing_that_is_not_quite_one_does() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let (ana, mut phone) = with_passkey(&scene).await;
    let ask = || passkeys::options_to_sign_in(store, &desk());
    let (challenge, answer) = phone.sign(&ask());
    let signed_in = passkeys::sign_in(store, &desk(), &challenge, &answer).await.unwrap();
    assert_eq!(signed_in.user.id, ana.user.id);
    let sessions = store.sessions_of(ana.user.id).await.unwrap();
    assert!(sessions.iter().any(|session| session.way == "passkey"));
    assert!(wrong(passkeys::sign_in(store, &desk(), &challenge, &answer).await), "the same answer twice");

    // Each fault by itself; in between the right thing still works.
    let faults: [(&str, Fault); 7] = [
        ("another site", |phone| phone.origin = "https://desk.example.net"),
        ("another host", |phone| phone.host = "example.org"),
        ("nobody verified", |phone| phone.flags = 1),
        ("nobody present", |phone| phone.flags = 4),
        ("in a frame of another site", |phone| phone.framed = true),
        ("another key", |phone| phone.key = ed25519_dalek::SigningKey::from_bytes(&[2; 32])),
        ("another person", |phone| phone.handle = "AAAA".into()),
    ];
    for (name, fault) in faults {
        let mut other = Authenticator::new(1);
        (other.handle, other.counter) = (phone.handle.clone(), phone.counter);
        fault(&mut other);
        let (challenge, answer) = other.sign(&ask());
        assert!(wrong(passkeys::sign_in(store, &desk(), &challenge, &answer).await), "{name}");
    }
    let (challenge, answer) = phone.sign(&ask());
    passkeys::sign_in(store, &desk(), &challenge, &answer).await.unwrap();

    // A copy whose counter is behind; a challenge of another purpose; one that is too old.
    let behind = phone.counter;
    phone.counter = 0;
    let (challenge, answer) = phone.sign(&ask());
    assert!(wrong(passkeys::sign_in(store, &desk(), &challenge, &answer).await), "a copy");
    phone.counter = behind + 10;
    let name = &ana.user.name;
    let other_purpose = passkeys::options_to_make(store, &desk(), "own", ana.user.id.as_bytes(), name, &[]);
    let (challenge, answer) = phone.sign(&other_purpose);
    assert!(wrong(passkeys::sign_in(store, &desk(), &challenge, &answer).await), "another purpose");
    let old = ask();
    scene.clock.forward(15 * 60);
    let (challenge, answer) = phone.sign(&old);
    assert!(wrong(passkeys::sign_in(store, &desk(), &challenge, &answer).await), "too old");
    assert!(wrong(passkeys::sign_in(store, &desk(), "AAAA", "{}").await));

    leaving::offboard(store, &keeper(), ana.user.id).await.unwrap();
    let (challenge, answer) = phone.sign(&ask());
    assert!(wrong(passkeys::sign_in(store, &desk(), &challenge, &answer).await), "off-boarded");
}

#[tokio::test]
async fn passkeys_are_added_and_taken_away_but_never_the_last_way_in() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let (ana, _) = with_passkey(&scene).await;
    let me = actor(&ana);
    let own = permit::<act::KeepOwnAccount>(&me);
    let (_, session) = resume(store, ana.token.as_ref()).await.unwrap().unwrap();
    let ways = own::ways(store, &own, &me).await.unwrap();
    assert!(!ways.password && ways.passkeys.len() == 1 && ways.passkeys[0].passkey.label == "phone");
    assert!(matches!(
        own::remove_passkey(store, &own, &me, &session, ways.passkeys[0].key).await,
        Err(ResponseError::Choice(ChoiceError::Last))
    ));
    let mut key = Authenticator::new(7);
    let options = |bound: &[u8]| {
        passkeys::options_to_make(store, &desk(), "own", bound, &ana.user.name, &ways.passkeys)
    };
    assert_eq!(options(ana.user.id.as_bytes())["excludeCredentials"].as_array().unwrap().len(), 1);
    // A challenge that was made for somebody else.
    let (challenge, answer) = key.make(&options(&[3; 16]));
    let made = Made { challenge: &challenge, answer: &answer, label: "key" };
    assert!(own::add_passkey(store, &own, &me, &session, &desk(), made).await.is_err());
    let (challenge, answer) = key.make(&options(ana.user.id.as_bytes()));
    let made = Made { challenge: &challenge, answer: &answer, label: "key" };
    assert!(own::add_passkey(store, &own, &me, &session, &desk(), made).await.unwrap());
    assert!(own::add_passkey(store, &own, &me, &session, &desk(), made).await.is_err(), "twice");
    own::remove_passkey(store, &own, &me, &session, ways.passkeys[0].key).await.unwrap();
    assert_eq!(own::ways(store, &own, &me).await.unwrap().passkeys[0].passkey.label, "key");
}

#[tokio::test]
async fn an_override_needs_a_second_person_of_the_same_agency_and_ends() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let (police, others) = (add_agency(&scene, "Police").await, add_agency(&scene, "Others").await);
    let ana = come(&scene, police, "ana", Role::Investigator).await;
    let boss = come(&scene, police, "boss", Role::Supervisor).await;
    let other = come(&scene, others, "other", Role::Supervisor).await;
    let (me, boss, other) = (actor(&ana), actor(&boss), actor(&other));
    let record = Reference::new(2026, 7);
    let ask = async |actor: &Actor, reason: &str| {
        overrides::ask(store, &permit(actor), actor, Compartment::Report, record, reason).await
    };
    let reads = async |record: Reference| {
        let running = overrides::running(store, &me).await.unwrap();
        overrides::permit_on::<act::ReadReport>(store, &me, &running, "read", record).await.unwrap()
    };
    assert!(ask(&me, "  short  ").await.is_err(), "a word is no reason");
    let id = ask(&me, "placeholder: the child is in danger now").await.unwrap();
    assert!(reads(record).await.is_none(), "asking opens nothing");
    assert!(matches!(
        overrides::decide(store, &permit(&other), &other, id, true).await,
        Err(ResponseError::NotFound)
    ));
    assert!(overrides::waiting(store, &permit(&other), &other).await.unwrap().is_empty());
    assert_eq!(overrides::waiting(store, &permit(&boss), &boss).await.unwrap().len(), 1);
    assert!(overrides::decide(store, &permit(&boss), &boss, id, true).await.unwrap());
    let granted = reads(record).await.unwrap();
    assert!(granted.covers(record) && !granted.covers(Reference::new(2026, 8)));
    assert!(reads(Reference::new(2026, 8)).await.is_none());
    let running = overrides::running(store, &me).await.unwrap();
    assert!(
        overrides::permit_on::<act::DecideLinks>(store, &me, &running, "decide", record)
            .await
            .unwrap()
            .is_none(),
        "an override reads; it decides nothing"
    );
    scene.clock.forward(LASTS_SECONDS);
    assert!(reads(record).await.is_none(), "over");

    // Not one's own, not too late, not twice, and given back it ends.
    let own = ask(&boss, "placeholder: a reason of the supervisor").await.unwrap();
    assert!(overrides::decide(store, &permit(&boss), &boss, own, true).await.is_err(), "oneself");
    let late = ask(&me, "placeholder: a reason that waits too long").await.unwrap();
    scene.clock.forward(WAITS_SECONDS + 1);
    assert!(overrides::decide(store, &permit(&boss), &boss, late, true).await.is_err(), "too late");
    let again = ask(&me, "placeholder: another reason").await.unwrap();
    assert!(overrides::decide(store, &permit(&boss), &boss, again, true).await.unwrap());
    assert!(!overrides::decide(store, &permit(&boss), &boss, again, false).await.unwrap(), "decided once");
    assert!(overrides::give_back(store, &permit(&boss), &boss, again).await.is_err(), "not theirs");
    assert!(overrides::give_back(store, &permit(&me), &me, again).await.unwrap());
    assert!(reads(record).await.is_none());
    let journal: Vec<String> =
        store.journal_of(again.as_bytes(), 10).await.unwrap().into_iter().map(|line| line.action).collect();
    assert_eq!(journal, ["override_asked", "override_decided", "override_ended"]);
    let journal = store.journal_of(id.as_bytes(), 10).await.unwrap();
    assert!(journal.iter().any(|line| line.action == "override_used" && line.purpose.contains("override")));
}
