//! `GET /queue`: the leads, filtered, page by page.

use super::{Choice, Frame, burst::BurstLine, choice};
use crate::{
    edge,
    failure::Failure,
    view::{desk::counted, grouped, lead::LeadLineView},
    visit::Visit,
    words::Words,
};
use askama::Template;
use axum::response::Response;
use model::{Channel, IncidentKind, IncidentKinds, OsecForm};
use response::{
    desk::{self, Counts, View, Wanted, WorkLine},
    policy::act,
};
use store::QueueFilter;
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
    /// Which leads: links with words and counts, and whether it is this one.
    pub(crate) views: Vec<ViewLink>,
    /// Filters that somebody keeps: number, name, address.
    pub(crate) kept: Vec<(i64, String, String)>,
    pub(crate) view: &'static str,
    pub(crate) query: String,
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
    view: View,
    channel: Option<Channel>,
    /// `form-…` for one of the four forms, else the code of a kind.
    kind: Option<(String, IncidentKinds)>,
    after: Option<[i64; 3]>,
}

impl Asked {
    /// Reads the query; what is unknown filters nothing.
    pub(crate) fn read(
        view: Option<&str>,
        channel: Option<&str>,
        kind: Option<&str>,
        after: Option<&str>,
    ) -> Self {
        let kinds = |code: &str| match code.strip_prefix("form-") {
            Some(form) => {
                let (form, _) = FORMS.iter().find(|(_, code)| *code == form)?;
                Some(IncidentKind::ALL.iter().copied().filter(|kind| kind.form() == Some(*form)).collect())
            }
            None => Some(std::iter::once(IncidentKind::from_code(code)?).collect()),
        };
        Self {
            view: view.and_then(View::from_code).unwrap_or_default(),
            channel: channel.and_then(Channel::from_code),
            kind: kind.and_then(|code| Some((code.to_owned(), kinds(code)?))),
            after: after.and_then(|text| {
                let numbers: Option<Vec<i64>> = text.split('.').map(|number| number.parse().ok()).collect();
                match numbers?[..] {
                    [first, second] => Some([first, second, 0]),
                    [first, second, third] => Some([first, second, third]),
                    _ => None,
                }
            }),
        }
    }

    /// What a filter that somebody kept asks for.
    pub(crate) fn of_query(query: &str) -> Self {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let get = |name: &str| pairs.iter().find(|(found, _)| found == name).map(|(_, text)| text.as_str());
        Self::read(get("view"), get("channel"), get("kind"), None)
    }

    /// The query of this filter, without a place.
    pub(crate) fn query(&self) -> String {
        let link = self.link(None);
        link.split_once('?').map_or_else(String::new, |(_, query)| query.to_owned())
    }

    fn filter(&self) -> QueueFilter {
        QueueFilter { channel: self.channel, kinds: self.kind.as_ref().map(|(_, kinds)| *kinds) }
    }

    /// The address of this filter from a place on.
    pub(crate) fn link(&self, after: Option<[i64; 3]>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if self.view != View::Waiting {
            query.append_pair("view", self.view.code());
        }
        if let Some(channel) = self.channel {
            query.append_pair("channel", channel.code());
        }
        if let Some((code, _)) = &self.kind {
            query.append_pair("kind", code);
        }
        match after {
            Some([first, second, 0]) => query.append_pair("after", &format!("{first}.{second}")),
            Some([first, second, third]) => query.append_pair("after", &format!("{first}.{second}.{third}")),
            None => &mut query,
        };
        let query = query.finish();
        if query.is_empty() { "/queue".into() } else { format!("/queue?{query}") }
    }
}

/// A link to a view of the queue.
pub(crate) struct ViewLink {
    pub(crate) href: String,
    pub(crate) label: String,
    pub(crate) count: Option<String>,
    pub(crate) here: bool,
}

fn views(words: Words, asked: &Asked, counts: &Counts, whole: bool) -> Vec<ViewLink> {
    if !whole {
        return Vec::new();
    }
    View::ALL
        .into_iter()
        .map(|view| ViewLink {
            href: Asked { view, after: None, ..asked.clone() }.link(None),
            label: words.say(&format!("view-{}", view.code())),
            count: counts.0.iter().find(|(code, _)| *code == view.code()).map(|(_, count)| counted(*count)),
            here: view == asked.view,
        })
        .collect()
}

