//! A referral is handed on in browsers: the form offers what may be given and no more, and keeps what was typed.

use crate::scene::{Browser, Scene, field};
use axum::http::StatusCode;
use model::{Agency, AgencyId, AgencyKind, Role};
use response::{
    Actor,
    accounts::{self, Credentials},
};

const WORDS: &str = "placeholder: what is handed on";

/// An agency with somebody of a role.
async fn agency(scene: &Scene, name: &str, user: &str, role: Role) -> (AgencyId, Credentials) {
    let store = &scene.desk.store;
    let id = model::new_id(store.clock(), &mut store.fork_rng());
    let agency = Agency { id, name: name.into(), kind: AgencyKind::Prosecution, country: None };
    store.add_agency(&Actor::Operator.by("test"), &agency).await.unwrap();
    let permit = Actor::Operator.permit("test").unwrap();
    (id, accounts::add_user_of(store, &permit, user.parse().unwrap(), id, role).await.unwrap())
}

/// A referral of the full report that the police accepted: its address.
async fn accepted(scene: &Scene, officer: &mut Browser) -> String {
    let referral = format!("/referrals/{}", scene.refer(&mut scene.signed_in(Role::Analyst).await).await);
    let open = officer.get(&referral).await.body;
    assert!(!open.contains(&format!("{referral}/on")), "not before it is accepted: {open}");
    assert_eq!(officer.get(&format!("{referral}/on")).await.header("location"), referral);
    let answer = officer.submit(&referral, &[("seen", &field(&open, "seen")), ("step", "accept")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    referral
}

fn fields<'a>(seen: &'a str, to: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut all = vec![("seen", seen), ("to", to), ("purpose", "prosecute"), ("message", WORDS)];
    all.extend([("basis", "criminal_procedure"), ("compartment", "words"), ("until", ""), ("deadline", "")]);
    all
}

#[tokio::test]
async fn the_police_hand_on_what_they_have() {
    let scene = Scene::new().await;
    let (court, prosecutor) =
        agency(&scene, "Court of the north", "prosecutor-north", Role::Prosecutor).await;
    let mut officer = scene.signed_in(Role::Investigator).await;
    let mut prosecutor = scene.signed_in_as(&prosecutor).await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let referral = accepted(&scene, &mut officer).await;
    let (on, report) = (format!("{referral}/on"), format!("/reports/{}", scene.reference));
    assert!(officer.get(&referral).await.body.contains(&format!("href=\"{on}\"")));
    for language in ["en", "fil", "ceb", "id"] {
        officer.language = language;
        let page = officer.get(&on).await;
        assert!(page.status == StatusCode::OK && !page.body.contains('\u{27e6}'), "{}", page.body);
    }
    officer.language = "en";
    let page = officer.get(&on).await.body;
    // To others than those who have it; the parts they have; no reason of the lead, which does not change.
    assert!(page.contains(&court.to_string()) && !page.contains(&scene.police.to_string()), "{page}");
    assert!(!page.contains(&format!("value=\"{}\"", scene.agency)) && !page.contains("name=\"reason\""));
    assert!(page.contains("value=\"payments\"") && page.contains("name=\"person\""));
    // Nobody else hands it on: what is no business of theirs is not there.
    let missing = prosecutor.get("/nowhere").await.body;
    let hidden = prosecutor.get(&on).await;
    assert_eq!((hidden.status, &hidden.body), (StatusCode::NOT_FOUND, &missing));
    assert_eq!(analyst.get(&on).await.header("location"), referral);
    let seen = field(&page, "seen");
    let to = court.to_string();
    for browser in [&mut prosecutor, &mut analyst] {
        assert_eq!(browser.submit(&on, &fields(&seen, &to)).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(prosecutor.get(&report).await.status, StatusCode::NOT_FOUND);
    // What cannot be is said, and what was typed stays; a draft is kept.
    for (name, value) in [
        ("to", ""),
        ("to", scene.agency.as_str()),
        ("until", "2020-01-01"),
        ("purpose", "inform"),
        ("compartment", "all"),
        ("person", "x"),
    ] {
        let mut wrong = fields(&seen, &to);
        wrong.retain(|(known, _)| *known != name);
        wrong.push((name, value));
        let answer = officer.submit(&on, &wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(
            answer.body.contains(WORDS)
                && answer.body.contains("value=\"prosecute\" selected") == (name != "purpose")
        );
    }
    let mut kept = fields(&seen, &to);
    kept.push(("keep", "yes"));
    assert_eq!(officer.submit(&on, &kept).await.header("location"), format!("{on}?done=kept"));
    assert!(officer.get(&on).await.body.contains(WORDS));
    let sent = officer.submit(&on, &fields(&seen, &to)).await;
    assert_eq!(sent.header("location"), format!("{referral}?done=step"), "{}", sent.body);
    assert!(!officer.get(&on).await.body.contains(WORDS), "the draft is done with");
    // Sent again from the old form: told so, with the words.
    let again = officer.submit(&on, &fields(&seen, &to)).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.body.contains(WORDS) && again.body.contains("Your words are kept"));
    // It is there for the other agency, without what was not given.
    assert_eq!(prosecutor.get(&report).await.status, StatusCode::OK);
    let list = prosecutor.get("/referrals").await.body;
    let part = list.split("href=\"/referrals/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let part = format!("/referrals/{part}");
    let page = prosecutor.get(&part).await.body;
    assert!(page.contains(WORDS) && page.contains("handed on from another referral"), "{page}");
    assert!(!page.contains("Payments"), "{page}");
    // Whoever sent the first sees to whom it went, and cannot open it; the police can.
    for path in [&referral, &format!("/leads/{}", scene.reference)] {
        let page = analyst.get(path).await.body;
        assert!(
            page.contains("Court of the north") && page.contains("<strong>Seen</strong>"),
            "{path}: {page}"
        );
        assert!(!page.contains(&part) && !page.contains(WORDS), "{path}");
    }
    assert_eq!(analyst.get(&part).await.status, StatusCode::NOT_FOUND);
    assert!(officer.get(&referral).await.body.contains(&format!("href=\"{part}\"")));
    assert!(officer.get(&part).await.body.contains(WORDS));
    // Nothing came later: what was handed on is not widened, and by nobody else.
    let version = field(&officer.get(&part).await.body, "seen");
    let widen = format!("{part}/on/widen");
    assert_eq!(officer.submit(&widen, &[("seen", "1")]).await.status, StatusCode::CONFLICT);
    assert_eq!(officer.submit(&widen, &[("seen", &version)]).await.status, StatusCode::SEE_OTHER);
    for browser in [&mut prosecutor, &mut analyst] {
        assert_eq!(browser.submit(&widen, &[("seen", &version)]).await.status, StatusCode::NOT_FOUND);
    }
    // The centre takes the first back: both lose it with the next click.
    let seen = field(&analyst.get(&referral).await.body, "seen");
    let revoke = [("seen", seen.as_str()), ("step", "revoke"), ("reason", "mistake")];
    assert_eq!(analyst.submit(&referral, &revoke).await.status, StatusCode::SEE_OTHER);
    for browser in [&mut officer, &mut prosecutor] {
        assert_eq!(browser.get(&report).await.status, StatusCode::NOT_FOUND);
        let ended = browser.get(&part).await.body;
        assert!(ended.contains("What it was handed on from has ended") && !ended.contains(WORDS), "{ended}");
    }
    // A form that was open still: the words are kept, and nothing of the lead is shown.
    let late = officer.submit(&on, &fields(&seen, &to)).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains(WORDS) && !late.body.contains("name=\"person\""), "{}", late.body);
}

/// A person or a part that cannot be read is not left out: without the persons that are named, all would be opened.
#[tokio::test]
async fn what_cannot_be_read_opens_nothing() {
    let scene = Scene::new().await;
    let refer = format!("/leads/{}/refer", scene.reference);
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let (seen, to) = (field(&analyst.get(&refer).await.body, "seen"), scene.police.to_string());
    let right = || {
        let mut all = fields(&seen, &to);
        all.push(("reason", "child_at_risk"));
        all
    };
    for wrong in [("person", "x"), ("compartment", "all"), ("until", "x"), ("to", "")] {
        let mut sent = right();
        sent.retain(|(name, _)| *name != wrong.0);
        sent.push(wrong);
        let answer = analyst.submit(&refer, &sent).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
        assert!(answer.body.contains(WORDS), "{wrong:?}");
    }
    let lead = format!("/leads/{}?done=referred", scene.reference);
    assert_eq!(analyst.submit(&refer, &right()).await.header("location"), lead);
}
