//! No word is lost: every form into which people write is kept as a draft, and what is sent after the session has ended is
//! there again for whoever wrote it, and for nobody else.

use crate::{
    door,
    scene::{Browser, Scene, field},
};
use axum::http::StatusCode;
use model::Role;
use response::accounts::Credentials;

const WORDS: &str = "placeholder: words of a long evening";

/// A form in which somebody writes: who, the page, the address, the fields beside the words, the field of the words.
struct Prose {
    role: Role,
    page: String,
    to: String,
    fields: Vec<(&'static str, String)>,
    words: &'static str,
}

async fn forms(scene: &Scene, family: &crate::scene::Family) -> Vec<Prose> {
    let lead = format!("/leads/{}", scene.reference);
    let referral = format!("/referrals/{}", scene.refer(&mut scene.signed_in(Role::Analyst).await).await);
    let (id, _) = door::waiting(scene).await;
    let conversation = format!("/conversations/{id}");
    let person = format!("/persons/{}", family.mention(0, 2));
    let pair = format!("/pairs/{}/{}", family.mention(0, 2), family.mention(1, 2));
    let account = format!("/accounts/{}", scene.user(Role::Analyst).id);
    let form = |role, page: &str, to: String, fields: &[(&'static str, &str)], words| Prose {
        role,
        page: page.to_owned(),
        to,
        fields: fields.iter().map(|(name, text)| (*name, (*text).to_owned())).collect(),
        words,
    };
    let (refer, ask) = (format!("{lead}/refer"), format!("{lead}/ask"));
    vec![
        form(Role::Analyst, &lead, format!("{lead}/decide"), &[("decision", "reorder.more_urgent")], "note"),
        form(Role::Analyst, &refer, refer.clone(), &[("purpose", "investigate")], "message"),
        form(Role::Analyst, &ask, ask.clone(), &[("reason", "more_needed")], "question"),
        form(
            Role::Investigator,
            &referral,
            referral.clone(),
            &[("step", "decline"), ("reason", "no_capacity")],
            "note",
        ),
        form(Role::HotlineOperator, &conversation, conversation.clone(), &[], "answer"),
        form(Role::Analyst, &pair, pair.clone(), &[], "reason"),
        form(
            Role::Analyst,
            &person,
            format!("{person}/split"),
            &[("mention", &family.mention(4, 2))],
            "reason",
        ),
        form(
            Role::HotlineOperator,
            "/overrides",
            "/overrides".into(),
            &[("record", &scene.reference), ("compartment", "report")],
            "reason",
        ),
        form(Role::Administrator, &account, format!("{account}/move"), &[], "reason"),
        form(Role::HotlineOperator, "/contacts/new", "/contacts/new".into(), &[("go", "send")], "words"),
    ]
}

impl Prose {
    fn with<'a>(&'a self, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let mut all: Vec<(&str, &str)> = more.to_vec();
        all.extend(self.fields.iter().map(|(name, text)| (*name, text.as_str())));
        all.push((self.words, WORDS));
        all
    }
}

async fn sign_in_with(
    scene: &Scene,
    browser: &mut Browser,
    user: &Credentials,
    role: Role,
    carried: &str,
) -> crate::scene::Answer {
    let (name, password) = (user.name.to_string(), user.password.to_string());
    let code = scene.fresh_code(role);
    let fields = [("name", name.as_str()), ("password", &password), ("code", &code), ("carried", carried)];
    browser.post("/sign-in", &fields).await
}

#[tokio::test]
async fn what_is_sent_after_the_session_ended_is_there_again() {
    let family = Scene::with_family().await;
    let scene = &family.scene;
    for form in forms(scene, &family).await {
        let mut browser = scene.signed_in(form.role).await;
        let page = browser.get(&form.page).await;
        assert_eq!(page.status, StatusCode::OK, "{}", form.page);
        assert!(page.body.contains(" data-draft"), "{}", form.page);
        let (by, token) = (field(&page.body, "by"), field(&page.body, "csrf_token"));
        // The session ends, and the form is sent as it stands.
        browser.submit("/sign-out", &[]).await;
        let sent = browser.post(&form.to, &form.with(&[("by", &by), ("csrf_token", &token)])).await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN, "{}", form.to);
        assert!(!sent.body.contains(WORDS) && sent.body.contains("Your session ended"), "{}", sent.body);
        assert!(!sent.headers.contains_key("location"));
        let carried = field(&sent.body, "carried");
        // A wrong password carries them on.
        let wrong = [("name", ""), ("password", "x"), ("code", "000000"), ("carried", &carried)];
        let wrong = browser.post("/sign-in", &wrong).await;
        assert_eq!(wrong.status, StatusCode::FORBIDDEN);
        assert_eq!(field(&wrong.body, "carried"), carried);
        // They are nobody else's.
        let other = Role::Supervisor;
        let mut stranger = scene.browser();
        let answer = sign_in_with(scene, &mut stranger, scene.user(other), other, &carried).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/"));
        assert!(!stranger.get(&form.page).await.body.contains(WORDS), "{}", form.page);
        // And there again for whoever wrote them.
        let answer = sign_in_with(scene, &mut browser, scene.user(form.role), form.role, &carried).await;
        assert_eq!(answer.header("location"), format!("{}?done=kept", form.page));
        let page = browser.get(answer.header("location")).await.body;
        assert!(page.contains(WORDS) && page.contains("Your draft of"), "{}: {page}", form.page);
    }
}

