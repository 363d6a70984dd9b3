//! The payments compartment: who sees it, what its pages show, and that nobody else learns that an alert exists.

use crate::{
    sample::PHONE,
    sample_alert,
    scene::{Scene, field},
};
use axum::http::StatusCode;
use model::Role;
use response::{
    Actor,
    alerts::{self, NewAlert},
};

/// A key that stands on an alert's page and nowhere else.
const KEY: &str = "S-PAYER-17";

async fn raise(scene: &Scene, one: NewAlert) -> alerts::Raised {
    sample_alert::raise(&scene.desk.store, vec![one]).await
}

fn alert(key: &str, points: i64, fired: &[&str]) -> NewAlert {
    sample_alert::alert(key, points, fired, 4)
}

/// An alert for tests that need one: its id.
pub(crate) async fn filled(scene: &Scene) -> String {
    raise(scene, alert(KEY, 310, &["I6", "I17"])).await;
    let permit = Actor::Operator.permit("test").unwrap();
    let (rows, _) = alerts::list(&scene.desk.store, &permit, model::AlertState::Open).await.unwrap();
    rows[0].id.to_string()
}

#[tokio::test]
async fn an_analyst_looks_decides_and_writes_the_report() {
    let scene = Scene::new().await;
    let id = filled(&scene).await;
    let mut browser = scene.signed_in(Role::FinancialAnalyst).await;
    assert_eq!(browser.get("/").await.header("location"), "/desk");
    assert!(browser.get("/desk").await.body.contains("<a href=\"/alerts\">"), "the desk leads there");
    let list = browser.get("/alerts").await.body;
    assert!(list.contains(&format!("href=\"/alerts/{id}\"")) && list.contains("3.1"), "{list}");
    for personal in [KEY, "Sample", PHONE] {
        assert!(!list.contains(personal), "{personal} is in the list");
    }
    let page = browser.get(&format!("/alerts/{id}")).await.body;
    assert!(page.contains("Sample &#60;Payer&#62;") && page.contains(KEY));
    assert!(page.contains("Three of four small sums were sent at night."));
    let (_, against) = page.split_once("What speaks against").unwrap();
    assert!(against.contains("Sender and recipient have the same surname."));
    assert_eq!((page.matches("class=\"few\"").count(), page.matches("class=\"full\"").count()), (2, 2));
    assert_eq!(
        page.matches("<td role=\"cell\" data-label=\"Reference\">").count(),
        4,
        "the picture has its table"
    );
    assert!(page.contains("3 earlier payments"));
    let place = |id: &str| page.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no {id}"));
    let order = ["why", "payments", "corridors", "counterparts", "reports", "sessions", "decide", "report"];
    assert!(order.map(place).is_sorted(), "why first, then what was paid, then what to do");
    assert!(page.contains(
        "4 payments from 2026-11-18 to 2026-11-21; the highest is 53.00 AUD; 2 were sent at night."
    ));
    // The wallet is named in a report of the house. Who may not open it does not learn that there is one.
    assert!(!page.contains(&scene.reference) && page.contains("No report that you may open names"));
    let opens = ["report_read", "report_compared"];
    assert!(scene.journal().await.iter().all(|(action, _)| !opens.contains(&action.as_str())));

    let address = format!("/alerts/{id}");
    let before = field(&browser.get(&address).await.body, "seen");
    let none = browser.submit(&address, &[("decision", "report"), ("reason", " ")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.body.contains("Please give a reason."));
    let odd = browser.submit(&address, &[("decision", "block"), ("reason", "why")]).await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY, "there is no word for blocking");
    assert!(odd.body.contains(">why</textarea>"), "what was typed is kept");
    let done = browser.submit(&address, &[("decision", "report"), ("reason", "placeholder <reason>")]).await;
    assert_eq!(done.header("location"), format!("{address}?done=decided"));
    let page = browser.get(&address).await.body;
    assert!(page.contains("placeholder &#60;reason&#62;") && page.contains("Reported"));
    assert!(!page.contains("value=\"dismiss\""), "what was reported is not dismissed");
    // Whoever looked before that is shown it, beside their own words.
    let unseen = [("decision", "dismiss"), ("reason", "not seen"), ("seen", before.as_str())];
    let unseen = browser.submit(&address, &unseen).await;
    assert_eq!(unseen.status, StatusCode::CONFLICT);
    assert!(unseen.body.contains(">not seen</textarea>") || !unseen.body.contains("<textarea"));
    assert!(unseen.body.contains("placeholder &#60;reason&#62;"), "what the other wrote");
    let seen = field(&page, "seen");
    let late =
        browser.submit(&address, &[("decision", "dismiss"), ("reason", "too late"), ("seen", &seen)]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);

    for (form, begins) in [("amlc", "H,STR"), ("fincen", "Field 2: ")] {
        let report = browser.submit(&format!("{address}/report"), &[("form", form)]).await;
        assert_eq!(report.status, StatusCode::OK, "{form}");
        assert!(report.body.starts_with(begins), "{form}: {}", report.body);
        assert!(report.header("content-disposition").starts_with("attachment; filename=\"ALERT-"), "{form}");
        assert!(report.body.contains("T-0"), "{form}");
        assert!(report.body.contains("sent at night"), "{form} says why");
    }
    // What was decided stands in the report, and not who decided and why.
    let report = browser.submit(&format!("{address}/report"), &[("form", "fincen")]).await.body;
    assert!(report.contains("to be reported to the financial intelligence unit"), "{report}");
    assert!(!report.contains("placeholder") && !report.contains("Referred for protection"), "{report}");
    // Forms that need values which the desk does not hold are not offered, and none is made up.
    let page = browser.get(&address).await.body;
    assert!(page.contains("goaml.toml") && !page.contains("value=\"goaml\""), "{page}");
    for form in ["x", "austrac", "goaml"] {
        let unknown = browser.submit(&format!("{address}/report"), &[("form", form)]).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND, "{form}");
    }
}

