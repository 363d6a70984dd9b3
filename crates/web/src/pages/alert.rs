//! `/alerts/{alert}`: one party and its payments, why it is an alert and what speaks against, the decision, and the report.

use super::{
    Choice, Frame,
    alert_edges::EdgeLines,
    alerts::AlertLine,
    choice,
    decision::{Sent, on_to, quicker, to_mend},
};
use crate::{
    drafts, edge,
    failure::Failure,
    view::{
        TimeView, grouped,
        timeline::{self, Mark},
    },
    visit::{Need, Visit},
    words::Words,
};
use askama::Template;
use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};
use model::{AlertDecision, AlertId};
use response::{
    Permit, ResponseError,
    alerts::{self, AlertPayment, AlertView, Around, Flow, Form, Party, REASON_LONGEST, instant},
    policy::act,
};

/// One reason.
pub(crate) struct ReasonLine {
    pub(crate) id: String,
    pub(crate) points: String,
    pub(crate) sentence: String,
    pub(crate) source: String,
}

/// One payment of the table.
pub(crate) struct PaymentLine {
    pub(crate) at: TimeView,
    pub(crate) amount: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) corridor: String,
    pub(crate) reference: String,
    pub(crate) fired: String,
    pub(crate) night: bool,
}

/// One corridor or other party.
pub(crate) struct FlowLine {
    pub(crate) name: String,
    pub(crate) person: String,
    pub(crate) payments: String,
    pub(crate) sum: String,
    pub(crate) between: String,
}

/// A decision that was made.
pub(crate) struct DecidedLine {
    pub(crate) what: String,
    pub(crate) actor: String,
    pub(crate) at: TimeView,
    pub(crate) reason: Option<String>,
}

/// The payments as a picture, with the words beside it.
pub(crate) struct Timeline {
    /// Safe to put into a page.
    pub(crate) picture: String,
    /// What the highest bar is.
    pub(crate) head: String,
    pub(crate) first_day: String,
    pub(crate) last_day: String,
}

#[derive(Template)]
#[template(path = "alert.html")]
pub(crate) struct AlertPage {
    pub(crate) frame: Frame,
    pub(crate) line: AlertLine,
    pub(crate) state: String,
    pub(crate) party: String,
    pub(crate) institution: String,
    pub(crate) packs: String,
    pub(crate) currency: String,
    pub(crate) speaks_for: Vec<ReasonLine>,
    pub(crate) speaks_against: Vec<ReasonLine>,
    pub(crate) timeline: Option<Timeline>,
    pub(crate) payments: Vec<PaymentLine>,
    pub(crate) earlier: Option<String>,
    pub(crate) corridors: Vec<FlowLine>,
    pub(crate) counterparts: Vec<FlowLine>,
    pub(crate) edges: EdgeLines,
    pub(crate) decided: Vec<DecidedLine>,
    /// What can be decided from here.
    pub(crate) decisions: Vec<Choice>,
    pub(crate) forms: Vec<Choice>,
    /// What forms need that the desk does not have.
    pub(crate) missing: Vec<String>,
    pub(crate) sent: Sent,
    pub(crate) done: bool,
    pub(crate) longest: usize,
    /// The last entry of the journal that this page has seen.
    pub(crate) seen: i64,
}

fn amount(hundredths: u64) -> String {
    let units = i64::try_from(hundredths / 100).unwrap_or(i64::MAX);
    format!("{}.{:02}", grouped(units), hundredths % 100)
}

fn named(party: &Party) -> String {
    if party.name.is_empty() { party.key.clone() } else { format!("{} ({})", party.name, party.key) }
}

fn payment(one: &AlertPayment) -> PaymentLine {
    PaymentLine {
        at: TimeView::exact(instant(one.at)),
        amount: amount(one.hundredths),
        from: named(&one.from),
        to: named(&one.to),
        corridor: format!("{}-{}", one.from.country, one.to.country),
        reference: one.reference.clone(),
        fired: one.fired.join(" "),
        night: one.night,
    }
}

