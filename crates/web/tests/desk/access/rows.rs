//! The lines of the access table, written by hand: route, roles, answer, for whom. A route that has none fails the walk.

use super::{
    table::{GONE, Listed, Row, Who},
    world::Part,
};
use model::{Compartment, Role};

/// Compartments whose records are not built yet: no route opens them.
pub(crate) const AHEAD: [Compartment; 3] =
    [Compartment::Investigation, Compartment::Court, Compartment::Care];

const READERS: &[Role] = &[
    Role::Analyst,
    Role::Supervisor,
    Role::Investigator,
    Role::Prosecutor,
    Role::SocialWorker,
    Role::FinancialAnalyst,
];
const REVEALERS: &[Role] =
    &[Role::Analyst, Role::Supervisor, Role::Investigator, Role::Prosecutor, Role::SocialWorker];
const DECIDERS: &[Role] = &[Role::Analyst, Role::Supervisor];
const ANSWERERS: &[Role] = &[Role::Analyst, Role::HotlineOperator, Role::Supervisor];
const JOURNALS: &[Role] = &[Role::Analyst, Role::Auditor, Role::Supervisor];
const CAMPAIGNS: &[Role] = &[Role::Administrator, Role::Analyst, Role::HotlineOperator];
const HOTLINE: &[Role] = &[Role::HotlineOperator];
const ADMINISTRATOR: &[Role] = &[Role::Administrator];
const AUDITOR: &[Role] = &[Role::Auditor];
const SUPERVISOR: &[Role] = &[Role::Supervisor];
const PAYMENTS: &[Role] = &[Role::FinancialAnalyst];
const ASKERS: &[Role] = &[
    Role::Analyst,
    Role::HotlineOperator,
    Role::Supervisor,
    Role::Investigator,
    Role::Prosecutor,
    Role::SocialWorker,
    Role::FinancialAnalyst,
];
pub(crate) const EVERYBODY: &[Role] = &[
    Role::Administrator,
    Role::IntakeOfficer,
    Role::Analyst,
    Role::Auditor,
    Role::HotlineOperator,
    Role::Supervisor,
    Role::Investigator,
    Role::Prosecutor,
    Role::SocialWorker,
    Role::FinancialAnalyst,
];

fn row(route: &'static str, roles: &'static [Role], answer: u16) -> Row {
    Row {
        route,
        asks: route.split_once(' ').map_or("", |(_, path)| path),
        form: &[],
        compartment: None,
        answers: vec![(roles, answer)],
        who: Who::All,
        others: GONE,
        shows: &[],
        lists: None,
    }
}

/// A route of the reports' compartment.
fn report(route: &'static str, roles: &'static [Role], answer: u16) -> Row {
    row(route, roles, answer).opens(Compartment::Report)
}

/// The table. What changes something is asked so that it changes nothing that another line asks about: with an old
/// version, with a choice that is missing, once more.
pub(crate) fn rows() -> Vec<Row> {
    let mut rows = records();
    rows.extend(referrals());
    rows.extend(desk());
    rows.extend(doors());
    rows.extend(people());
    rows
}