#[tokio::test]
async fn every_form_is_kept_by_its_button_and_by_the_script() {
    let family = Scene::with_family().await;
    let scene = &family.scene;
    for form in forms(scene, &family).await {
        let mut browser = scene.signed_in(form.role).await;
        let page = browser.get(&form.page).await.body;
        assert!(page.contains("name=\"keep\" value=\"yes\""), "{}", form.page);
        let quiet = browser.submit(&form.to, &form.with(&[("keep", "quiet")])).await;
        assert_eq!((quiet.status, quiet.body.as_str()), (StatusCode::NO_CONTENT, ""), "{}", form.to);
        assert!(browser.get(&form.page).await.body.contains(WORDS), "{}", form.page);
        let kept = browser.submit(&form.to, &form.with(&[("keep", "yes")])).await;
        assert_eq!(kept.header("location"), format!("{}?done=kept", form.page));
        // Without a session the script is told.
        let mut lost = browser.clone();
        lost.cookies.clear();
        let told = lost.post(&form.to, &form.with(&[("keep", "quiet"), ("by", &field(&page, "by"))])).await;
        assert_eq!((told.status, told.header("location")), (StatusCode::SEE_OTHER, "/sign-in"));
    }
}

#[tokio::test]
async fn a_form_of_an_older_session_is_kept_and_not_sent() {
    let scene = Scene::new().await;
    let path = format!("/leads/{}", scene.reference);
    let mut browser = scene.signed_in(Role::Analyst).await;
    let page = browser.get(&path).await.body;
    let (by, token, seen) = (field(&page, "by"), field(&page, "csrf_token"), field(&page, "seen"));
    let fields = [
        ("by", by.as_str()),
        ("csrf_token", &token),
        ("seen", &seen),
        ("decision", "reorder.more_urgent"),
        ("note", WORDS),
    ];
    // Signed in again in another window, as the notice says.
    let mut again = scene.signed_in(Role::Analyst).await;
    let sent = again.post(&format!("{path}/decide"), &fields).await;
    assert_eq!(sent.header("location"), format!("{path}?done=kept"));
    let page = again.get(&path).await.body;
    assert!(page.contains(WORDS) && page.contains("value=\"reorder.more_urgent\" selected"));
    assert_eq!(field(&page, "seen"), seen, "nothing was decided");
    // Of somebody else they are carried to the page to sign in: whoever sits here does not get them.
    let mut other = scene.signed_in(Role::Supervisor).await;
    let sent = other.post(&format!("{path}/decide"), &fields).await;
    assert_eq!(sent.status, StatusCode::FORBIDDEN);
    assert!(sent.body.contains("name=\"carried\"") && !sent.body.contains(WORDS));
    let carried = field(&sent.body, "carried");
    let kept = other.post("/sign-in/again", &[("carried", &carried)]).await;
    assert_eq!(kept.status, StatusCode::FORBIDDEN);
    assert!(!other.get(&path).await.body.contains(WORDS));
    // Who wrote them has signed in elsewhere (over a directory) and brings them.
    let mut own = scene.signed_in(Role::Analyst).await;
    let kept = own.post("/sign-in/again", &[("carried", &carried)]).await;
    assert_eq!(kept.header("location"), format!("{path}?done=kept"));
}

#[tokio::test]
async fn marks_and_carried_words_cannot_be_made_up() {
    let scene = Scene::new().await;
    let path = format!("/leads/{}", scene.reference);
    let mut browser = scene.signed_in(Role::Analyst).await;
    let by = field(&browser.get(&path).await.body, "by");
    let mut lost = scene.browser();
    let flipped = format!("{}A", &by[..by.len() - 1]);
    for mark in ["", "AAAA", &flipped, &by[..20]] {
        let sent = lost.post(&format!("{path}/decide"), &[("by", mark), ("note", WORDS)]).await;
        assert_eq!((sent.status, sent.header("location")), (StatusCode::SEE_OTHER, "/sign-in"), "{mark}");
    }
    let decide = format!("{path}/decide");
    // Of another site, without words, or with too many, nothing is carried.
    let body = format!("by={by}&note=sample");
    let foreign = lost.post_raw(&decide, &[("sec-fetch-site", "cross-site")], body).await;
    assert_eq!(foreign.status, StatusCode::SEE_OTHER);
    assert_eq!(lost.post(&decide, &[("by", &by), ("note", " ")]).await.status, StatusCode::SEE_OTHER);
    let much = "a".repeat(40 * 1_024);
    assert_eq!(lost.post(&decide, &[("by", &by), ("note", &much)]).await.status, StatusCode::SEE_OTHER);
    let carried = field(&lost.post(&decide, &[("by", &by), ("note", WORDS)]).await.body, "carried");
    // Changed in one letter it opens nothing.
    let at = carried.len() / 2;
    let other = if &carried[at..=at] == "A" { "B" } else { "A" };
    let changed = format!("{}{other}{}", &carried[..at], &carried[at + 1..]);
    let mut own = scene.signed_in(Role::Analyst).await;
    assert_eq!(own.post("/sign-in/again", &[("carried", &changed)]).await.status, StatusCode::FORBIDDEN);
    assert!(!own.get(&path).await.body.contains(WORDS));
}

/// Every form of the desk with a field for words is one that is kept: a new one without is seen here.
#[test]
fn no_template_has_words_that_are_not_kept() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut found = 0;
    for file in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        for form in text.split("<form ").skip(1) {
            let form = form.split("</form>").next().unwrap();
            let words =
                ["<textarea", "links::reason(", "ask::question("].iter().any(|one| form.contains(one));
            if !words {
                continue;
            }
            found += 1;
            for must in [" data-draft", "form::kept(frame)"] {
                assert!(form.contains(must), "{}: a form without {must}", file.display());
            }
            assert!(
                form.contains("form::keep(frame)") || form.contains("desk::ends("),
                "{}: a form without its button",
                file.display()
            );
        }
    }
    assert_eq!(found, 12);
}