fn flow(one: &Flow) -> FlowLine {
    let day = |at: i64| TimeView::day(instant(at));
    FlowLine {
        name: one.name.clone(),
        person: one.person.clone(),
        payments: grouped(i64::try_from(one.payments).unwrap_or(i64::MAX)),
        sum: amount(one.sum),
        between: format!("{} \u{2013} {}", day(one.between.0), day(one.between.1)),
    }
}

fn picture(words: Words, view: &AlertView) -> Option<Timeline> {
    let payments = &view.detail.payments;
    let (first, last) = (payments.first()?, payments.last()?);
    let most = payments.iter().map(|one| one.hundredths).max().unwrap_or(0);
    let most = format!("{} {}", amount(most), view.detail.currency);
    let marks: Vec<Mark> = payments
        .iter()
        .map(|one| Mark { at: one.at, hundredths: one.hundredths, night: one.night })
        .collect();
    let day = |one: &AlertPayment| TimeView::day(instant(one.at));
    let (first_day, last_day) = (day(first), day(last));
    let night = marks.iter().filter(|one| one.night).count();
    let said = words.tell(
        "alert-timeline-said",
        &[
            ("count", &marks.len()),
            ("first", &first_day),
            ("last", &last_day),
            ("most", &most),
            ("night", &night),
        ],
    );
    let picture = timeline::svg(&words.say("alert-timeline"), &said, &marks);
    Some(Timeline { picture, head: format!("{} {most}", words.say("alert-most")), first_day, last_day })
}

fn id_of<N: Need>(visit: &Visit<N>) -> Result<AlertId, Failure> {
    visit.part("alert").parse().map_err(|_| Failure::NotFound)
}

async fn page<N: Need>(
    visit: &Visit<N>,
    permit: &Permit<act::SeePaymentAlerts>,
    sent: Sent,
) -> Result<String, Failure> {
    let (desk, words) = (&visit.desk, visit.look.words);
    let seen = desk.store.last_entry().await?;
    let signed = visit.signed().ok_or(Failure::SignIn)?;
    let sight = visit.sight().await?;
    // What the reader may not do is left out, and not refused. No word of the alert stands in the journal of a report.
    let read = signed.actor.permit::<act::ReadReport>("compare times in a report").ok();
    let persons = signed.actor.permit::<act::SeePersons>("look whose number it is").ok();
    let around = Around {
        sight: &sight,
        read: read.as_ref(),
        persons: persons.as_ref().map(|permit| (&*desk.linker, permit)),
        default_country: desk.default_country,
        times: desk.service.payments,
    };
    let view = alerts::open(&desk.store, permit, around, id_of(visit)?).await?;
    let line = AlertLine::of(words, &view.row);
    let reason = |one: &alerts::AlertReason| ReasonLine {
        id: one.id.clone(),
        points: format!("{:+.1}", one.points),
        sentence: one.sentence.clone(),
        source: one.source.clone(),
    };
    let (against, speaks): (Vec<_>, Vec<_>) = view.detail.reasons.iter().partition(|one| one.points < 0.0);
    let page = AlertPage {
        frame: Frame::of(visit, "alerts", words.fill("alert-title", "name", &line.name))
            .linking_to(&format!("/alerts/{}", line.id))
            .drafting(),
        state: words.say(&format!("alert-state-{}", view.row.state.code())),
        party: named(&view.detail.party),
        institution: view.detail.institution.clone(),
        packs: view.detail.packs.join(", "),
        currency: view.detail.currency.clone(),
        speaks_for: speaks.into_iter().map(reason).collect(),
        speaks_against: against.into_iter().map(reason).collect(),
        timeline: picture(words, &view),
        payments: view.detail.payments.iter().rev().map(payment).collect(),
        earlier: (view.detail.earlier > 0).then(|| {
            words.fill(
                "alert-earlier",
                "count",
                &grouped(i64::try_from(view.detail.earlier).unwrap_or(i64::MAX)),
            )
        }),
        corridors: view.corridors.iter().map(flow).collect(),
        counterparts: view.counterparts.iter().map(flow).collect(),
        edges: EdgeLines::of(words, &view.edges),
        decided: view
            .decisions
            .iter()
            .map(|one| DecidedLine {
                what: words.say(&format!("alert-decision-{}", one.decision.code())),
                actor: one.actor.clone(),
                at: TimeView::exact(one.at),
                reason: one.reason.clone(),
            })
            .collect(),
        decisions: view
            .row
            .state
            .decisions()
            .map(|one| choice(words, "alert-decision", one.code(), one.code(), false))
            .collect(),
        forms: Form::ALL
            .iter()
            .filter(|form| desk.service.office.can_write(**form))
            .map(|form| Choice {
                value: form.code().to_owned(),
                label: form.label().to_owned(),
                chosen: false,
            })
            .collect(),
        missing: Form::ALL
            .iter()
            .filter(|form| !desk.service.office.can_write(**form))
            .map(|form| words.fill("alert-report-missing", "form", &form.label()))
            .collect(),
        sent,
        done: visit.asked("done") == Some("decided"),
        longest: REASON_LONGEST,
        seen,
        line,
    };
    Ok(page.render()?)
}

