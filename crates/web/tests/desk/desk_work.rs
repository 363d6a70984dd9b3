//! Decisions, drafts and referrals in browsers: nobody's words are lost, nobody sees what was not handed over.

use crate::{
    sample::{self, SENSITIVE},
    scene::{Answer, Browser, Scene, field},
};
use axum::http::StatusCode;
use model::Role;

const NOTE: &str = "placeholder: what one of the two wrote";
const OTHER: &str = "placeholder: what the other wrote";

async fn decide(browser: &mut Browser, path: &str, seen: &str, decision: &str, note: &str) -> Answer {
    let fields = [("seen", seen), ("decision", decision), ("to", ""), ("note", note)];
    browser.submit(&format!("{path}/decide"), &fields).await
}

#[tokio::test]
async fn two_people_on_one_lead_both_keep_their_words() {
    let scene = Scene::new().await;
    let path = format!("/leads/{}", scene.reference);
    let (mut one, mut two) = (scene.signed_in(Role::Analyst).await, scene.signed_in(Role::Supervisor).await);
    // Both open the lead, then both send.
    let seen = field(&one.get(&path).await.body, "seen");
    assert_eq!(field(&two.get(&path).await.body, "seen"), seen);
    let first = decide(&mut one, &path, &seen, "reorder.more_urgent", NOTE).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
    let second = decide(&mut two, &path, &seen, "no_concern.not_meant", OTHER).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.body.contains(NOTE), "the other's words");
    assert!(second.body.contains(OTHER), "one's own words");
    assert!(second.body.contains("value=\"no_concern.not_meant\" selected"), "one's own choice");
    // Sent again with what is there now, both stand in the history.
    let now = field(&second.body, "seen");
    assert_ne!(now, seen);
    let again = decide(&mut two, &path, &now, "no_concern.not_meant", OTHER).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let page = one.get(&path).await.body;
    assert!(page.contains(NOTE) && page.contains(OTHER));
    assert!(!one.get("/queue").await.body.contains(&format!("href=\"{path}\"")));
    assert!(one.get("/queue?view=no_concern").await.body.contains(&format!("href=\"{path}\"")));
}

#[tokio::test]
async fn what_was_typed_survives_a_lost_session() {
    let scene = Scene::new().await;
    let path = format!("/leads/{}", scene.reference);
    let mut browser = scene.signed_in(Role::Analyst).await;
    let fields = [("decision", "reorder.more_urgent"), ("to", ""), ("note", NOTE), ("keep", "yes")];
    let kept = browser.submit(&format!("{path}/decide"), &fields).await;
    assert_eq!(kept.header("location"), format!("{path}?done=kept"));
    // The session is gone: the browser is sent to sign in and what it sends is not taken.
    let mut lost = browser.clone();
    lost.cookies.clear();
    let sent = lost.post(&format!("{path}/decide"), &fields).await;
    assert_eq!((sent.status, sent.header("location")), (StatusCode::SEE_OTHER, "/sign-in"));
    browser.submit("/sign-out", &[]).await;
    // Signed in again, it is there; nobody else has it.
    let page = scene.signed_in(Role::Analyst).await.get(&path).await.body;
    assert!(page.contains(NOTE) && page.contains("value=\"reorder.more_urgent\" selected"), "{page}");
    assert!(!scene.signed_in(Role::Supervisor).await.get(&path).await.body.contains(NOTE));
    // Sent, it is a draft no more.
    let mut browser = scene.signed_in(Role::Analyst).await;
    let seen = field(&browser.get(&path).await.body, "seen");
    assert_eq!(
        decide(&mut browser, &path, &seen, "reorder.more_urgent", NOTE).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(!browser.get(&path).await.body.contains("Your draft of"));
}

#[tokio::test]
async fn a_decision_that_is_wrong_is_shown_again_with_its_words() {
    let scene = Scene::new().await;
    let path = format!("/leads/{}", scene.reference);
    let mut browser = scene.signed_in(Role::Analyst).await;
    for (decision, note) in [("", NOTE), ("no_concern.other", ""), ("assign.load", NOTE), ("nonsense", NOTE)]
    {
        let seen = field(&browser.get(&path).await.body, "seen");
        let answer = decide(&mut browser, &path, &seen, decision, note).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{decision}");
        assert!(answer.body.contains(note) && answer.body.contains("role=\"alert\""));
    }
    // From where it stands, it cannot be opened again.
    let seen = field(&browser.get(&path).await.body, "seen");
    let answer = decide(&mut browser, &path, &seen, "reopen.mistake", NOTE).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.body.contains(NOTE));
}

