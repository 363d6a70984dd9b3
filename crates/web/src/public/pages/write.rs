//! The report: at most six short screens, everything skippable, sent from any of them. What was answered travels in the
//! form from screen to screen; the server keeps nothing until it is sent.

use super::help;
use crate::{
    edge,
    failure::Failure,
    public::{frame::PublicFrame, say::Say, visit::Visit},
};
use askama::Template;
use axum::response::Response;
use model::Country;
use response::{
    door::{
        campaigns::{self, Step},
        flood,
        form::{Answers, Kind, Question, Telling},
        tell::{self, Sent},
        token::FormToken,
    },
    policy::act,
};

/// Countries to choose from: where most children and most who watch are, as the published figures name them. A country
/// that is not here is written in the place below.
const COUNTRIES: [&str; 40] = [
    "PH", "ID", "AU", "BD", "BR", "BN", "KH", "CA", "CN", "CO", "DO", "FR", "DE", "GH", "HK", "IN", "IE",
    "JP", "KE", "KW", "LA", "MY", "MX", "MM", "NP", "NL", "NZ", "NG", "PK", "QA", "RO", "SA", "SG", "KR",
    "LK", "TH", "AE", "GB", "US", "VN",
];

/// Names of the fields that steer the form and are no answers.
const STEERING: [&str; 8] = ["door", "at", "go", "token", "work", "l", "c", "sign"];

/// One option of a choice.
pub(crate) struct OptionView {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) chosen: bool,
    /// Whether it opens a question that is asked only then.
    pub(crate) opens: bool,
}

/// One question, as it is shown.
pub(crate) struct QuestionView {
    pub(crate) id: String,
    /// `one`, `many`, `text`, `long`, `lines`, `country`, `date`.
    pub(crate) kind: &'static str,
    pub(crate) label: String,
    pub(crate) hint: Option<String>,
    pub(crate) value: String,
    pub(crate) options: Vec<OptionView>,
    /// Whether it is asked only after another answer.
    pub(crate) conditional: bool,
    pub(crate) needs_script: bool,
}

/// A question with what was answered so far.
pub(crate) fn question_view(
    say: Say,
    form: &response::door::form::Form,
    question: &Question,
    answers: &Answers,
) -> QuestionView {
    let given = answers.values(&question.id);
    let opens = |option: &str| {
        form.questions().any(|other| {
            other.only_if.get(&question.id).is_some_and(|wanted| wanted.iter().any(|value| value == option))
        })
    };
    let option = |value: &str, label: String| OptionView {
        value: value.to_owned(),
        label,
        chosen: given.iter().any(|given| given == value),
        opens: opens(value),
    };
    let (kind, options) = match question.kind {
        Kind::One | Kind::Many => {
            let options = question.options.iter();
            let options = options
                .map(|value| option(value, say.say(&format!("answer-{}-{value}", question.id))))
                .collect();
            (if question.kind == Kind::One { "one" } else { "many" }, options)
        }
        Kind::Country => {
            let named = COUNTRIES.iter().filter_map(|code| code.parse::<Country>().ok());
            ("country", named.map(|country| option(country.code(), country.name().to_owned())).collect())
        }
        Kind::Text => ("text", Vec::new()),
        Kind::Long => ("long", Vec::new()),
        Kind::Lines => ("lines", Vec::new()),
        Kind::Date => ("date", Vec::new()),
    };
    QuestionView {
        id: question.id.clone(),
        kind,
        label: say.say(&question.key(answers.telling)),
        hint: question.hint.then(|| say.say(&format!("hint-{}", question.id))),
        value: given.join("\n"),
        options,
        conditional: !question.only_if.is_empty(),
        needs_script: question.needs_script,
    }
}

#[derive(Template)]
#[template(path = "public/write_choose.html")]
struct ChoosePage {
    frame: PublicFrame,
}

#[derive(Template)]
#[template(path = "public/write.html")]
struct WritePage {
    frame: PublicFrame,
    title: String,
    lead: String,
    door: &'static str,
    /// Place of the screen, from 0.
    at: usize,
    step: String,
    last: bool,
    /// Whether a form of another page led here: it is sent from this page or not at all.
    from_elsewhere: bool,
    token: String,
    /// How much work is asked for, while it was not done; and the work that was.
    work_bits: Option<u32>,
    work: String,
    questions: Vec<QuestionView>,
    /// Answers of the other screens.
    carried: Vec<(String, String)>,
    at_once: Vec<help::ServiceView>,
}

#[derive(Template)]
#[template(path = "public/sent.html")]
struct SentPage {
    frame: PublicFrame,
    token: String,
    /// The words of the code, where it is shown.
    code: Option<Vec<String>>,
    at_once: Vec<help::ServiceView>,
    again: bool,
}

/// `GET /write`: which door.
pub(crate) async fn choose(visit: Visit) -> Result<Response, Failure> {
    Ok(edge::html(ChoosePage { frame: PublicFrame::new(&visit.look) }.render()?))
}

/// Where a screen leads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Go {
    Next,
    Back,
    Send,
    Stay,
}

