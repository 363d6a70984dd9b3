//! `GET /queue`: the leads, filtered, page by page.

use super::{Choice, Frame, burst::BurstLine, choice};
use crate::{
    edge,
    failure::Failure,
    view::{grouped, lead::LeadLineView},
    visit::Visit,
};
use askama::Template;
use axum::response::Response;
use model::{Channel, IncidentKind, IncidentKinds, OsecForm};
use response::{
    bursts,
    policy::act,
    queue::{self, LeadLine},
};
use store::{Page, QueueFilter};
use url::form_urlencoded;

/// Leads on one page.
pub(crate) const ON_A_PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "queue.html")]
pub(crate) struct QueuePage {
    pub(crate) frame: Frame,
    pub(crate) waiting: String,
    pub(crate) first: String,
    pub(crate) set_aside: String,
    /// Reports that came too many at once: one line a burst.
    pub(crate) bursts: Vec<BurstLine>,
    pub(crate) done: Option<String>,
    pub(crate) channels: Vec<Choice>,
    pub(crate) forms: Vec<Choice>,
    pub(crate) kinds: Vec<Choice>,
    pub(crate) filtered: bool,
    pub(crate) lines: Vec<LeadLineView>,
    pub(crate) next: Option<String>,
    /// Whether earlier pages were passed; links to the first one.
    pub(crate) start: Option<String>,
}

/// The four forms in the order in which they are offered.
const FORMS: [(OsecForm, &str); 4] = [
    (OsecForm::LiveStreaming, "live_streaming"),
    (OsecForm::SexualExtortion, "sexual_extortion"),
    (OsecForm::Grooming, "grooming"),
    (OsecForm::AbuseMaterial, "abuse_material"),
];

/// What the filter form asks for, in its own words, so that links can say the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    channel: Option<Channel>,
    /// `form-…` for one of the four forms, else the code of a kind.
    kind: Option<(String, IncidentKinds)>,
    after: Option<(i64, i64)>,
}

impl Asked {
    /// Reads the query; what is unknown filters nothing.
    pub(crate) fn read(channel: Option<&str>, kind: Option<&str>, after: Option<&str>) -> Self {
        let kinds = |code: &str| match code.strip_prefix("form-") {
            Some(form) => {
                let (form, _) = FORMS.iter().find(|(_, code)| *code == form)?;
                Some(IncidentKind::ALL.iter().copied().filter(|kind| kind.form() == Some(*form)).collect())
            }
            None => Some(std::iter::once(IncidentKind::from_code(code)?).collect()),
        };
        Self {
            channel: channel.and_then(Channel::from_code),
            kind: kind.and_then(|code| Some((code.to_owned(), kinds(code)?))),
            after: after.and_then(|text| {
                let (rank, no) = text.split_once('.')?;
                Some((rank.parse().ok()?, no.parse().ok()?))
            }),
        }
    }

    fn filter(&self) -> QueueFilter {
        QueueFilter { channel: self.channel, kinds: self.kind.as_ref().map(|(_, kinds)| *kinds) }
    }

    /// The address of this filter from a place on.
    fn link(&self, after: Option<(i64, i64)>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(channel) = self.channel {
            query.append_pair("channel", channel.code());
        }
        if let Some((code, _)) = &self.kind {
            query.append_pair("kind", code);
        }
        if let Some((rank, no)) = after {
            query.append_pair("after", &format!("{rank}.{no}"));
        }
        let query = query.finish();
        if query.is_empty() { "/queue".into() } else { format!("/queue?{query}") }
    }
}

/// Shows one page of the queue.
pub(crate) async fn show(visit: Visit<act::SeeQueue>) -> Result<Response, Failure> {
    let asked = Asked::read(visit.asked("channel"), visit.asked("kind"), visit.asked("after"));
    let (store, permit) = (&visit.desk.store, &visit.right.permit);
    // One more than is shown tells whether there is a next page.
    let page = Page { after: asked.after, limit: ON_A_PAGE + 1 };
    let mut lines = queue::lead_page(store, permit, &visit.desk.factors, asked.filter(), page).await?;
    let (waiting, first) = queue::lead_counts(store, permit).await?;
    let set_aside = store.count_set_aside().await?;
    let more = lines.len() > usize::try_from(ON_A_PAGE).unwrap_or(usize::MAX);
    if more {
        lines.pop();
    }
    let frame = Frame::of(&visit, "queue", visit.look.words.say("queue-title"));
    let next = lines.last().filter(|_| more).map(|line| asked.link(Some((line.lead.rank, line.lead.no))));
    let now = store.clock().now();
    let held = bursts::held(store, permit).await?;
    let words = frame.words;
    let page = QueuePage {
        bursts: held.iter().map(|burst| BurstLine::of(words, burst)).collect(),
        done: (visit.asked("done") == Some("released")).then(|| words.say("burst-released")),
        ..page_of(frame, &asked, (waiting, first, set_aside), &lines, next, now)
    };
    Ok(edge::html(page.render()?))
}

/// The page from its parts.
pub(crate) fn page_of(
    frame: Frame,
    asked: &Asked,
    (waiting, first, set_aside): (i64, i64, i64),
    lines: &[LeadLine],
    next: Option<String>,
    now: model::Instant,
) -> QueuePage {
    let words = frame.words;
    let kind = asked.kind.as_ref().map_or("", |(code, _)| code.as_str());
    QueuePage {
        waiting: grouped(waiting),
        first: grouped(first),
        set_aside: grouped(set_aside),
        bursts: Vec::new(),
        done: None,
        channels: Channel::ALL
            .iter()
            .map(|channel| {
                choice(words, "channel", channel.code(), channel.code(), asked.channel == Some(*channel))
            })
            .collect(),
        forms: FORMS
            .iter()
            .map(|(_, code)| {
                let value = format!("form-{code}");
                choice(words, "form", code, &value, kind == value)
            })
            .collect(),
        kinds: IncidentKind::ALL
            .iter()
            .map(|k| choice(words, "kind", k.code(), k.code(), kind == k.code()))
            .collect(),
        filtered: asked.channel.is_some() || asked.kind.is_some(),
        lines: lines.iter().map(|line| LeadLineView::of(words, line, now)).collect(),
        next,
        start: asked.after.map(|_| asked.link(None)),
        frame,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_comes_back_in_links() {
        let asked = Asked::read(Some("hotline"), Some("form-live_streaming"), Some("-1099511627900.17"));
        assert_eq!(asked.after, Some((-1_099_511_627_900, 17)));
        assert_eq!(asked.link(None), "/queue?channel=hotline&kind=form-live_streaming");
        assert_eq!(
            asked.link(asked.after),
            "/queue?channel=hotline&kind=form-live_streaming&after=-1099511627900.17"
        );
        let kinds = asked.filter().kinds.unwrap();
        assert!(kinds.contains(IncidentKind::LiveStreamFacilitation));
        assert!(!kinds.contains(IncidentKind::Grooming));
        assert_eq!(Asked::read(Some("x"), Some("form-x"), Some("1")), Asked::default());
        assert_eq!(Asked::default().link(None), "/queue");
    }

    #[test]
    fn every_form_is_offered() {
        let offered: Vec<OsecForm> = FORMS.iter().map(|(form, _)| *form).collect();
        assert!(IncidentKind::ALL.iter().filter_map(|kind| kind.form()).all(|form| offered.contains(&form)));
    }
}