/// Reports, leads, persons, conversations.
fn records() -> Vec<Row> {
    use Part::{Child, Payments, Suspect, Words};
    let reason = &[("reason", "placeholder: reason"), ("mention", "{child}")];
    vec![
        report("GET /reports/{reference}", READERS, 200)
            .to(Who::Sees(Part::Report))
            .shows(&[Child, Suspect, Payments]),
        report("GET /reports/{reference}", REVEALERS, 200)
            .asks("/reports/{reference}?words=shown")
            .to(Who::Sees(Words))
            .shows(&[Child, Suspect, Payments, Words]),
        report("GET /leads/{reference}", READERS, 200).to(Who::Sees(Part::Report)),
        report("GET /persons/{person}", READERS, 200)
            .asks("/persons/{child}")
            .to(Who::Sees(Child))
            .shows(&[Child]),
        report("GET /persons/{person}", READERS, 200)
            .asks("/persons/{suspect}")
            .to(Who::Sees(Suspect))
            .shows(&[Suspect]),
        report("POST /persons/{person}/split", DECIDERS, 422)
            .asks("/persons/{child}/split")
            .form(reason)
            .to(Who::Whole),
        report("POST /persons/{person}/withdraw", DECIDERS, 422)
            .asks("/persons/{child}/withdraw")
            .form(&[("decision", "{decision}"), ("reason", "placeholder: reason")])
            .to(Who::Whole),
        report("GET /pairs/{left}/{right}", READERS, 200)
            .asks("/pairs/{child}/{suspect}")
            .to(Who::SeesBoth)
            .shows(&[Child, Suspect]),
        report("POST /pairs/{left}/{right}", DECIDERS, 303)
            .asks("/pairs/{child}/{suspect}")
            .form(&[
                ("seen", "9223372036854775807"),
                ("verdict", "different"),
                ("reason", "placeholder: reason"),
            ])
            .to(Who::Whole),
        row("GET /reports/{reference}/journal", JOURNALS, 200).to(Who::Whole),
        row("POST /journal", JOURNALS, 303).form(&[("reference", "{reference}")]).to(Who::Whole).others(422),
        row("GET /journal", JOURNALS, 200),
        report("GET /conversations/{id}", ANSWERERS, 200)
            .asks("/conversations/{conversation}")
            .to(Who::Sees(Part::Conversation)),
        report("GET /conversations/{id}", ANSWERERS, 200)
            .asks("/conversations/{conversation}?words=shown")
            .to(Who::Sees(Part::Conversation))
            .shows(&[Part::Conversation]),
        report("POST /conversations/{id}", ANSWERERS, 422)
            .asks("/conversations/{conversation}")
            .form(&[("answer", "")])
            .to(Who::Sees(Part::Conversation)),
        report("POST /conversations/{id}/status", ANSWERERS, 422)
            .asks("/conversations/{conversation}/status")
            .form(&[("status", "received"), ("next", "2020-01-01")])
            .to(Who::Sees(Part::Conversation)),
        report("POST /search", READERS, 200)
            .form(&[("text", "{reference}")])
            .lists(Listed::Record(Part::Report)),
        report("POST /search", READERS, 200)
            .form(&[("text", "{name of the child}")])
            .lists(Listed::Record(Child)),
        report("POST /search", READERS, 200)
            .form(&[("text", "{name of the suspect}")])
            .lists(Listed::Record(Suspect)),
        report("POST /search", READERS, 200)
            .form(&[("text", "{account of the suspect}")])
            .lists(Listed::Record(Suspect)),
    ]
}

/// The work on leads, and referrals.
fn referrals() -> Vec<Row> {
    let asked: &[_] = &[
        ("whom", "source:hotline"),
        ("reason", "where"),
        ("until", "2026-12-01"),
        ("question", "placeholder: question"),
        ("seen", "-1"),
    ];
    let handed: &[_] = &[
        ("to", "{agency}"),
        ("purpose", "protect"),
        ("basis", "child_protection"),
        ("reason", "child_at_risk"),
        ("message", "placeholder: another message"),
        ("seen", "-1"),
    ];
    let keeps: &[_] = &[("message", "placeholder: a draft"), ("keep", "yes")];
    vec![
        row("POST /leads/{reference}/decide", DECIDERS, 409)
            .form(&[("decision", "reorder.more_urgent"), ("note", "placeholder: note"), ("seen", "-1")])
            .to(Who::Whole),
        // A draft is one's own paper: keeping one says nothing of a record, whether there is one or none.
        row("POST /leads/{reference}/decide", DECIDERS, 303).form(&[
            ("decision", "reorder.more_urgent"),
            ("note", "placeholder: note"),
            ("keep", "yes"),
        ]),
        row("GET /leads/{reference}/ask", DECIDERS, 200).to(Who::Whole),
        row("POST /leads/{reference}/ask", DECIDERS, 409).form(asked).to(Who::Whole),
        row("GET /leads/{reference}/refer", DECIDERS, 200).to(Who::Whole),
        row("POST /leads/{reference}/refer", DECIDERS, 409).form(handed).to(Who::Whole),
        row("POST /leads/{reference}/refer", DECIDERS, 303).form(keeps),
        row("GET /referrals", READERS, 200).lists(Listed::Referral),
        row("GET /referrals/{referral}", READERS, 200).to(Who::Either).shows(&[Part::Message]),
        row("POST /referrals/{referral}", READERS, 409)
            .form(&[("step", "accept"), ("seen", "-1")])
            .to(Who::Holder),
        row("POST /referrals/{referral}", READERS, 409)
            .form(&[("step", "revoke"), ("reason", "mistake"), ("seen", "-1")])
            .to(Who::Sender),
        row("POST /referrals/{referral}/give", READERS, 409)
            .form(&[("to", ""), ("seen", "-1")])
            .to(Who::Either),
        row("POST /referrals/{referral}/widen", DECIDERS, 409).form(&[("seen", "-1")]).to(Who::Sender),
        // Nobody has accepted these: whoever may see one is shown it.
        row("GET /referrals/{referral}/on", READERS, 303).to(Who::Either),
        row("POST /referrals/{referral}/on", READERS, 409)
            .form(&[("seen", "-1"), ("to", "{agency}"), ("purpose", "protect"), ("basis", "consent")])
            .to(Who::Holder),
        // None of these was handed on.
        row("POST /referrals/{referral}/on/widen", READERS, GONE).form(&[("seen", "-1")]),
    ]
}