/// `POST /write`: the next screen, the one before, or sent.
pub(crate) async fn step(visit: Visit) -> Result<Response, Failure> {
    let Some(telling) = Telling::from_code(visit.form.text("door")) else { return choose(visit).await };
    let form = &visit.site.desk.door.form;
    let answers = form.answers(telling, visit.form.pairs());
    let at = visit.form.text("at").parse::<usize>().ok();
    let go = match visit.form.text("go") {
        "send" => Go::Send,
        "back" => Go::Back,
        "stay" | "" => Go::Stay,
        _ => Go::Next,
    };
    if go == Go::Send && visit.own_page {
        return send(&visit, &answers).await;
    }
    let last = form.screens.len() - 1;
    let at = match (at, go) {
        // The door was just chosen, or the guide led here.
        (None, Go::Send) => last,
        (None, _) => 0,
        (Some(at), Go::Next) => (at + 1).min(last),
        (Some(at), Go::Back) => at.min(last).saturating_sub(1),
        (Some(at), _) => at.min(last),
    };
    let token = FormToken::read(&visit.site.desk.store, visit.form.text("token"))
        .unwrap_or_else(|| FormToken::new(&visit.site.desk.store));
    screen(&visit, &answers, at, &token, go == Go::Send)
}

fn screen(
    visit: &Visit,
    answers: &Answers,
    at: usize,
    token: &FormToken,
    from_elsewhere: bool,
) -> Result<Response, Failure> {
    let (say, desk) = (visit.say(), &visit.site.desk);
    let form = &desk.door.form;
    let screen = form.screens.get(at).ok_or(Failure::NotFound)?;
    let asked = |question: &&Question| question.only_door.is_none_or(|door| door == answers.telling);
    let questions: Vec<QuestionView> = screen
        .questions
        .iter()
        .filter(asked)
        .map(|question| question_view(say, form, question, answers))
        .collect();
    let here = |id: &str| questions.iter().any(|question| question.id == id);
    let carried = answers
        .iter()
        .filter(|(id, _)| !here(id))
        .map(|(id, value)| (id.to_owned(), value.to_owned()))
        .collect();
    let busy = desk.door.is_busy(desk.store.clock().now());
    let worked = flood::work_done(&token.text(), visit.form.text("work"));
    let mut frame = PublicFrame { form: Some("write"), ..PublicFrame::new(&visit.look) };
    frame.hashes = busy || questions.iter().any(|question| question.needs_script);
    let page = WritePage {
        title: say.say(&format!("screen-{}", screen.id)),
        lead: say.say(&format!("screen-{}-lead", screen.id)),
        door: answers.telling.code(),
        at,
        step: say.tell("door-step", &[("at", &(at + 1)), ("all", &form.screens.len())]),
        last: at + 1 == form.screens.len(),
        from_elsewhere,
        token: token.text().to_string(),
        work_bits: (busy && !worked).then_some(flood::WORK_BITS),
        work: if worked { visit.form.text("work").to_owned() } else { String::new() },
        questions,
        carried,
        at_once: at_once(visit, answers),
        frame,
    };
    Ok(edge::html(page.render()?))
}

/// Help, for somebody who said that they or the child are not safe.
fn at_once(visit: &Visit, answers: &Answers) -> Vec<help::ServiceView> {
    if answers.first("safe") == "no" { help::at_once(visit, answers.first("country")) } else { Vec::new() }
}

async fn send(visit: &Visit, answers: &Answers) -> Result<Response, Failure> {
    let desk = &visit.site.desk;
    let permit = Visit::permit::<act::TellReport>("report without a name")?;
    let refused_fields = visit
        .form
        .pairs()
        .filter(|(name, _)| !STEERING.contains(name) && desk.door.form.question(name).is_none())
        .count();
    let sent = Sent {
        answers,
        language: visit.say().language.code(),
        token: visit.form.text("token"),
        work: visit.form.text("work"),
        default_country: desk.default_country,
        refused_fields,
    };
    let told = tell::tell(&desk.store, &permit, &desk.factors, &desk.door, sent).await?;
    if let Some(slug) = visit.look.campaign.as_ref().filter(|_| told.receipt.outcome == store::Outcome::New) {
        campaigns::count(&desk.door, slug, Step::Reported, desk.store.clock().now());
    }
    let code = told.code.split(' ').map(str::to_owned).collect();
    sent_page(visit, told.token.text().to_string(), Some(code), at_once(visit, answers), false)
}

fn sent_page(
    visit: &Visit,
    token: String,
    code: Option<Vec<String>>,
    at_once: Vec<help::ServiceView>,
    again: bool,
) -> Result<Response, Failure> {
    let mut look = visit.look();
    look.here = None;
    Ok(edge::html(SentPage { frame: PublicFrame::new(&look), token, code, at_once, again }.render()?))
}

/// `POST /code`: hides the code, or shows it once more. Only the page that was shown after sending has the token.
pub(crate) async fn code_again(visit: Visit) -> Result<Response, Failure> {
    let (desk, token) = (&visit.site.desk, visit.form.text("token").to_owned());
    let code = tell::code_of(&desk.store, &desk.door, &token, visit.say().language.code())
        .ok_or(Failure::NotFound)?;
    let shown = visit.form.text("show") == "yes";
    let code = shown.then(|| code.split(' ').map(str::to_owned).collect());
    sent_page(&visit, token, code, Vec::new(), true)
}
