//! Leads, persons, pairs and decisions as an analyst meets them.

use crate::{
    sample::{NAME, PHONE, SENSITIVE},
    scene::{Browser, Family, Scene, field},
};
use axum::http::StatusCode;
use model::Role;

async fn analyst(family: &Family) -> Browser {
    family.scene.signed_in(Role::Analyst).await
}

/// What stands between two texts of a page.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = page.split_once(from).expect(from);
    rest.split_once(to).map_or(rest, |(part, _)| part)
}

/// Words about people that no list and no chart may hold.
const PERSONAL: [&str; 9] = [
    NAME,
    PHONE,
    SENSITIVE,
    "Sampleta",
    "Exampleo",
    "Samplena",
    "+639180004321",
    "sample.watcher",
    "Sample Watcher",
];

#[tokio::test]
async fn the_queue_leads_to_the_lead_and_a_lead_of_one_report_to_the_report() {
    let family = Scene::with_family().await;
    let mut browser = analyst(&family).await;
    let page = browser.get("/queue").await.body;
    let lead = format!("href=\"/leads/{}\" data-row", family.reports[0]);
    assert!(page.contains(&lead), "{page}");
    let line = between(&page, &lead, "</li>\n<li class=\"line");
    let line = line.split("<li class=\"line").next().unwrap();
    for expected in ["Reports: 5", "Suspects: 2", "Most urgent:", "2026-11-22"] {
        assert!(line.contains(expected), "{expected} is missing in {line}");
    }
    assert!(line.contains(&format!("href=\"/reports/{}\"", family.reports[1])), "the most urgent: {line}");
    // One report alone: straight to it.
    let straight = |rest: &str| rest.split_once('>').is_some_and(|(tag, _)| tag.ends_with(" data-row"));
    assert!(page.split("href=\"/reports/").skip(1).any(straight), "{page}");
    assert!(page.contains("Reports: 1"));
    for personal in PERSONAL {
        assert!(!page.contains(personal), "{personal} is in the queue");
    }
}

#[tokio::test]
async fn a_lead_shows_reports_persons_and_what_ties_them_without_a_word_about_people() {
    let family = Scene::with_family().await;
    let mut browser = analyst(&family).await;
    // Any report of the lead leads there.
    let page = browser.get(&format!("/leads/{}", family.reports[3])).await;
    assert_eq!(page.status, StatusCode::OK);
    let page = page.body;
    assert!(page.contains(&format!("Lead {}", family.reports[0])));
    for report in &family.reports {
        assert!(page.contains(&format!("href=\"/reports/{report}\" data-row")), "{report}");
    }
    let first = page.find("data-row").unwrap();
    assert!(page[..first].ends_with(&format!("/reports/{}\" ", family.reports[1])), "in order of urgency");
    for person in [family.mention(0, 0), family.mention(0, 1), family.mention(0, 2)] {
        assert!(page.contains(&format!("href=\"/persons/{person}\"")), "{person}");
    }
    let chart = between(&page, "<svg id=\"chart\"", "</svg>");
    for expected in [
        "<title id=\"chart-title\">",
        "<desc id=\"chart-desc\">",
        "class=\"node child\"",
        "class=\"node report\"",
    ] {
        assert!(chart.contains(expected), "{expected}");
    }
    assert!(chart.contains(&format!("<a href=\"/persons/{}\">", family.mention(0, 2))));
    assert_eq!(chart.matches("class=\"node report\"").count(), 5);
    let table = between(&page, "The same as a table", "</details>");
    assert!(table.contains("names, as: Suspect"), "{table}");
    for personal in PERSONAL {
        assert!(!page.contains(personal), "{personal} is on the page of a lead");
    }
    assert!(page.contains("/assets/chart-"));
    assert!(!browser.get("/queue").await.body.contains("/assets/chart-"), "only where there is a chart");
}

