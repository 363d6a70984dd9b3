//! The report: at most six short screens, everything skippable, sent from any of them. What was answered travels in the
//! form from screen to screen; the server keeps nothing until it is sent.

use super::help;
use crate::{
    edge,
    failure::Failure,
    public::{frame::PublicFrame, visit::Visit},
    question::{QuestionView, question_view},
};
use askama::Template;
use axum::response::Response;
use response::{
    door::{
        campaigns::{self, Step},
        flood,
        form::{Answers, Question, Telling},
        tell::{self, Sent},
        token::FormToken,
    },
    policy::act,
};

/// Names of the fields that steer the form and are no answers.
const STEERING: [&str; 8] = ["door", "at", "go", "token", "work", "l", "c", "sign"];

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
    /// What the work is done for.
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
    screen(&visit, &answers, at, go == Go::Send)
}

fn screen(visit: &Visit, answers: &Answers, at: usize, from_elsewhere: bool) -> Result<Response, Failure> {
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
    let token = visit.look.token.text();
    let worked = flood::work_done(&token, visit.form.text("work"));
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
        token: token.to_string(),
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
    sent_page(visit, told.token, Some(code), at_once(visit, answers), false)
}

fn sent_page(
    visit: &Visit,
    token: FormToken,
    code: Option<Vec<String>>,
    at_once: Vec<help::ServiceView>,
    again: bool,
) -> Result<Response, Failure> {
    let mut look = visit.look();
    (look.here, look.token) = (None, token);
    Ok(edge::html(SentPage { frame: PublicFrame::new(&look), code, at_once, again }.render()?))
}

/// `POST /code`: hides the code, or shows it once more. Only the page that was shown after sending has the token.
pub(crate) async fn code_again(visit: Visit) -> Result<Response, Failure> {
    let desk = &visit.site.desk;
    let code = tell::code_of(&desk.store, &desk.door, visit.form.text("token"), visit.say().language.code())
        .ok_or(Failure::NotFound)?;
    let shown = visit.form.text("show") == "yes";
    let code = shown.then(|| code.split(' ').map(str::to_owned).collect());
    sent_page(&visit, visit.look.token.clone(), code, Vec::new(), true)
}
