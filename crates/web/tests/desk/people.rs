//! Pages of people and agencies: invitations, settings, off-boarding, overrides, the audit view.

use crate::{
    sample::SENSITIVE,
    scene::{Answer, Browser, Scene, field},
};
use axum::http::StatusCode;
use model::{Clock, Role};
use response::{
    Actor,
    accounts::{self, Credentials},
};

/// The words between two marks of a page.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    page.split_once(from).expect(from).1.split(to).next().unwrap()
}

async fn invited(scene: &Scene, name: &str, role: &str) -> String {
    let mut admin = scene.signed_in(Role::Administrator).await;
    let fields = [("name", name), ("role", role), ("agency", scene.agency.as_str())];
    let page = admin.submit("/accounts/invite", &fields).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("https://desk.example.org/invitation"));
    between(&page.body, "<code class=\"large\">", "<").to_owned()
}

/// Goes the way of an invited person; returns the answer to the last step.
async fn choose(scene: &Scene, browser: &mut Browser, code: &str) -> Answer {
    let page = browser.post("/invitation", &[("code", code)]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let secret = field(&page.body, "totp_secret");
    let totp = Credentials::code_of(&secret, scene.clock.now()).unwrap();
    let fields = [
        ("code", code),
        ("password", "placeholder password"),
        ("again", "placeholder password"),
        ("totp_secret", &secret),
        ("totp", &totp),
    ];
    browser.post("/invitation/accept", &fields).await
}

#[tokio::test]
async fn somebody_is_invited_chooses_a_password_and_leaves() {
    let scene = Scene::new().await;
    let code = invited(&scene, "nena", "investigator").await;
    let mut browser = scene.browser();
    let wrong = browser.post("/invitation", &[("code", "abcd-efgh")]).await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    assert!(wrong.body.contains("This code opens nothing"));
    let page = browser.post("/invitation", &[("code", &code)]).await;
    assert!(page.body.contains("nena") && page.body.contains("Investigator"), "{}", page.body);
    assert!(page.body.contains("data-passkey=\"make\"") && page.body.contains("class=\"qr\""));
    let secret = field(&page.body, "totp_secret");
    let fields = [
        ("code", code.as_str()),
        ("password", "placeholder password"),
        ("again", "another"),
        ("totp_secret", &secret),
        ("totp", "000000"),
    ];
    let mend = browser.post("/invitation/accept", &fields).await;
    assert_eq!(mend.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        mend.body.contains("differ") && field(&mend.body, "totp_secret") == secret,
        "the app is set up once"
    );
    let accepted = choose(&scene, &mut browser, &code).await;
    assert_eq!((accepted.status, accepted.header("location")), (StatusCode::SEE_OTHER, "/"));
    assert_eq!(browser.get("/settings").await.status, StatusCode::OK);
    assert_eq!(browser.get("/accounts").await.status, StatusCode::NOT_FOUND);
    let used = scene.browser().post("/invitation", &[("code", &code)]).await;
    assert_eq!(used.status, StatusCode::FORBIDDEN);

    let mut admin = scene.signed_in(Role::Administrator).await;
    let list = admin.get("/accounts").await.body;
    let before = list.split(">nena</a>").next().unwrap();
    let id = before.rsplit("/accounts/").next().unwrap().split('"').next().unwrap().to_owned();
    let path = format!("/accounts/{id}/offboard");
    let asks = admin.submit(&path, &[]).await;
    assert!(asks.body.contains("cannot be undone"));
    assert_eq!(browser.get("/settings").await.status, StatusCode::OK, "not yet");
    let done = admin.submit(&path, &[("sure", "yes")]).await;
    assert!(done.body.contains("All access of this person is ended."), "{}", done.body);
    assert_eq!(browser.get("/settings").await.header("location"), "/sign-in");
    let own = scene.user(Role::Administrator).id;
    let oneself = admin.submit(&format!("/accounts/{own}/offboard"), &[("sure", "yes")]).await;
    assert_eq!(oneself.status, StatusCode::NOT_FOUND, "nobody off-boards themselves");
}

#[tokio::test]
async fn an_invitation_taken_back_or_from_another_site_opens_nothing() {
    let scene = Scene::new().await;
    let code = invited(&scene, "nena", "analyst").await;
    let body = url::form_urlencoded::Serializer::new(String::new()).append_pair("code", &code).finish();
    let cross = [("sec-fetch-site", "cross-site")];
    assert_eq!(scene.browser().post_raw("/invitation", &cross, body).await.status, StatusCode::FORBIDDEN);
    let mut admin = scene.signed_in(Role::Administrator).await;
    let list = admin.get("/accounts").await.body;
    let path = between(&list, "action=\"/accounts/invitations/", "\"");
    let answer = admin.submit(&format!("/accounts/invitations/{path}"), &[]).await;
    assert_eq!(answer.header("location"), "/accounts?done=withdrawn#content");
    assert_eq!(scene.browser().post("/invitation", &[("code", &code)]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn sessions_are_listed_to_their_owner_and_end_one_by_one() {
    let scene = Scene::new().await;
    let mut first = scene.signed_in(Role::Analyst).await;
    let mut second = scene.signed_in(Role::Analyst).await;
    let page = first.get("/settings").await.body;
    assert_eq!(page.matches("This one").count(), 1);
    let session = between(&page, "action=\"/settings/sessions/", "/end");
    let mut other = scene.signed_in(Role::Auditor).await;
    let path = format!("/settings/sessions/{session}/end");
    assert_eq!(other.submit(&path, &[]).await.status, StatusCode::NOT_FOUND, "not their session");
    assert_eq!(first.submit(&path, &[]).await.header("location"), "/settings?done=session#content");
    assert_eq!(second.get("/queue").await.header("location"), "/sign-in");
    assert_eq!(first.get("/queue").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_override_opens_one_report_for_a_while_and_is_loud() {
    let scene = Scene::new().await;
    let path = format!("/reports/{}", scene.reference);
    let mut operator = scene.signed_in(Role::HotlineOperator).await;
    assert_eq!(operator.get(&path).await.status, StatusCode::NOT_FOUND);
    let fields = [
        ("record", scene.reference.as_str()),
        ("compartment", "report"),
        ("reason", "Placeholder reason of the walk"),
    ];
    let short = operator.submit("/overrides", &[fields[0], fields[1], ("reason", "so")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    let asked = operator.submit("/overrides", &fields).await;
    assert_eq!(asked.header("location"), "/overrides?done=asked#content");
    assert_eq!(operator.get(&path).await.status, StatusCode::NOT_FOUND, "asking opens nothing");
    let mut supervisor = scene.signed_in(Role::Supervisor).await;
    let page = supervisor.get("/overrides").await.body;
    assert!(page.contains("Placeholder reason of the walk"));
    let decide = format!("/overrides/{}/decide", between(&page, "action=\"/overrides/", "/decide"));
    let own = operator.submit(&decide, &[("answer", "grant")]).await;
    assert_eq!(own.status, StatusCode::NOT_FOUND, "not by oneself");
    let granted = supervisor.submit(&decide, &[("answer", "grant")]).await;
    assert_eq!(granted.header("location"), "/overrides?done=granted#content");
    let page = operator.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    let words = operator.get(&format!("{path}?words=shown")).await;
    assert_eq!(words.status, StatusCode::OK);
    for closed in ["/queue", &format!("{path}/journal"), "/reports/TNG-2026-7K3F-0"] {
        assert_eq!(operator.get(closed).await.status, StatusCode::NOT_FOUND, "{closed}");
    }
    let journal = scene.journal().await;
    let reads: Vec<_> = journal.iter().filter(|(action, _)| action == "report_read").collect();
    assert!(!reads.is_empty() && reads.iter().all(|(_, purpose)| purpose.contains("override")), "{reads:?}");
    let mut auditor = scene.signed_in(Role::Auditor).await;
    let audit = auditor.get("/audit").await.body;
    for loud in
        ["Override used", "Override decided", "Override asked for", "Access refused", "Placeholder reason"]
    {
        assert!(audit.contains(loud), "{loud}");
    }
    let mine = auditor.submit("/audit", &[("who", "hotline_operator"), ("all", "yes")]).await.body;
    assert!(
        mine.contains("Report opened")
            && !mine.contains("<td role=\"cell\" data-label=\"Who\"><span>supervisor")
    );
    // The session has ended by then; the override ends after four hours.
    scene.clock.pass(4 * 3_600 + 1);
    let mut operator = scene.signed_in(Role::HotlineOperator).await;
    assert_eq!(operator.get(&path).await.status, StatusCode::NOT_FOUND, "over");
}

/// A role that opens reports does not open this one: no referral does. An override of a second person of the same agency
/// does, and nothing besides.
#[tokio::test]
async fn an_override_opens_what_no_referral_opened() {
    let scene = Scene::new().await;
    let path = format!("/reports/{}", scene.reference);
    let mut investigator = scene.signed_in(Role::Investigator).await;
    assert_eq!(investigator.get(&path).await.status, StatusCode::NOT_FOUND);
    let fields = [
        ("record", scene.reference.as_str()),
        ("compartment", "report"),
        ("reason", "Placeholder reason of the walk"),
    ];
    investigator.submit("/overrides", &fields).await;
    let elsewhere = scene.signed_in(Role::Supervisor).await.get("/overrides").await.body;
    assert!(!elsewhere.contains("Placeholder reason"), "a supervisor of another agency is not asked");
    let permit = Actor::Operator.permit("test").unwrap();
    let chief = accounts::add_user_of(
        &scene.desk.store,
        &permit,
        "chief".parse().unwrap(),
        scene.police,
        Role::Supervisor,
    );
    let mut chief = scene.signed_in_as(&chief.await.unwrap()).await;
    let page = chief.get("/overrides").await.body;
    let decide = format!("/overrides/{}/decide", between(&page, "action=\"/overrides/", "/decide"));
    assert_eq!(chief.get(&path).await.status, StatusCode::NOT_FOUND, "whoever agrees sees no more by it");
    chief.submit(&decide, &[("answer", "grant")]).await;
    let mut investigator = scene.signed_in(Role::Investigator).await;
    assert_eq!(investigator.get(&path).await.status, StatusCode::OK);
    let words = investigator.get(&format!("{path}?words=shown")).await;
    assert!(words.status == StatusCode::OK && words.body.contains(SENSITIVE), "its words too");
    let queue = investigator.get("/queue").await;
    assert!(queue.status == StatusCode::OK && !queue.body.contains(&scene.reference), "no list shows it");
    for closed in [format!("/leads/{}", scene.reference), format!("{path}/journal")] {
        assert_eq!(investigator.get(&closed).await.status, StatusCode::NOT_FOUND, "{closed}");
    }
    let audit = scene.signed_in(Role::Auditor).await.get("/audit").await.body;
    assert!(audit.contains("Override used"), "loud");
}

#[tokio::test]
async fn a_removed_agency_is_out_at_once() {
    let scene = Scene::new().await;
    let mut admin = scene.signed_in(Role::Administrator).await;
    let wrong =
        admin.submit("/agencies", &[("name", "Police"), ("kind", "police"), ("regions", "PH_CEB")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("name", "Police <south>"), ("kind", "police"), ("country", "PH"), ("regions", "ph-ceb")];
    assert_eq!(admin.submit("/agencies", &fields).await.header("location"), "/agencies?done=added#content");
    let list = admin.get("/agencies").await.body;
    assert!(list.contains("Police &#60;south&#62;") && list.contains("Philippines: PH-CEB"));
    let before = list.split(">Police &#60;south&#62;</a>").next().unwrap();
    let id = before.rsplit("/agencies/").next().unwrap().split('"').next().unwrap().to_owned();
    let page = admin
        .submit("/accounts/invite", &[("name", "nena"), ("role", "investigator"), ("agency", &id)])
        .await;
    let code = between(&page.body, "<code class=\"large\">", "<").to_owned();
    let mut browser = scene.browser();
    choose(&scene, &mut browser, &code).await;
    assert_eq!(browser.get("/settings").await.status, StatusCode::OK);
    let path = format!("/agencies/{id}");
    let seen = field(&admin.get(&path).await.body, "seen");
    let fields =
        |name, seen| [("name", name), ("kind", "police"), ("country", ""), ("regions", ""), ("seen", seen)];
    let changed = admin.submit(&path, &fields("Police of the south", &seen)).await;
    assert_eq!(changed.header("location"), format!("{path}?done=changed#content"));
    // Whoever had the page open before sees what stands now beside what they typed, and nothing is overwritten.
    let late = admin.submit(&path, &fields("Police of the north", &seen)).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(
        late.body.contains("What stands now") && late.body.contains("<p>Police of the south ·"),
        "{}",
        late.body
    );
    assert!(late.body.contains("value=\"Police of the north\""));
    assert!(admin.get(&path).await.body.contains("value=\"Police of the south\""));
    let again = admin.submit(&path, &fields("Police", &field(&late.body, "seen"))).await;
    assert_eq!(again.header("location"), format!("{path}?done=changed#content"));
    // The directory has a version of its own: its end after another's end is told too.
    let directory = format!("{path}/directory");
    let ended = admin.submit(&directory, &[("issuer", ""), ("seen", &seen)]).await;
    assert_eq!(ended.header("location"), format!("{path}?done=directory#content"));
    let late = admin.submit(&directory, &[("issuer", ""), ("seen", &seen)]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let own = format!("/agencies/{}/close", scene.agency);
    assert_eq!(admin.submit(&own, &[("sure", "yes")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(admin.submit(&format!("{path}/close"), &[]).await.body.contains("does not come back"));
    let closed = admin.submit(&format!("{path}/close"), &[("sure", "yes")]).await;
    assert_eq!(closed.header("location"), "/agencies?done=closed#content");
    assert_eq!(browser.get("/settings").await.header("location"), "/sign-in");
}

#[tokio::test]
async fn leave_names_a_day_and_a_deputy() {
    let scene = Scene::new().await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    for until in ["", "yesterday", "2026-01-01", "2029-01-01"] {
        let answer = analyst.submit("/settings/leave", &[("until", until)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{until}");
    }
    let gone = analyst.submit("/settings/leave", &[("until", "2026-12-05")]).await;
    assert_eq!(gone.header("location"), "/settings?done=leave#content");
    assert!(analyst.get("/settings").await.body.contains("<strong>2026-12-05</strong>"));
    let mut admin = scene.signed_in(Role::Administrator).await;
    assert!(admin.get("/accounts").await.body.contains("Away until 2026-12-05"));
    analyst.submit("/settings/back", &[]).await;
    assert!(!analyst.get("/settings").await.body.contains("2026-12-05"));
}

#[tokio::test]
async fn languages_and_places_are_said_on_the_settings_page() {
    let scene = Scene::new().await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let said = [("languages", "tl, ceb"), ("countries", "ph"), ("regions", "ph-ceb")];
    let done = analyst.submit("/settings/area", &said).await;
    assert_eq!(done.header("location"), "/settings?done=area#content");
    let page = analyst.get("/settings").await.body;
    for value in ["value=\"ceb fil\"", "value=\"PH\"", "value=\"PH-CEB\""] {
        assert!(page.contains(value), "{value}");
    }
    for wrong in [[("languages", "cebuano")], [("countries", "nowhere")], [("regions", "??")]] {
        let answer = analyst.submit("/settings/area", &wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
        assert!(answer.body.contains(wrong[0].1), "what was typed stays");
    }
    assert!(analyst.get("/settings").await.body.contains("value=\"ceb fil\""), "nothing was written");
    analyst.submit("/settings/area", &[]).await;
    assert!(!analyst.get("/settings").await.body.contains("value=\"ceb fil\""));
}

/// Every page of this part in every language.
#[tokio::test]
async fn the_pages_of_people_speak_every_language() {
    let scene = Scene::new().await;
    let code = invited(&scene, "nena", "analyst").await;
    let mut admin = scene.signed_in(Role::Administrator).await;
    let mut supervisor = scene.signed_in(Role::Supervisor).await;
    let mut analyst = scene.signed_in(Role::Analyst).await;
    let mut auditor = scene.signed_in(Role::Auditor).await;
    let fields = [
        ("record", scene.reference.as_str()),
        ("compartment", "care"),
        ("reason", "Placeholder reason of the walk"),
    ];
    analyst.submit("/overrides", &fields).await;
    let account = format!("/accounts/{}", scene.user(Role::Analyst).id);
    let agency = format!("/agencies/{}", scene.agency);
    for language in ["en", "fil", "ceb", "id"] {
        let mut nobody = scene.browser();
        for browser in [&mut nobody, &mut admin, &mut supervisor, &mut analyst, &mut auditor] {
            browser.language = language;
        }
        let pages = [
            nobody.get("/sign-in").await,
            nobody.get("/sign-in?problem=directory").await,
            nobody.post("/sign-in/passkey", &[]).await,
            nobody.get("/invitation").await,
            nobody.post("/invitation", &[("code", "x")]).await,
            nobody.post("/invitation", &[("code", &code)]).await,
            nobody.post("/invitation/accept", &[("code", &code), ("password", "x"), ("again", "x")]).await,
            admin.get("/accounts").await,
            admin.submit("/accounts/invite", &[("name", "x")]).await,
            admin
                .submit(
                    "/accounts/invite",
                    &[("name", "admin"), ("role", "analyst"), ("agency", &scene.agency)],
                )
                .await,
            admin.get(&account).await,
            admin.submit(&format!("{account}/offboard"), &[]).await,
            admin.submit(&format!("{account}/renew"), &[]).await,
            admin.get("/agencies?done=added").await,
            admin.submit("/agencies", &[("name", "")]).await,
            admin.get(&format!("{agency}?done=changed")).await,
            admin.submit(&format!("{agency}/directory"), &[("issuer", "http://elsewhere")]).await,
            supervisor.get("/overrides").await,
            analyst.get("/overrides?done=asked").await,
            analyst.submit("/overrides", &[]).await,
            analyst.get("/settings?done=password").await,
            analyst.submit("/settings/password", &[("password", "short")]).await,
            analyst.submit("/settings/passkeys", &[("challenge", "x")]).await,
            analyst.submit("/settings/leave", &[]).await,
            analyst.submit("/settings/area", &[("countries", "nowhere")]).await,
            analyst.get("/settings?done=area").await,
            auditor.get("/audit").await,
            auditor.submit("/audit", &[("from", "nonsense")]).await,
            auditor.submit("/audit", &[("who", "analyst"), ("all", "yes"), ("until", "2026-12-31")]).await,
        ];
        for (at, page) in pages.iter().enumerate() {
            let body = &page.body;
            assert!(body.contains(&format!("<html lang=\"{language}\">")), "{language} {at}: {body}");
            let missing = body.find('\u{27e6}').map(|place| &body[place..]);
            assert!(missing.is_none(), "{language} {at}: words are missing: {missing:?}");
            assert!(!body.contains("style=") && !body.contains("src=\"http"), "{language} {at}");
            assert_eq!(body.matches("<h1").count(), 1, "{language} {at}: one first heading");
        }
    }
}
