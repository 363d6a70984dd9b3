//! Signing in: nobody learns which part was wrong, a guesser slows but never shuts out, sessions end.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on must fail")]

mod support;

use model::Role;
use response::{
    Actor, ResponseError,
    accounts::{self, Credentials},
    sign_in::{IDLE_SECONDS, LONGEST_SECONDS, SignInError, SignedIn, resume, sign_in, sign_out},
};
use support::Scene;

async fn with_ana() -> (Scene, Credentials) {
    let scene = Scene::new().await;
    let permit = Actor::Operator.permit("test").unwrap();
    let ana = accounts::add_user(&scene.store, &permit, "ana".parse().unwrap(), Role::Analyst).await.unwrap();
    (scene, ana)
}

fn code(scene: &Scene, ana: &Credentials) -> String {
    Credentials::code_of(&ana.totp_secret, scene.clock.now()).unwrap()
}

async fn enter(scene: &Scene, ana: &Credentials) -> SignedIn {
    sign_in(&scene.store, "ana", &ana.password, &code(scene, ana))
        .await
        .unwrap_or_else(|error| panic!("{error}"))
}

async fn refused(scene: &Scene, name: &str, password: &str, code: &str) -> SignInError {
    match sign_in(&scene.store, name, password, code).await {
        Err(ResponseError::SignIn(error)) => error,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("signed in"),
    }
}

#[tokio::test]
async fn whatever_is_wrong_the_answer_is_the_same() {
    let (scene, ana) = with_ana().await;
    let right = code(&scene, &ana);
    for (name, password, code) in [
        ("ben", ana.password.as_str(), right.as_str()),
        ("ana", "wrong", &right),
        ("ana", &ana.password, "000000"),
        ("no name at all!", &ana.password, &right),
        ("", "", ""),
    ] {
        assert_eq!(refused(&scene, name, password, code).await, SignInError::Wrong, "{name}");
    }
    assert_eq!(enter(&scene, &ana).await.user.name.to_string(), "ana");
}

#[tokio::test]
async fn a_code_opens_once() {
    let (scene, ana) = with_ana().await;
    enter(&scene, &ana).await;
    let again = refused(&scene, "ana", &ana.password, &code(&scene, &ana)).await;
    assert_eq!(again, SignInError::Wrong);
    scene.clock.forward(60);
    enter(&scene, &ana).await;
}

#[tokio::test]
async fn a_guesser_slows_the_right_person_but_never_shuts_them_out() {
    let (scene, ana) = with_ana().await;
    let mut longest = 0;
    for _ in 0..20 {
        // As fast as the waiting allows.
        while let SignInError::Wait { seconds } = refused(&scene, "ana", "guess", "123456").await {
            longest = longest.max(seconds);
            scene.clock.forward(seconds);
        }
    }
    assert_eq!(longest, 30);
    // Right words within the waiting are not even looked at; after it they open.
    let waiting = refused(&scene, "ana", &ana.password, &code(&scene, &ana)).await;
    assert!(matches!(waiting, SignInError::Wait { .. }), "{waiting}");
    scene.clock.forward(30);
    enter(&scene, &ana).await;
    // And the count begins anew.
    assert_eq!(refused(&scene, "ana", "guess", "123456").await, SignInError::Wrong);
    assert_eq!(refused(&scene, "ana", "guess", "123456").await, SignInError::Wrong);
}

#[tokio::test]
async fn sessions_end() {
    let (scene, ana) = with_ana().await;
    let session = enter(&scene, &ana).await;
    let (actor, held) = resume(&scene.store, session.token.as_ref()).await.unwrap().unwrap();
    assert!(matches!(&actor, Actor::User(user) if user.role == Role::Analyst));
    assert!(resume(&scene.store, &[9; 32]).await.unwrap().is_none(), "a token nobody has");
    // By being left alone.
    scene.clock.forward(IDLE_SECONDS + 1);
    assert!(resume(&scene.store, session.token.as_ref()).await.unwrap().is_none());
    // By being signed out of.
    let second = enter(&scene, &ana).await;
    let (actor_again, held_again) = resume(&scene.store, second.token.as_ref()).await.unwrap().unwrap();
    sign_out(&scene.store, &actor_again, second.token.as_ref(), &held_again).await.unwrap();
    assert!(resume(&scene.store, second.token.as_ref()).await.unwrap().is_none());
    assert_ne!(held.created_at, held_again.created_at);
    // And at the latest after its longest time, however busy.
    scene.clock.forward(60);
    let third = enter(&scene, &ana).await;
    let mut left = LONGEST_SECONDS;
    while left > 0 {
        assert!(resume(&scene.store, third.token.as_ref()).await.unwrap().is_some(), "{left} s left");
        scene.clock.forward(IDLE_SECONDS / 2);
        left -= IDLE_SECONDS / 2;
    }
    scene.clock.forward(1);
    assert!(resume(&scene.store, third.token.as_ref()).await.unwrap().is_none());
}