#[tokio::test]
async fn a_lead_goes_to_another_agency_and_back() {
    let scene = Scene::new().await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let mut officer = scene.signed_in(Role::Investigator).await;
    let (lead, report) = (format!("/leads/{}", scene.reference), format!("/reports/{}", scene.reference));
    let missing = officer.get("/reports/TNG-2026-ZZZZ-Z").await;
    for path in [&lead, &report] {
        let hidden = officer.get(path).await;
        assert_eq!((hidden.status, &hidden.body), (missing.status, &missing.body), "{path}");
    }
    assert_eq!(officer.get("/queue").await.body.matches("data-row").count(), 0);
    let referral = format!("/referrals/{}", scene.refer(&mut analyst).await);
    // It waits on the desk of the receiver, in a list without words.
    let desk = officer.get("/desk").await.body;
    assert!(desk.contains(&referral) && !desk.contains("placeholder:"), "{desk}");
    assert_eq!(officer.get(&report).await.status, StatusCode::OK);
    assert_eq!(officer.get("/queue").await.body.matches("data-row").count(), 1);
    let shown = officer.get(&format!("{report}?words=shown")).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.body.contains(SENSITIVE));
    let open = officer.get(&referral).await.body;
    assert!(open.contains("placeholder: message") && open.contains("<strong>Seen</strong>"), "{open}");
    let accepted = officer.submit(&referral, &[("seen", &field(&open, "seen")), ("step", "accept")]).await;
    assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", accepted.body);
    assert!(analyst.get("/queue?view=accepted").await.body.contains(&format!("href=\"{lead}\"")));
    // The sender takes it back: with the next request it is gone.
    let page = analyst.get(&referral).await.body;
    let fields = [("seen", field(&page, "seen")), ("step", "revoke".into()), ("reason", "mistake".into())];
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(analyst.submit(&referral, &fields).await.status, StatusCode::SEE_OTHER);
    // The head of every page says by now that something is new.
    let missing = officer.get("/reports/TNG-2026-ZZZZ-Z").await;
    for path in [&lead, &report, &format!("{report}?words=shown")] {
        let hidden = officer.get(path).await;
        assert_eq!((hidden.status, &hidden.body), (missing.status, &missing.body), "{path}");
    }
    let ended = officer.get(&referral).await.body;
    assert!(!ended.contains("placeholder:") && !ended.contains(&report), "{ended}");
    // A form that was open still is answered with what is true, and the note stays.
    let fields = [("seen", field(&open, "seen")), ("step", "decline".into()), ("note", NOTE.into())];
    let mut fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.push(("reason", "no_capacity"));
    let late = officer.submit(&referral, &fields).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains(NOTE) && late.body.contains("could not be sent any more"), "{}", late.body);
    // It is theirs to keep elsewhere, or to throw away.
    assert!(officer.get(&referral).await.body.contains(NOTE));
    let thrown = officer.submit(&referral, &[("keep", "yes")]).await;
    assert_eq!(thrown.header("location"), referral);
    assert!(!officer.get(&referral).await.body.contains(NOTE));
}

/// What stands under a heading of the page of referrals.
fn under(page: &str, view: &str) -> String {
    let (_, rest) = page.split_once(&format!("<h2 id=\"{view}\">")).expect(view);
    rest.split("</section>").next().unwrap().to_owned()
}

/// Three views, and each side's supervisor sees their side's.
#[tokio::test]
async fn referrals_stand_where_they_belong_on_both_sides() {
    let scene = Scene::new().await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let referral = format!("/referrals/{}", scene.refer(&mut analyst).await);
    let permit = response::Actor::Operator.permit("test").unwrap();
    let (name, role) = ("marshal".parse().unwrap(), Role::Supervisor);
    let marshal =
        response::accounts::add_user_of(&scene.desk.store, &permit, name, scene.police, role).await.unwrap();
    let mut marshal = scene.signed_in_as(&marshal).await;
    let mut chief = scene.signed_in(Role::Supervisor).await;
    let mut officer = scene.signed_in(Role::Investigator).await;
    let link = format!("href=\"{referral}\"");
    let stands = async |browser: &mut Browser| -> Vec<&'static str> {
        let page = browser.get("/referrals").await.body;
        assert!(!page.contains("placeholder:"), "no word is in a list: {page}");
        let views = ["to-me", "to-team", "from-team", "ended"];
        views.into_iter().filter(|view| under(&page, view).contains(&link)).collect()
    };
    for (browser, view) in [
        (&mut analyst, "from-team"),
        (&mut chief, "from-team"),
        (&mut officer, "to-team"),
        (&mut marshal, "to-team"),
    ] {
        assert_eq!(stands(browser).await, [view]);
    }
    // Given to the officer by their supervisor: theirs, and their team's no more.
    let page = marshal.get(&referral).await.body;
    let (seen, to) = (field(&page, "seen"), scene.user(Role::Investigator).id.to_string());
    let given = marshal.submit(&format!("{referral}/give"), &[("seen", &seen), ("to", &to)]).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);
    assert_eq!(stands(&mut officer).await, ["to-me"]);
    assert_eq!(stands(&mut marshal).await, ["to-team"]);
    assert_eq!(stands(&mut chief).await, ["from-team"]);
    // Ended, it has ended on both sides.
    let seen = field(&officer.get(&referral).await.body, "seen");
    let fields = [("seen", seen.as_str()), ("step", "decline"), ("reason", "no_capacity"), ("note", NOTE)];
    assert_eq!(officer.submit(&referral, &fields).await.status, StatusCode::SEE_OTHER);
    for browser in [&mut analyst, &mut chief, &mut officer, &mut marshal] {
        assert_eq!(stands(browser).await, ["ended"]);
    }
    // One view alone, and a place that is none.
    let alone = chief.get("/referrals?view=ended&after=x").await.body;
    assert!(under(&alone, "ended").contains(&link) && !alone.contains("id=\"to-me\""));
}

