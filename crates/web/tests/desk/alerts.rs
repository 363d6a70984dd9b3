//! The payments compartment: who sees it, what its pages show, and that nobody else learns that an alert exists.

use crate::{sample::PHONE, scene::Scene};
use axum::http::StatusCode;
use model::{PaymentSide, Role};
use response::{
    Actor,
    alerts::{self, AlertDetail, AlertPayment, AlertReason, NewAlert, Party},
};
use store::AlertFacts;

/// A key that stands on an alert's page and nowhere else.
const KEY: &str = "S-PAYER-17";

fn party(key: &str, name: &str, country: &str) -> Party {
    Party { key: key.into(), name: name.into(), country: country.into() }
}

fn alert(key: &str, points: i64, fired: &[&str]) -> NewAlert {
    let payment = |number: i64| AlertPayment {
        reference: format!("T-{number}"),
        at: 1_795_000_000_000 + number * 86_400_000,
        hundredths: 5_000 + number.unsigned_abs() * 100,
        from: party(key, "Sample <Payer>", "AU"),
        // The wallet is a number of the full report of the scene.
        to: party(if number == 0 { PHONE } else { "0917 000 9999" }, "", "PH"),
        night: number % 2 == 0,
        fired: vec!["I6".into()],
    };
    let reason = |id: &str, points: f64, sentence: &str| AlertReason {
        id: id.into(),
        points,
        sentence: sentence.into(),
        source: "FATF (March 2025): night".into(),
    };
    NewAlert {
        facts: AlertFacts {
            side: PaymentSide::Payer,
            points,
            safeguard: false,
            fired: fired.iter().map(|id| (*id).to_owned()).collect(),
        },
        detail: AlertDetail {
            institution: "Sample Remittance".into(),
            currency: "AUD".into(),
            packs: vec!["public 2026.2".into()],
            party: party(key, "Sample <Payer>", "AU"),
            reasons: vec![
                reason("I6", 1.5, "Three of four small sums were sent at night."),
                reason("E1", -1.0, "Sender and recipient have the same surname."),
            ],
            payments: (0..4).map(payment).collect(),
            earlier: 3,
        },
    }
}

async fn raise(scene: &Scene, one: NewAlert) -> alerts::Raised {
    let permit = Actor::Operator.permit("test").unwrap();
    alerts::raise(&scene.desk.store, &permit, vec![one]).await.unwrap()
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
    // The wallet is named in a report of the house: found by number, not opened, and no link for who may not read it.
    assert!(page.contains(&scene.reference) && !page.contains(&format!("/reports/{}", scene.reference)));
    assert!(scene.journal().await.iter().all(|(action, _)| action != "report_read"));

    let address = format!("/alerts/{id}");
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
    let late = browser.submit(&address, &[("decision", "dismiss"), ("reason", "too late")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);

    for (form, begins) in [
        ("goaml-5.0.1", "<?xml"),
        ("goaml-5.0.2", "<?xml"),
        ("amlc", "H,STR"),
        ("austrac", "<?xml"),
        ("fincen", "Field 2: "),
    ] {
        let report = browser.submit(&format!("{address}/report"), &[("form", form)]).await;
        assert_eq!(report.status, StatusCode::OK, "{form}");
        assert!(report.body.starts_with(begins), "{form}: {}", report.body);
        assert!(report.header("content-disposition").starts_with("attachment; filename=\"ALERT-"), "{form}");
        assert!(form == "fincen" || report.body.contains("T-0"), "{form}");
        assert!(report.body.contains("sent at night"), "{form} says why");
    }
    let unknown = browser.submit(&format!("{address}/report"), &[("form", "x")]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
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