/// Lists and what is one's own at the desk.
fn desk() -> Vec<Row> {
    vec![
        row("GET /", ASKERS, 303).but(&[Role::Administrator, Role::IntakeOfficer, Role::Auditor], 200),
        row("GET /desk", READERS, 200),
        row("POST /desk/day", READERS, 303).form(&[("heavy", "no")]),
        row("POST /desk/filters", READERS, 303).form(&[("name", "placeholder"), ("query", "view=mine")]),
        report("GET /queue", READERS, 200).lists(Listed::Waiting),
        report("GET /queue", READERS, 200).asks("/queue?view=referred").lists(Listed::HandedOver),
        report("GET /review", READERS, 200),
        report("GET /conversations", ANSWERERS, 200).lists(Listed::Conversation),
        row("GET /figures", DECIDERS, 200).to(Who::Whole),
        row("GET /notifications", EVERYBODY, 200),
        row("POST /notifications/seen", EVERYBODY, 303).form(&[("until", "0.0.0")]),
        report("GET /bursts/{no}", READERS, 200).asks("/bursts/1").to(Who::Whole),
        report("POST /bursts/{no}", DECIDERS, 200).asks("/bursts/1").to(Who::Whole),
        row("GET /alerts", PAYMENTS, 200).opens(Compartment::Payments),
        row("GET /alerts/{alert}", PAYMENTS, 200).opens(Compartment::Payments),
        row("POST /alerts/{alert}", PAYMENTS, 422)
            .opens(Compartment::Payments)
            .form(&[("reason", "placeholder: reason"), ("decision", "")]),
        row("POST /alerts/{alert}/report", PAYMENTS, 200)
            .opens(Compartment::Payments)
            .form(&[("form", "fincen")]),
    ]
}

/// The ways in, the hotline and the public door's campaigns.
fn doors() -> Vec<Row> {
    vec![
        row("GET /assets/{name}", EVERYBODY, 200).asks("/assets/{asset}"),
        row("GET /sign-in", EVERYBODY, 200),
        row("POST /sign-in", EVERYBODY, 403).form(&[("name", "-"), ("password", "placeholder")]),
        row("POST /sign-in/passkey", EVERYBODY, 403).form(&[("challenge", "-"), ("answer", "-")]),
        row("POST /sign-in/again", EVERYBODY, 403).form(&[("carried", "-")]),
        row("GET /sign-in/agency/{agency}", EVERYBODY, 303),
        row("GET /sign-in/directory", EVERYBODY, 303),
        row("POST /sign-out", EVERYBODY, 303),
        row("GET /invitation", EVERYBODY, 200),
        row("POST /invitation", EVERYBODY, 403).form(&[("code", "abcd-efgh")]),
        row("POST /invitation/accept", EVERYBODY, 403).form(&[("code", "abcd-efgh")]),
        row("POST /invitation/directory", EVERYBODY, 403).form(&[("code", "abcd-efgh")]),
        row("GET /contacts", HOTLINE, 200),
        row("POST /contacts", HOTLINE, 422).form(&[("way", "call")]),
        row("GET /contacts/new", HOTLINE, 200),
        row("POST /contacts/new", HOTLINE, 422).form(&[("go", "send"), ("way", "call")]),
        row("GET /campaigns", CAMPAIGNS, 200),
        row("POST /campaigns", ADMINISTRATOR, 422).form(&[("slug", "p7"), ("label", "Posters once more")]),
        row("GET /campaigns/{slug}", CAMPAIGNS, 200).asks("/campaigns/p7"),
        row("GET /campaigns/{slug}/code.svg", CAMPAIGNS, 200).asks("/campaigns/p7/code.svg"),
        row("POST /campaigns/{slug}/end", ADMINISTRATOR, 200).asks("/campaigns/p7/end"),
    ]
}

