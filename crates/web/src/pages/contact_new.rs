//! `/contacts/new`: the whole report form on one page, for what somebody tells by telephone, message or on paper; after it,
//! the reference and the code to be read to the caller, once.

use super::{
    Choice, Frame,
    contacts::{Categories, ways},
    decision::to_mend,
};
use crate::{
    drafts, edge,
    failure::Failure,
    form::Form,
    public::say::Say,
    question::{QuestionView, question_view},
    view::TimeView,
    visit::Visit,
    words::{Language, Words},
};
use askama::Template;
use axum::response::Response;
use model::{ContactCategory, ContactWay};
use response::{
    ResponseError,
    door::{
        contacts::{self, Taken},
        form::{Answers, Question, Telling},
        token::FormToken,
    },
    policy::act,
};

/// One screen of the public form, as a section of this page.
pub(crate) struct Section {
    pub(crate) id: String,
    pub(crate) title: String,
    /// The digit that leads here by keyboard.
    pub(crate) key: usize,
    pub(crate) questions: Vec<QuestionView>,
}

/// What goes before the questions, as it was sent.
struct Before<'a> {
    way: &'a str,
    category: &'a str,
    language: &'a str,
    wants_code: bool,
}

#[derive(Template)]
#[template(path = "contact_new.html")]
pub(crate) struct ContactNewPage {
    pub(crate) frame: Frame,
    pub(crate) token: String,
    pub(crate) own: bool,
    pub(crate) ways: Vec<Choice>,
    pub(crate) categories: Categories,
    pub(crate) languages: Vec<Choice>,
    pub(crate) wants_code: bool,
    pub(crate) sections: Vec<Section>,
    pub(crate) draft_of: Option<TimeView>,
    pub(crate) problem: Option<String>,
}

#[derive(Template)]
#[template(path = "contact_taken.html")]
pub(crate) struct ContactTakenPage {
    pub(crate) frame: Frame,
    pub(crate) reference: String,
    /// Whether the same form came before.
    pub(crate) again: bool,
    /// Whether a code was asked for.
    pub(crate) asked: bool,
    pub(crate) code: Option<Vec<String>>,
    pub(crate) code_language: &'static str,
}

impl<'a> Before<'a> {
    fn of(form: &'a Form) -> Self {
        Self {
            way: form.text("way"),
            category: form.text("category"),
            language: Language::from_code(form.text("language")).map_or(OTHER, Language::code),
            wants_code: form.text("code") == "yes",
        }
    }
}

/// The answers of a form.
fn told(visit: &Visit<act::TakeContacts>, form: &Form) -> Answers {
    let telling = Telling::from_code(form.text("door")).unwrap_or_default();
    visit.desk.door.form.answers(telling, form.pairs())
}

/// Tag of a language that is none of the house.
const OTHER: &str = "und";

fn languages(words: Words, chosen: &str) -> Vec<Choice> {
    let known = Language::ALL.iter().map(|language| (language.code(), language.own_name().to_owned()));
    known
        .chain([(OTHER, words.say("language-other"))])
        .map(|(code, label)| Choice { value: code.to_owned(), label, chosen: code == chosen })
        .collect()
}

/// `GET /contacts/new`.
pub(crate) async fn show(visit: Visit<act::TakeContacts>) -> Result<Response, Failure> {
    if visit.asked("door").is_none()
        && let Some(kept) = drafts::kept(&visit, "/contacts/new").await?
    {
        let (answers, token) = (told(&visit, &kept.form), FormToken::new(&visit.desk.store));
        return Ok(edge::html(page(&visit, &answers, &Before::of(&kept.form), &token, Some(kept.at), None)?));
    }
    let telling = visit.asked("door").and_then(Telling::from_code).unwrap_or_default();
    let answers = visit.desk.door.form.answers(telling, []);
    let before = Before {
        way: ContactWay::Call.code(),
        category: "",
        language: visit.look.words.0.code(),
        wants_code: false,
    };
    let token = FormToken::new(&visit.desk.store);
    Ok(edge::html(page(&visit, &answers, &before, &token, None, None)?))
}

fn page(
    visit: &Visit<act::TakeContacts>,
    answers: &Answers,
    before: &Before<'_>,
    token: &FormToken,
    draft_of: Option<TimeView>,
    problem: Option<String>,
) -> Result<String, Failure> {
    let (words, form) = (visit.look.words, &visit.desk.door.form);
    // The operator reads the questions out as the public page asks them.
    let say = Say { language: words.0, mirrored: false };
    let asked = |question: &&Question| question.only_door.is_none_or(|door| door == answers.telling);
    let question = |question: &Question| {
        let mut view = question_view(say, form, question, answers);
        // What needs a script on the reporter's device can be told all the same, and its hint is for them.
        view.hint = view.hint.filter(|_| !view.needs_script);
        view
    };
    let sections = form
        .screens
        .iter()
        .zip(1..)
        .map(|(screen, key)| Section {
            id: screen.id.clone(),
            title: say.say(&format!("screen-{}", screen.id)),
            key,
            questions: screen.questions.iter().filter(asked).map(question).collect(),
        })
        .collect();
    let page = ContactNewPage {
        frame: Frame::of(visit, "contacts", words.say("contact-new-title"))
            .linking_to("/contacts/new")
            .drafting(),
        token: token.text().to_string(),
        own: answers.telling == Telling::Me,
        ways: ways(words, before.way),
        categories: Categories::of(words, before.category),
        languages: languages(words, before.language),
        wants_code: before.wants_code,
        sections,
        draft_of,
        problem,
    };
    Ok(page.render()?)
}

/// `POST /contacts/new`: the questions of the other door, or sent.
pub(crate) async fn send(visit: Visit<act::TakeContacts>) -> Result<Response, Failure> {
    let (desk, form, words) = (&visit.desk, &visit.form, visit.look.words);
    let answers = told(&visit, form);
    let before = Before::of(form);
    let token =
        FormToken::read(&desk.store, form.text("token")).unwrap_or_else(|| FormToken::new(&desk.store));
    if form.text("go") != "send" {
        let mut other = edge::html(page(&visit, &answers, &before, &token, None, None)?);
        other.extensions_mut().insert(drafts::Unsent);
        return Ok(other);
    }
    let Some(way) = ContactWay::from_code(before.way) else {
        let problem = Some(words.say("contact-no-way"));
        return Ok(to_mend(page(&visit, &answers, &before, &token, None, problem)?));
    };
    let taken = Taken {
        way,
        category: ContactCategory::from_code(before.category),
        answers: &answers,
        language: before.language,
        wants_code: before.wants_code,
        token: &token.text(),
        default_country: desk.default_country,
    };
    let (receipt, code) =
        match contacts::take(&desk.store, &visit.right.permit, &desk.factors, &desk.door, taken).await {
            Err(ResponseError::Form(_)) => {
                let problem = Some(words.say("contact-empty"));
                return Ok(to_mend(page(&visit, &answers, &before, &token, None, problem)?));
            }
            other => other?,
        };
    let page = ContactTakenPage {
        frame: Frame::of(&visit, "contacts", words.say("contact-taken-title")).linking_to("/contacts"),
        reference: receipt.reference.to_string(),
        again: receipt.outcome != store::Outcome::New,
        asked: before.wants_code,
        code: code.map(|code| code.split(' ').map(str::to_owned).collect()),
        code_language: Language::from_code(before.language).unwrap_or_default().code(),
    };
    Ok(edge::html(page.render()?))
}