#[tokio::test]
async fn a_person_shows_mentions_side_by_side_and_opening_it_is_journaled() {
    let family = Scene::with_family().await;
    let mut browser = analyst(&family).await;
    let page = browser.get(&format!("/persons/{}", family.mention(4, 2))).await;
    assert_eq!(page.status, StatusCode::OK);
    let page = page.body;
    assert!(page.contains(&format!("Person {}", family.mention(0, 2))), "called by the earliest mention");
    for expected in
        ["Mentions: 5", "sample.watcher", "Sample Watcher", "said by 4 more", "agree", "Account name"]
    {
        assert!(page.contains(expected), "{expected} is missing");
    }
    let weakest = between(&page, "Weakest link", "</p>");
    assert!(weakest.contains("bits") && weakest.contains("href=\"/pairs/"), "{weakest}");
    let journal = browser.get(&format!("/reports/{}/journal", family.reports[2])).await.body;
    assert!(journal.contains("Opened for a person"), "{journal}");
}

#[tokio::test]
async fn the_report_names_the_person_and_the_lead() {
    let family = Scene::with_family().await;
    let mut browser = analyst(&family).await;
    let page = browser.get(&format!("/reports/{}", family.reports[1])).await.body;
    assert!(page.contains("One of 5 mentions of this person"));
    assert!(page.contains(&format!("href=\"/persons/{}\"", family.mention(1, 2))));
    assert!(page.contains("In a lead of 5 reports"));
    assert!(page.contains(&format!("href=\"/leads/{}\"", family.reports[0])));
}