/// One's own account, accounts, agencies, audit, overrides.
fn people() -> Vec<Row> {
    vec![
        row("GET /settings", EVERYBODY, 200),
        row("POST /settings/password", EVERYBODY, 422)
            .form(&[("current", "placeholder"), ("password", "placeholder: another")]),
        row("POST /settings/passkeys", EVERYBODY, 422).form(&[("challenge", "-"), ("answer", "-")]),
        // Nobody here has a passkey: a key of nobody's is none of one's own.
        row("POST /settings/passkeys/{key}/remove", EVERYBODY, 404).asks(
            "/settings/passkeys/0000000000000000000000000000000000000000000000000000000000000000/remove",
        ),
        row("POST /settings/sessions/{session}/end", EVERYBODY, 404)
            .asks("/settings/sessions/{session of another}/end"),
        row("POST /settings/sessions/{session}/end", EVERYBODY, 303)
            .asks("/settings/sessions/{own session}/end"),
        row("POST /settings/leave", EVERYBODY, 422).form(&[("until", "-")]),
        row("POST /settings/area", EVERYBODY, 422).form(&[("countries", "-")]),
        row("POST /settings/back", EVERYBODY, 303),
        row("GET /accounts", ADMINISTRATOR, 200),
        row("POST /accounts/invite", ADMINISTRATOR, 422).form(&[("name", "-")]),
        row("POST /accounts/invitations/{id}/withdraw", ADMINISTRATOR, 303)
            .asks("/accounts/invitations/{a invitation}/withdraw"),
        row("GET /accounts/{user}", ADMINISTRATOR, 200),
        row("POST /accounts/{user}/renew", ADMINISTRATOR, 200),
        row("POST /accounts/{user}/move", ADMINISTRATOR, 409).form(&[
            ("role", "analyst"),
            ("agency", "{agency}"),
            ("seen", "-1"),
            ("reason", "placeholder: reason"),
        ]),
        row("POST /accounts/{user}/offboard", ADMINISTRATOR, 200),
        row("POST /accounts/{user}/sessions/{session}/end", ADMINISTRATOR, 303)
            .asks("/accounts/{user}/sessions/{a session}/end"),
        row("GET /agencies", ADMINISTRATOR, 200),
        row("POST /agencies", ADMINISTRATOR, 422).form(&[("name", "placeholder"), ("kind", "-")]),
        row("GET /agencies/{agency}", ADMINISTRATOR, 200),
        row("POST /agencies/{agency}", ADMINISTRATOR, 422).form(&[("name", "placeholder"), ("kind", "-")]),
        row("POST /agencies/{agency}/directory", ADMINISTRATOR, 422).form(&[("issuer", "-")]),
        row("POST /agencies/{agency}/close", ADMINISTRATOR, 200),
        row("GET /audit", AUDITOR, 200),
        row("POST /audit", AUDITOR, 200).form(&[("all", "yes")]),
        row("GET /overrides", ASKERS, 200),
        row("POST /overrides", ASKERS, 422).form(&[("compartment", "-"), ("record", "-")]),
        // The one who asked, and the second person of the same agency.
        row("POST /overrides/{id}/give-back", ASKERS, 303)
            .asks("/overrides/{override that runs}/give-back")
            .to(Who::At(Role::Analyst)),
        row("POST /overrides/{id}/decide", SUPERVISOR, 303)
            .asks("/overrides/{override that waits}/decide")
            .form(&[("answer", "decline")])
            .to(Who::At(Role::Supervisor)),
    ]
}