/// Shows one page of the queue.
pub(crate) async fn show(visit: Visit<act::SeeQueue>) -> Result<Response, Failure> {
    let asked =
        Asked::read(visit.asked("view"), visit.asked("channel"), visit.asked("kind"), visit.asked("after"));
    let sight = visit.sight().await?;
    let user = visit.user()?;
    let tables = (&*visit.desk.factors, &*visit.desk.service);
    let (store, permit) = (&visit.desk.store, &visit.right.permit);
    let wanted = Wanted { filter: asked.filter(), after: asked.after, limit: ON_A_PAGE };
    let listed = desk::list(store, permit, &sight, tables, user, asked.view, wanted).await?;
    let lines = listed.lines;
    let frame = Frame::of(&visit, "queue", visit.look.words.say("queue-title"));
    let next = listed.next.map(|place| asked.link(Some(place)));
    let now = store.clock().now();
    let own = visit.also::<act::UseDesk>("open one's own filters").await?;
    let kept = desk::filters(store, &own, user).await?;
    let words = frame.words;
    let page = QueuePage {
        bursts: listed.held.iter().map(|burst| BurstLine::of(words, burst)).collect(),
        views: views(words, &asked, &listed.counts, sight.is_whole()),
        kept: kept
            .into_iter()
            .map(|one| (one.no, one.name, Asked::of_query(&one.query).link(None)))
            .collect(),
        done: match visit.asked("done") {
            Some("released") => Some(words.say("burst-released")),
            Some("no-filter") => Some(words.say("filter-wrong")),
            _ => None,
        },
        ..page_of(frame, &asked, (listed.reports, listed.first, listed.set_aside), &lines, next, now)
    };
    Ok(edge::html(page.render()?))
}

/// The page from its parts.
pub(crate) fn page_of(
    frame: Frame,
    asked: &Asked,
    (waiting, first, set_aside): (i64, i64, i64),
    lines: &[WorkLine],
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
        filtered: asked.view != View::Waiting || asked.channel.is_some() || asked.kind.is_some(),
        lines: super::desk::lines(words, lines, now),
        views: Vec::new(),
        kept: Vec::new(),
        view: asked.view.code(),
        query: asked.query(),
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
        let asked = Asked::read(
            Some("mine"),
            Some("hotline"),
            Some("form-live_streaming"),
            Some("-1099511627900.17"),
        );
        assert_eq!(asked.after, Some([-1_099_511_627_900, 17, 0]));
        assert_eq!(asked.link(None), "/queue?view=mine&channel=hotline&kind=form-live_streaming");
        assert_eq!(Asked::of_query(&asked.query()), Asked { after: None, ..asked.clone() });
        assert_eq!(
            asked.link(asked.after),
            "/queue?view=mine&channel=hotline&kind=form-live_streaming&after=-1099511627900.17"
        );
        let waited = Asked::read(Some("overdue"), None, None, Some("5.-7.9"));
        assert_eq!(waited.after, Some([5, -7, 9]));
        assert_eq!(waited.link(waited.after), "/queue?view=overdue&after=5.-7.9");
        for nonsense in ["", "5", "5.x", "1.2.3.4"] {
            assert_eq!(Asked::read(None, None, None, Some(nonsense)).after, None, "{nonsense}");
        }
        let kinds = asked.filter().kinds.unwrap();
        assert!(kinds.contains(IncidentKind::LiveStreamFacilitation));
        assert!(!kinds.contains(IncidentKind::Grooming));
        assert_eq!(Asked::read(Some("x"), Some("x"), Some("form-x"), Some("1")), Asked::default());
        assert_eq!(Asked::default().link(None), "/queue");
    }

    #[test]
    fn every_form_is_offered() {
        let offered: Vec<OsecForm> = FORMS.iter().map(|(form, _)| *form).collect();
        assert!(IncidentKind::ALL.iter().filter_map(|kind| kind.form()).all(|form| offered.contains(&form)));
    }
}