#[tokio::test]
async fn an_analyst_splits_with_a_reason_sees_it_told_and_takes_it_back() {
    let family = Scene::with_family().await;
    let mut browser = analyst(&family).await;
    let person = format!("/persons/{}", family.mention(0, 2));
    let other = family.mention(4, 2);
    // What is missing is said at its place, and nothing that was typed is lost.
    let answer = browser.submit(&format!("{person}/split"), &[("mention", &other), ("reason", "  ")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Please give a reason.") && answer.body.contains("aria-invalid=\"true\""));
    assert!(answer.body.contains(&format!("value=\"{other}\" checked")));
    let answer = browser.submit(&format!("{person}/split"), &[("reason", "Two <hands> type")]).await;
    assert!(answer.body.contains("Please choose at least one mention."));
    assert!(answer.body.contains("Two &#60;hands&#62; type</textarea>"));
    let all: Vec<String> = (0..5).map(|report| family.mention(report, 2)).collect();
    let mut fields: Vec<(&str, &str)> = all.iter().map(|one| ("mention", one.as_str())).collect();
    fields.push(("reason", "sample reason"));
    let answer = browser.submit(&format!("{person}/split"), &fields).await;
    assert!(answer.body.contains("Please leave at least one mention unchosen."));
    let stranger = family.mention(0, 0);
    let answer =
        browser.submit(&format!("{person}/split"), &[("mention", &stranger), ("reason", "sample")]).await;
    assert!(answer.body.contains("The person has changed meanwhile."));

    let reason = "Two hands type, says the platform";
    let answer = browser.submit(&format!("{person}/split"), &[("mention", &other), ("reason", reason)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = browser.get(answer.header("location")).await.body;
    for expected in
        ["The person is split.", "Mentions: 4", reason, "Not the same person", "analyst", "came off"]
    {
        assert!(page.contains(expected), "{expected} is missing");
    }
    let id = between(&page, "name=\"decision\" value=\"", "\"").to_owned();
    let answer = browser.submit(&format!("{person}/withdraw"), &[("decision", &id), ("reason", "")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.body.contains("Please give a reason.")
            && answer.body.contains("<details class=\"more\" open>")
    );
    let answer =
        browser.submit(&format!("{person}/withdraw"), &[("decision", &id), ("reason", "One hand")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let page = browser.get(answer.header("location")).await.body;
    assert!(page.contains("The decision is taken back."));
    assert!(!page.contains(reason), "it no longer stands");
    assert!(page.contains("Mentions: 5"), "{}", between(&page, "<h1>", "</section>"));
    // Once is enough.
    let answer =
        browser.submit(&format!("{person}/withdraw"), &[("decision", &id), ("reason", "One hand")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("This decision was taken back already."));
    let nothing = browser.submit(&format!("{person}/withdraw"), &[("decision", "x"), ("reason", "y")]).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn two_mentions_are_decided_about_on_their_page() {
    let family = Scene::with_family().await;
    let mut browser = analyst(&family).await;
    let pair = format!("/pairs/{}/{}", family.mention(0, 2), family.mention(1, 2));
    let page = browser.get(&pair).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("One person at present:"));
    assert!(page.body.contains("sample.watcher"));
    let answer = browser.submit(&pair, &[("verdict", "different"), ("reason", "")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Please give a reason."));
    let answer = browser.submit(&pair, &[("reason", "sample")]).await;
    assert!(answer.body.contains("Please choose: the same person, or not."));
    let long = "\u{fd}".repeat(2_001);
    let answer = browser.submit(&pair, &[("verdict", "same"), ("reason", &long)]).await;
    assert!(answer.body.contains("shorten the reason to 2000"));
    let answer = browser.submit(&pair, &[("verdict", "different"), ("reason", "Brothers")]).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, format!("{pair}?done=different").as_str())
    );
    let page = browser.get(answer.header("location")).await.body;
    assert!(page.contains("Kept: not the same person.") && page.contains("Two persons at present:"));
    assert!(page.contains("Brothers"));
    // Whom others still hold apart an analyst is told of, kindly.
    let child = format!("/pairs/{}/{}", family.mention(0, 0), family.mention(4, 0));
    let answer = browser.submit(&child, &[("verdict", "same"), ("reason", "The same child")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    // A mention beside itself, and one that is nobody.
    let itself = format!("/pairs/{0}/{0}", family.mention(0, 2));
    assert_eq!(browser.get(&itself).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get(&format!("/persons/{}.9", family.reports[0])).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/persons/nobody").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn two_people_on_one_pair_both_keep_their_words() {
    let family = Scene::with_family().await;
    let (mut one, mut two) = (analyst(&family).await, family.scene.signed_in(Role::Supervisor).await);
    let pair = format!("/pairs/{}/{}", family.mention(0, 2), family.mention(1, 2));
    let seen = |page: &str| field(page, "seen");
    let (first, second) = (seen(&one.get(&pair).await.body), seen(&two.get(&pair).await.body));
    let said =
        [("verdict", "same"), ("because", "same_identifier"), ("reason", "One hand"), ("seen", &first)];
    assert_eq!(one.submit(&pair, &said).await.status, StatusCode::SEE_OTHER);
    let fields = |seen| {
        [
            ("verdict", "different"),
            ("because", "shared_identifier"),
            ("reason", "Two brothers"),
            ("seen", seen),
        ]
    };
    let late = two.submit(&pair, &fields(&second)).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("Somebody else changed this meanwhile."));
    for theirs in ["One hand</blockquote>", "The same number, account or address, and nobody else"] {
        assert!(late.body.contains(theirs), "{theirs}");
    }
    assert!(late.body.contains("Two brothers</textarea>"), "one's own words");
    assert!(late.body.contains("value=\"shared_identifier\" selected"), "one's own choice");
    assert!(!one.get(&pair).await.body.contains("Two brothers"), "nothing was written");
    let again = two.submit(&pair, &fields(&seen(&late.body))).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
    let page = one.get(&pair).await.body;
    assert!(page.contains("One hand") && page.contains("Two brothers"));
    // The list of reasons is of the verdict: what speaks for one is no reason for the other.
    let now = seen(&page);
    for (verdict, because) in [("same", "shared_identifier"), ("different", "same_details"), ("same", "x")] {
        let fields = [("verdict", verdict), ("because", because), ("reason", "sample"), ("seen", &now)];
        let answer = one.submit(&pair, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{verdict} {because}");
        assert!(answer.body.contains("sample</textarea>"), "the note stays");
    }
    // A person whose mentions somebody else decided about meanwhile is not parted unseen either.
    let person = format!("/persons/{}", family.mention(0, 2));
    let before = seen(&two.get(&person).await.body);
    let apart = format!("/pairs/{}/{}", family.mention(0, 2), family.mention(4, 2));
    let fields = [("verdict", "same"), ("reason", "Seen together"), ("seen", now.as_str())];
    assert_eq!(one.submit(&apart, &fields).await.status, StatusCode::SEE_OTHER);
    let mention = family.mention(4, 2);
    let fields = [("mention", mention.as_str()), ("reason", "Two hands"), ("seen", before.as_str())];
    let late = two.submit(&format!("{person}/split"), &fields).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("Seen together") && late.body.contains("Two hands</textarea>"));
    assert!(late.body.contains(&format!("value=\"{mention}\" checked")));
}

#[tokio::test]
async fn an_earlier_decision_in_the_way_is_told_kindly() {
    let family = Scene::with_family().await;
    let mut browser = analyst(&family).await;
    let person = format!("/persons/{}/split", family.mention(0, 2));
    let (fourth, fifth) = (family.mention(3, 2), family.mention(4, 2));
    let fields = [("mention", fourth.as_str()), ("mention", fifth.as_str()), ("reason", "Two hands")];
    assert_eq!(browser.submit(&person, &fields).await.status, StatusCode::SEE_OTHER);
    let pair = format!("/pairs/{}/{fourth}", family.mention(0, 2));
    let answer = browser.submit(&pair, &[("verdict", "same"), ("reason", "One hand")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("An earlier decision says") && answer.body.contains("One hand</textarea>"));
}

#[tokio::test]
async fn the_review_list_names_pairs_and_nobody() {
    let family = Scene::with_family().await;
    let mut browser = analyst(&family).await;
    let page = browser.get("/review").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("href=\"/review\" aria-current=\"page\""));
    if page.body.contains("data-row") {
        assert!(page.body.contains("href=\"/pairs/") && page.body.contains("pairs:"));
    } else {
        assert!(page.body.contains("Nothing is uncertain."));
    }
    for personal in PERSONAL {
        assert!(!page.body.contains(personal), "{personal} is in the review list");
    }
    let mut auditor = family.scene.signed_in(Role::Auditor).await;
    assert!(!auditor.get("/").await.body.contains("href=\"/review\""));
}

/// Every page in every language: no missing words, no style or script inside.
#[tokio::test]
async fn pages_of_persons_speak_every_language() {
    let family = Scene::with_family().await;
    let mut browser = analyst(&family).await;
    let pair = format!("/pairs/{}/{}", family.mention(0, 0), family.mention(4, 0));
    browser.submit(&pair, &[("verdict", "same"), ("reason", "sample reason")]).await;
    browser.submit(&pair, &[("verdict", "different"), ("reason", "sample reason")]).await;
    let mut titles = std::collections::BTreeSet::new();
    for language in ["en", "fil", "ceb", "id"] {
        browser.language = language;
        let split = format!("/persons/{}/split", family.mention(0, 2));
        let pages = [
            browser.get("/queue").await,
            browser.get("/review").await,
            browser.get(&format!("/leads/{}", family.reports[0])).await,
            browser.get(&format!("/persons/{}", family.mention(0, 0))).await,
            browser.get(&format!("/persons/{}?done=split", family.mention(0, 2))).await,
            browser.get(&pair).await,
            browser.submit(&pair, &[]).await,
            browser.submit(&split, &[("reason", "x")]).await,
        ];
        for page in pages {
            let body = &page.body;
            assert!(body.contains(&format!("<html lang=\"{language}\">")), "{language}: {body}");
            assert!(!body.contains('\u{27e6}'), "{language}: {}", between(body, "\u{27e6}", "\u{27e7}"));
            for inside in ["<style", " style=\"", " onclick", "javascript:"] {
                assert!(!body.contains(inside), "{language}: {inside}");
            }
            titles.insert(between(body, "<title>", "</title>").to_owned());
        }
    }
    assert!(titles.len() >= 16, "{titles:?}");
}