/// No picture, ever: the only one in any page is our own mark, and none stands for what somebody sent.
#[test]
fn no_template_shows_a_picture_but_the_mark_of_the_house() {
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")];
    let mut marks = 0;
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for (_, tag) in text.match_indices("<img").map(|(at, _)| text.split_at(at)) {
                let tag = tag.split('>').next().unwrap();
                assert!(tag.contains("assets.icon.name"), "{}: {tag}>", path.display());
                marks += 1;
            }
            for other in [
                "<picture",
                "<video",
                "<audio",
                "<object",
                "<embed",
                "<iframe",
                "<canvas",
                "background-image",
            ] {
                assert!(!text.contains(other), "{}: {other}", path.display());
            }
        }
    }
    assert!(marks > 1, "only {marks} found: the test looks in the wrong place");
}

#[tokio::test]
async fn the_day_is_ones_own_and_the_supervisors() {
    let scene = Scene::new().await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    analyst.get(&format!("/reports/{}?words=shown", scene.reference)).await;
    let desk = analyst.get("/desk").await.body;
    assert!(
        desk.contains("Records opened</dt><dd>1") && desk.contains("words were asked for</dt><dd>1"),
        "{desk}"
    );
    let set = analyst.submit("/desk/day", &[("heavy", "yes")]).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER);
    assert!(analyst.get("/desk").await.body.contains("marked as a heavy day"));
    let chief = scene.signed_in(Role::Supervisor).await.get("/desk").await.body;
    assert!(chief.contains("Your people today") && chief.contains("Heavy day"));
    assert!(!analyst.get("/desk").await.body.contains("Your people today"));
}

#[tokio::test]
async fn filters_are_kept_under_a_name() {
    let scene = Scene::new().await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let fields = [("name", "Hotline at night"), ("query", "view=unassigned&channel=hotline")];
    let kept = analyst.submit("/desk/filters", &fields).await;
    assert_eq!(kept.header("location"), "/queue?view=unassigned&channel=hotline");
    let queue = analyst.get("/queue").await.body;
    assert!(
        queue.contains("Hotline at night") && queue.contains("/queue?view=unassigned&#38;channel=hotline")
    );
    let drop = field(&queue, "drop");
    analyst.submit("/desk/filters", &[("drop", &drop)]).await;
    assert!(!analyst.get("/queue").await.body.contains("Hotline at night"));
}

#[tokio::test]
async fn every_page_of_the_desk_speaks_every_language() {
    let scene = Scene::new().await;
    let mut analyst = scene.signed_in(Role::Supervisor).await;
    let referral = scene.refer(&mut analyst).await;
    let lead = format!("/leads/{}", scene.reference);
    let seen = field(&analyst.get(&lead).await.body, "seen");
    decide(&mut analyst, &lead, &seen, "assign.load", NOTE).await;
    for language in ["en", "fil", "ceb", "id"] {
        analyst.language = language;
        for path in ["/desk", "/queue", "/referrals", "/figures", &lead, &format!("{lead}/refer")] {
            let page = analyst.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(page.body.contains(&format!("<html lang=\"{language}\"")), "{path}");
            assert!(!page.body.contains('\u{27e6}'), "{path} in {language}: {}", page.body);
        }
        let page = analyst.get(&format!("/referrals/{referral}")).await;
        assert!(page.status == StatusCode::OK && !page.body.contains('\u{27e6}'), "{language}");
    }
}

/// The example and the walk in a browser need many leads: reports that nothing ties.
#[tokio::test]
async fn reports_apart_are_leads_of_their_own() {
    let scene = Scene::new().await;
    let (_, before) = scene.desk.linker.counts();
    for number in 0..5 {
        sample::deliver(&scene.desk.store, &scene.desk.factors, sample::apart(number)).await;
    }
    scene.desk.linker.catch_up(&scene.desk.store, |_, _| {}).await.unwrap();
    assert_eq!(scene.desk.linker.counts().1, before + 5);
}