/// `GET /alerts/{alert}`; the asking is in the journal before anything is shown.
pub(crate) async fn show(visit: Visit<act::SeePaymentAlerts>) -> Result<Response, Failure> {
    let kept = drafts::kept(&visit, &format!("/alerts/{}", id_of(&visit)?)).await?;
    let sent = kept.map(|kept| Sent::of_draft("alert", kept)).unwrap_or_default();
    Ok(edge::html(page(&visit, &visit.right.permit, sent).await?))
}

async fn mend(visit: &Visit<act::DecidePaymentAlerts>, sent: Sent) -> Result<Response, Failure> {
    let permit = visit.also::<act::SeePaymentAlerts>("mend a decision about an alert").await?;
    Ok(to_mend(page(visit, &permit, sent).await?))
}

/// `POST /alerts/{alert}`: a person decides, with a reason.
pub(crate) async fn decide(visit: Visit<act::DecidePaymentAlerts>) -> Result<Response, Failure> {
    let (words, id) = (visit.look.words, id_of(&visit)?);
    let sent = Sent::read(words, "alert", visit.form.text("reason"));
    if sent.problem.is_some() {
        return mend(&visit, sent).await;
    }
    let Some(decision) = AlertDecision::from_code(visit.form.text("decision")) else {
        return mend(&visit, sent.wrong(words, "alert-decision-missing")).await;
    };
    let (store, permit) = (&visit.desk.store, &visit.right.permit);
    match alerts::decide(store, permit, id, decision, &sent.reason, visit.seen()).await {
        Ok(()) => on_to(&format!("/alerts/{id}"), "decided"),
        Err(ResponseError::Changed) => {
            let permit = visit.also::<act::SeePaymentAlerts>("see what somebody else decided").await?;
            Ok(quicker(page(&visit, &permit, sent.wrong(words, "changed-meanwhile")).await?))
        }
        Err(ResponseError::Form(_)) => mend(&visit, sent.wrong(words, "alert-decision-closed")).await,
        Err(error) => Err(error.into()),
    }
}

/// `POST /alerts/{alert}/report`: the report as a file. It is sent by nobody but the analyst.
pub(crate) async fn report(visit: Visit<act::ExportPaymentReports>) -> Result<Response, Failure> {
    let form = Form::from_code(visit.form.text("form")).ok_or(Failure::NotFound)?;
    let desk = &visit.desk;
    // What the page does not offer is not there.
    if !desk.service.office.can_write(form) {
        return Err(Failure::NotFound);
    }
    let permit = &visit.right.permit;
    let written = alerts::export(&desk.store, permit, id_of(&visit)?, form, &desk.service.office).await?;
    let mut response = Response::new(Body::from(written.text));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(written.media_type));
    // The name is letters, digits, hyphens and points only.
    let name = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", written.name));
    headers.extend(name.ok().map(|name| (header::CONTENT_DISPOSITION, name)));
    Ok(response)
}