/// With the profile of the reporting office the desk writes goAML, with its values and nobody else's.
#[tokio::test]
async fn goaml_is_written_with_the_profile_of_the_office() {
    let mut scene = Scene::new().await;
    let id = filled(&scene).await;
    let empty = include_str!("../../../payments/profiles/goaml-5.0.1.toml");
    assert!(alerts::Office::from_toml(empty).is_err(), "a profile that nobody filled in is none");
    let mut service = (*scene.desk.service).clone();
    service.office = alerts::Office::from_toml(include_str!("../../../payments/tests/office.toml")).unwrap();
    scene.desk.service = std::sync::Arc::new(service);
    scene.router = web::router(scene.desk.clone());
    let mut browser = scene.signed_in(Role::FinancialAnalyst).await;
    let report = browser.submit(&format!("/alerts/{id}/report"), &[("form", "goaml")]).await;
    assert_eq!(report.status, StatusCode::OK, "{}", report.body);
    for told in ["<rentity_id>4711</rentity_id>", "1 Sample Street", "T-0"] {
        assert!(report.body.contains(told), "{told}: {}", report.body);
    }
    assert!(!report.body.contains("<action>"), "nothing was decided, and nothing is said of it");
}

/// What was handed over may be opened: then the report has its link, and a time that it tells stands beside the payment before it.
#[tokio::test]
async fn a_report_that_was_handed_over_tells_of_sessions() {
    let scene = Scene::new().await;
    let address = format!("/alerts/{}", filled(&scene).await);
    let mut browser = scene.signed_in(Role::FinancialAnalyst).await;
    let report = format!("href=\"/reports/{}\"", scene.reference);
    let closed = browser.get(&address).await.body;
    // What stands there is what would stand there if nobody had reported anything.
    let part = |page: &str, id: &str| {
        let (_, rest) = page.split_once(&format!("id=\"{id}\"")).unwrap();
        rest.split_once("</section>").unwrap().0.to_owned()
    };
    assert!(!part(&closed, "reports").contains("<dl") && !closed.contains(&scene.reference));
    assert!(closed.contains("No report that you may open tells of a time") && !closed.contains(&report));
    scene.refer(&mut scene.signed_in(Role::Analyst).await).await;
    let page = browser.get(&address).await.body;
    assert!(page.contains(&report));
    // The facilitator's number: the person has a link that opens.
    let person = format!("/persons/{}.2", scene.reference);
    assert!(page.contains(&format!("href=\"{person}\"")) && !closed.contains("href=\"/persons/"));
    assert_eq!(browser.get(&person).await.status, StatusCode::OK);
    let sessions = part(&page, "sessions");
    // Paid 2026-11-20T11:06:40Z; an address of the report was in use at 12:04:05Z.
    for told in ["T-2", "57 min", "2026-11-20T11:06:40Z", "2026-11-20T12:04:05Z", PHONE, &report] {
        assert!(sessions.contains(told), "{told}: {sessions}");
    }
    assert_eq!(sessions.matches("57 min").count(), 1);
    assert!(sessions.contains("An account or address was in use then"));
    assert!(
        sessions
            .contains("Times in these reports without an hour or a time zone, which were not compared: 1")
    );
    // No word of an alert stands in the journal of the report.
    let journal = scene.journal().await;
    let compared = ("report_compared".to_owned(), "compare times in a report".to_owned());
    assert!(journal.contains(&compared) && journal.iter().all(|(action, _)| action != "report_read"));
    assert!(journal.iter().all(|(_, why)| !why.contains("alert") && !why.contains("payment")));
}

