//! `/contacts`: where a hotline operator works. Contacts that are no report are counted with one button; below it, what the
//! line was used for.

use super::{
    Choice, Frame, choice,
    decision::{on_to, to_mend},
};
use crate::{
    edge,
    failure::Failure,
    view::{
        bars::{bar, share},
        grouped,
    },
    visit::Visit,
    words::Words,
};
use askama::Template;
use axum::response::Response;
use model::{ContactCategory, ContactOutcome, ContactWay};
use response::{
    door::{contacts, token::FormToken},
    policy::act,
};
use store::ContactCount;

/// A row of counts.
pub(crate) struct CountRow {
    pub(crate) label: String,
    pub(crate) day: String,
    pub(crate) month: String,
    /// The count of the month as a bar, safe to put into a page.
    pub(crate) bar: String,
}

/// A table of counts.
pub(crate) struct CountTable {
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) rows: Vec<CountRow>,
}

#[derive(Template)]
#[template(path = "contacts.html")]
pub(crate) struct ContactsPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) ways: Vec<Choice>,
    pub(crate) outcomes: Vec<Choice>,
    pub(crate) categories: Categories,
    pub(crate) problem: Option<String>,
    pub(crate) done: Option<String>,
    pub(crate) day: String,
    pub(crate) month: String,
    pub(crate) tables: Vec<CountTable>,
}

/// The categories of Child Helpline International in their two lists.
pub(crate) struct Categories {
    pub(crate) violence: Vec<Choice>,
    pub(crate) others: Vec<Choice>,
}

impl Categories {
    /// All categories, one of them chosen.
    pub(crate) fn of(words: Words, chosen: &str) -> Self {
        let (violence, others) =
            ContactCategory::ALL.iter().partition(|category| category.code().starts_with("violence_"));
        let choices = |list: Vec<&ContactCategory>| {
            list.iter()
                .map(|one| choice(words, "category", one.code(), one.code(), chosen == one.code()))
                .collect()
        };
        Self { violence: choices(violence), others: choices(others) }
    }
}

/// The ways of a contact, one of them chosen.
pub(crate) fn ways(words: Words, chosen: &str) -> Vec<Choice> {
    ContactWay::ALL
        .iter()
        .map(|way| choice(words, "way", way.code(), way.code(), chosen == way.code()))
        .collect()
}

/// `GET /contacts`.
pub(crate) async fn show(visit: Visit<act::TakeContacts>) -> Result<Response, Failure> {
    let done = (visit.asked("done") == Some("noted")).then(|| visit.look.words.say("contact-noted"));
    // The next contact most likely comes the same way.
    let way = visit.asked("way").and_then(ContactWay::from_code).unwrap_or(ContactWay::Call);
    Ok(edge::html(page(&visit, way.code(), "", "", None, done).await?))
}

async fn page(
    visit: &Visit<act::TakeContacts>,
    way: &str,
    outcome: &str,
    category: &str,
    problem: Option<String>,
    done: Option<String>,
) -> Result<String, Failure> {
    let (store, permit, words) = (&visit.desk.store, &visit.right.permit, visit.look.words);
    let day = contacts::counts(store, permit, 1).await?;
    let month = contacts::counts(store, permit, 30).await?;
    let sum = |counts: &[ContactCount]| grouped(counts.iter().map(|one| one.count).sum());
    let outcomes = ContactOutcome::ALL.iter().filter(|one| **one != ContactOutcome::Report);
    let page = ContactsPage {
        frame: Frame::of(visit, "contacts", words.say("contacts-title")).linking_to("/contacts"),
        token: FormToken::new(store).text().to_string(),
        ways: ways(words, way),
        outcomes: outcomes
            .map(|one| choice(words, "outcome", one.code(), one.code(), outcome == one.code()))
            .collect(),
        categories: Categories::of(words, category),
        problem,
        done,
        day: sum(&day),
        month: sum(&month),
        tables: tables(words, &day, &month),
    };
    Ok(page.render()?)
}

fn tables(words: Words, day: &[ContactCount], month: &[ContactCount]) -> Vec<CountTable> {
    let table =
        |id: &'static str, title: &str, all: &[&str], of: fn(&ContactCount) -> &'static str, whole: bool| {
            let count = |counts: &[ContactCount], code: &str| -> i64 {
                counts.iter().filter(|one| of(one) == code).map(|one| one.count).sum()
            };
            let greatest = all.iter().map(|code| count(month, code)).max().unwrap_or(0);
            let rows = all
                .iter()
                .map(|code| (*code, count(day, code), count(month, code)))
                .filter(|(_, _, month)| whole || *month > 0)
                .map(|(code, day, month)| CountRow {
                    label: words.say(&format!("{id}-{code}")),
                    day: grouped(day),
                    month: grouped(month),
                    bar: bar(share(month, greatest)),
                })
                .collect();
            CountTable { id, title: words.say(title), rows }
        };
    let outcomes: Vec<_> = ContactOutcome::ALL.iter().map(|one| one.code()).collect();
    let ways: Vec<_> = ContactWay::ALL.iter().map(|one| one.code()).collect();
    let categories: Vec<_> = ContactCategory::ALL.iter().map(|one| one.code()).chain(["none"]).collect();
    let category = |one: &ContactCount| one.category.map_or("none", ContactCategory::code);
    vec![
        table("outcome", "contacts-by-outcome", &outcomes, |one| one.outcome.code(), true),
        table("way", "contacts-by-way", &ways, |one| one.way.code(), true),
        table("category", "contacts-by-category", &categories, category, false),
    ]
}

/// `POST /contacts`: counts a contact that is no report.
pub(crate) async fn note(visit: Visit<act::TakeContacts>) -> Result<Response, Failure> {
    let (desk, form, words) = (&visit.desk, &visit.form, visit.look.words);
    let (way, outcome, category) = (form.text("way"), form.text("outcome"), form.text("category"));
    let known = (
        ContactWay::from_code(way),
        ContactOutcome::from_code(outcome).filter(|one| *one != ContactOutcome::Report),
    );
    let (Some(way), Some(outcome)) = known else {
        let problem = Some(words.say("contact-missing"));
        return Ok(to_mend(page(&visit, way, outcome, category, problem, None).await?));
    };
    let category = ContactCategory::from_code(category);
    let token = form.text("token");
    contacts::note(&desk.store, &visit.right.permit, &desk.door, way, outcome, category, token).await?;
    on_to("/contacts", &format!("noted&way={}", way.code()))
}
