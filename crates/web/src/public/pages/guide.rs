//! The guide: who reads, what they notice, what that is and what to do. Two steps, each a form; nothing is in the address.

use crate::{
    edge,
    failure::Failure,
    public::{frame::PublicFrame, visit::Visit},
};
use askama::Template;
use axum::response::Response;
use response::door::{
    campaigns::{self, Step},
    guide::{Guide, Reader, Sign},
};

/// A choice with its words.
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
}

/// A list of advice: what is said first, and what is said to whoever wants more.
struct Advice {
    title: String,
    lines: Vec<String>,
    more: Vec<String>,
    class: &'static str,
}

impl Advice {
    fn new(title: String, mut lines: Vec<String>, first: usize, class: &'static str) -> Self {
        let more = lines.split_off(first.min(lines.len()));
        Self { title, lines, more, class }
    }
}

/// So many lines of what to do, and of what not to do, are said first: few enough to be read in fear.
const FIRST: usize = 3;

/// One of the four forms, as it is shown.
struct FormView {
    name: String,
    what: String,
}

#[derive(Template)]
#[template(path = "public/guide.html")]
struct GuidePage {
    frame: PublicFrame,
    readers: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "public/guide_signs.html")]
struct SignsPage {
    frame: PublicFrame,
    reader: String,
    question: String,
    signs: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "public/guide_result.html")]
struct ResultPage {
    frame: PublicFrame,
    reader: String,
    signs: Vec<String>,
    not_to_blame: String,
    forms: Vec<FormView>,
    advice: Vec<Advice>,
    /// The door and the answers that the report begins with.
    door: &'static str,
    answers: Vec<(String, String)>,
}

/// `GET /guide`: who reads.
pub(crate) async fn show(visit: Visit) -> Result<Response, Failure> {
    let say = visit.say();
    let readers = visit.site.desk.door.guide.readers.iter();
    let readers = readers
        .map(|reader| Choice {
            value: reader.id.clone(),
            label: say.say(&format!("guide-reader-{}", reader.id)),
        })
        .collect();
    Ok(edge::html(GuidePage { frame: PublicFrame::new(&visit.look), readers }.render()?))
}

/// `POST /guide`: the signs, then the result.
pub(crate) async fn step(visit: Visit) -> Result<Response, Failure> {
    let guide = &visit.site.desk.door.guide;
    let Some(reader) = guide.reader(visit.form.text("reader")) else { return show(visit).await };
    if visit.form.text("go") == "result" {
        result(&visit, guide, reader)
    } else {
        signs(&visit, guide, reader)
    }
}

fn frame(visit: &Visit) -> PublicFrame {
    PublicFrame { form: Some("guide"), ..PublicFrame::new(&visit.look) }
}

fn signs(visit: &Visit, guide: &Guide, reader: &Reader) -> Result<Response, Failure> {
    let say = visit.say();
    let signs = guide
        .signs_for(reader)
        .map(|sign| Choice {
            value: sign.id.clone(),
            label: say.say(&format!("sign-{}-{}", sign.id, reader.voice.code())),
        })
        .collect();
    let question = say.say(&format!("guide-signs-{}", reader.id));
    Ok(edge::html(SignsPage { frame: frame(visit), reader: reader.id.clone(), question, signs }.render()?))
}

fn result(visit: &Visit, guide: &Guide, reader: &Reader) -> Result<Response, Failure> {
    let (say, voice) = (visit.say(), reader.voice.code());
    let chosen: Vec<&str> = visit.form.texts("sign").collect();
    let ticked: Vec<&Sign> =
        guide.signs_for(reader).filter(|sign| chosen.contains(&sign.id.as_str())).collect();
    let forms = guide.forms_of(&ticked);
    // What is advised for several forms is said once, in the order of the first.
    let collect = |kind: &str, of: fn(&response::door::guide::FormAdvice) -> &Vec<String>| {
        let mut keys: Vec<&String> = Vec::new();
        for key in forms.iter().flat_map(|form| of(form)) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys.into_iter().map(|key| say.say(&format!("{kind}-{key}-{voice}"))).collect::<Vec<_>>()
    };
    let advice = vec![
        Advice::new(say.say("guide-do"), collect("do", |form| &form.now), FIRST, "do"),
        Advice::new(say.say("guide-dont"), collect("dont", |form| &form.dont), FIRST, "dont"),
        // What to keep can wait until somebody is safe.
        Advice::new(say.say("guide-keep"), collect("keep", |form| &form.keep), 0, "keep"),
    ];
    if let Some(slug) = &visit.look.campaign {
        campaigns::count(&visit.site.desk.door, slug, Step::Guided, visit.site.desk.store.clock().now());
    }
    let page = ResultPage {
        frame: frame(visit),
        reader: reader.id.clone(),
        not_to_blame: say.say(&format!("guide-not-to-blame-{voice}")),
        advice: advice
            .into_iter()
            .filter(|advice| !advice.lines.is_empty() || !advice.more.is_empty())
            .collect(),
        forms: forms
            .iter()
            .map(|form| FormView {
                name: say.say(&format!("form-{}", form.id)),
                what: say.say(&format!("form-{}-what-{voice}", form.id)),
            })
            .collect(),
        door: reader.door.code(),
        answers: Guide::answers_of(&ticked),
        signs: ticked.iter().map(|sign| sign.id.clone()).collect(),
    };
    Ok(edge::html(page.render()?))
}