#[tokio::test]
async fn nobody_else_learns_that_an_alert_exists() {
    let scene = Scene::new().await;
    let mut browsers = Vec::new();
    for role in Role::ALL.into_iter().filter(|role| *role != Role::FinancialAnalyst) {
        browsers.push((role, scene.signed_in(role).await));
    }
    let pages = ["/", "/queue", "/review", "/journal", "/contacts", "/campaigns", "/conversations"];
    // The tokens of forms change from look to look.
    let plain = |body: &str| -> String {
        let mut parts = body.split("token\" value=\"");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |text, part| text + part.split_once('"').map_or(part, |(_, rest)| rest))
    };
    let mut before = Vec::new();
    for (_, browser) in &mut browsers {
        for page in pages {
            before.push(plain(&browser.get(page).await.body));
        }
    }
    let id = filled(&scene).await;
    let mut after = before.iter();
    for (role, browser) in &mut browsers {
        for page in pages {
            assert_eq!(Some(&plain(&browser.get(page).await.body)), after.next(), "{page} for {role:?}");
        }
        let hidden = browser.get(&format!("/alerts/{id}")).await;
        let missing = browser.get("/alerts/01980000-0000-7000-8000-000000000001").await;
        let nowhere = browser.get("/nowhere").await;
        assert_eq!((hidden.status, &hidden.body), (missing.status, &missing.body), "{role:?}");
        assert_eq!((hidden.status, &hidden.body), (nowhere.status, &nowhere.body), "{role:?}");
    }
}

#[tokio::test]
async fn a_party_stands_once_until_something_new_happens() {
    let scene = Scene::new().await;
    let id = filled(&scene).await;
    let mut browser = scene.signed_in(Role::FinancialAnalyst).await;
    let address = format!("/alerts/{id}");
    let done = browser.submit(&address, &[("decision", "dismiss"), ("reason", "explained")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let again = raise(&scene, alert(KEY, 320, &["I6"])).await;
    assert_eq!((again.new, again.renewed, again.known), (0, 0, 1), "nothing new");
    assert!(!browser.get("/alerts").await.body.contains(&address));
    let other = raise(&scene, alert("S-OTHER", 320, &["I6"])).await;
    assert_eq!(other.new, 1);
    let renewed = raise(&scene, alert(KEY, 320, &["I6", "I8"])).await;
    assert_eq!((renewed.new, renewed.renewed), (0, 1), "an indicator that had not fired");
    assert!(browser.get("/alerts").await.body.contains(&address));
    assert!(browser.get("/alerts?state=dismissed").await.body.contains("No alert stands here."));
    let page = browser.get(&address).await.body;
    assert!(page.contains("explained"), "the decision before stays to be seen");
    // What happened is in the journal, and a replay arrives at the same state.
    let folder = tempfile::tempdir().unwrap();
    let scratch = scene.desk.store.scratch(folder.path()).await.unwrap();
    let seen = scene.desk.store.verify_journal(&[], Some(&scratch), &mut |_| {}).await.unwrap();
    assert_eq!(seen.findings, Vec::new());
}

#[tokio::test]
async fn the_pages_speak_every_language() {
    let scene = Scene::new().await;
    let id = filled(&scene).await;
    scene.refer(&mut scene.signed_in(Role::Analyst).await).await;
    let mut browser = scene.signed_in(Role::FinancialAnalyst).await;
    for language in ["en", "fil", "ceb", "id"] {
        for page in ["/alerts".to_owned(), format!("/alerts/{id}")] {
            let separator = if page.contains('?') { '&' } else { '?' };
            let answer = browser.get(&format!("{page}{separator}lang={language}")).await;
            let answer =
                if answer.status == StatusCode::SEE_OTHER { browser.get(&page).await } else { answer };
            assert_eq!(answer.status, StatusCode::OK, "{page} in {language}");
            assert!(answer.body.contains(&format!("<html lang=\"{language}\">")), "{page} in {language}");
            assert!(!answer.body.contains("alert-") || !answer.body.contains(">alert-"), "a key is shown");
        }
    }
}
