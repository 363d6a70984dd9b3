//! What comes in at the public door, for the tests of the desk behind it.

use crate::scene::{CALM, Scene};
use model::{InboxId, Reference};
use response::{
    Actor, Permit,
    door::{
        campaigns,
        form::Telling,
        inbox,
        tell::{self, Sent, Told},
    },
    policy::Action,
};

/// Words of a reporter that no list may show.
pub(crate) const TOLD: &str = "placeholder: what the reporter wrote";

pub(crate) fn visitor<A: Action>() -> Permit<A> {
    Actor::Visitor.permit("test").unwrap()
}

/// Tells something at the public door.
pub(crate) async fn told(scene: &Scene, words: &str, more: &[(&str, &str)]) -> Told {
    let desk = &scene.desk;
    let pairs = [("words", words)].into_iter().chain(more.iter().copied());
    let answers = desk.door.form.answers(Telling::Saw, pairs);
    let token = response::door::token::FormToken::new(&desk.store);
    let sent = Sent {
        answers: &answers,
        language: "fil",
        token: &token.text(),
        work: "",
        default_country: None,
        refused_fields: 0,
    };
    tell::tell(&desk.store, &visitor(), &desk.factors, &desk.door, sent).await.unwrap()
}

/// A conversation that waits: the reporter came back with the code and wrote.
pub(crate) async fn waiting(scene: &Scene) -> (InboxId, Reference) {
    waiting_about(scene, "placeholder: the report itself").await
}

/// The same about another report.
pub(crate) async fn waiting_about(scene: &Scene, words: &str) -> (InboxId, Reference) {
    let told = told(scene, words, &[("country", "PH")]).await;
    let desk = &scene.desk;
    let entered = inbox::enter(&desk.store, &visitor(), &desk.door, &told.code).await.unwrap();
    inbox::say(&desk.store, &visitor(), entered.id, TOLD).await.unwrap();
    (entered.id, told.receipt.reference)
}

/// Reports past what is calm: all but the first few are held in burst 1; one of them says danger.
pub(crate) async fn flood(scene: &Scene, held: usize) {
    for number in 0..CALM {
        told(scene, &format!("placeholder before {number}"), &[]).await;
    }
    for number in 0..held {
        let danger: &[(&str, &str)] = if number == 1 { &[("safe", "no")] } else { &[] };
        assert!(told(scene, &format!("{TOLD} {number}"), danger).await.held);
    }
}

/// Something for every page: returns the id of the conversation.
pub(crate) async fn filled(scene: &Scene) -> String {
    let (id, _) = waiting(scene).await;
    flood(scene, 2).await;
    let permit = Actor::Operator.permit("test").unwrap();
    assert!(campaigns::add(&scene.desk.store, &permit, "p7", "Posters of the south").await.unwrap());
    id.to_string()
}

/// Where the journal ends now.
pub(crate) async fn end(scene: &Scene) -> i64 {
    scene.desk.store.checkpoint().await.unwrap().seq()
}
