//! Edges of a payment alert to reports, persons and sessions: what is found, for whom, and that nothing else is told.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use model::{AgencyKind, AlertId, PaymentSide, Reference, ReferralPart, Role, User};
use response::{
    Actor, Permit, ResponseError, Sight,
    alerts::{self, AlertDetail, AlertPayment, Around, Edges, NewAlert, Party, SessionKind},
    desk::Service,
    linking::{LinkModel, Linker},
    policy::act,
};
use serde_json::{Value, json};
use store::AlertFacts;
use support::{
    Scene,
    desk::{Desk, permit, sight_of},
    everything, line,
};

/// 2026-05-01T12:00:00Z.
const NOON: i64 = 1_777_636_800_000;
const MINUTE: i64 = 60_000;
const PAYER: &str = "0917 000 4321";
const PAID: &str = "0918 000 1234";

fn party(key: &str, country: &str) -> Party {
    Party { key: key.into(), name: String::new(), country: country.into(), ..Party::default() }
}

/// Payments of one payer to one party, so many minutes after noon, and one to somebody else.
fn alert(minutes: &[i64]) -> NewAlert {
    let payment = |number: usize, at: i64, to: &str| AlertPayment {
        reference: format!("T-{number}"),
        at: NOON + at * MINUTE,
        hundredths: 5_000,
        from: party(PAYER, "AU"),
        to: party(to, "PH"),
        night: false,
        day_only: false,
        fired: Vec::new(),
        ..AlertPayment::default()
    };
    let mut payments: Vec<AlertPayment> =
        minutes.iter().enumerate().map(|(number, at)| payment(number, *at, PAID)).collect();
    payments.push(payment(90, -5, "0919 000 9999"));
    payments.sort_by_key(|one| one.at);
    NewAlert {
        facts: AlertFacts { side: PaymentSide::Payer, points: 300, safeguard: false, fired: Vec::new() },
        detail: AlertDetail {
            institution: "Sample Remittance".into(),
            currency: "AUD".into(),
            packs: vec!["public".into()],
            party: party(PAYER, "AU"),
            reasons: Vec::new(),
            payments,
            earlier: 0,
        },
    }
}

fn fields(number: u32, more: &Value) -> Value {
    let mut fields = json!({
        "mentions": [
            {
                "role": "suspect",
                "names": [{ "full": format!("Suspect Placeholder{number}") }],
                "identifiers": [{ "kind": "phone", "value": "+639170004321", "valid": true }],
            },
            { "role": "child", "names": [{ "full": "Child Placeholder" }], "age": { "years": 9 } },
        ],
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        fields[key] = value.clone();
    }
    fields
}

struct World {
    desk: Desk,
    alert: AlertId,
    supervisor: User,
    financial: User,
}

impl World {
    /// A centre, a unit with a financial analyst, and an alert.
    async fn new(scene: Scene, minutes: &[i64]) -> Self {
        let mut desk = Desk::over(scene);
        let centre = desk.agency("Centre", AgencyKind::NationalCentre).await;
        let unit = desk.agency("Unit", AgencyKind::Police).await;
        let supervisor = desk.user("supervisor", centre, Role::Supervisor).await;
        let financial = desk.user("financial", unit, Role::FinancialAnalyst).await;
        let operator = Actor::Operator.permit("test").unwrap();
        alerts::raise(desk.store(), &operator, vec![alert(minutes)]).await.unwrap();
        let see = Actor::Operator.permit("test").unwrap();
        let (rows, _) = alerts::list(desk.store(), &see, model::AlertState::Open).await.unwrap();
        let alert = rows[0].id;
        Self { desk, alert, supervisor, financial }
    }

    /// A report whose suspect has the payer's number and whose child is of this name; `more` are further fields.
    async fn report(&self, number: u32, more: &Value) -> i64 {
        self.reports(number..=number, more).await
    }

    /// Several of them, delivered together; the row number of the last.
    async fn reports(&self, numbers: std::ops::RangeInclusive<u32>, more: &Value) -> i64 {
        let name = format!("{}.jsonl", numbers.start());
        let lines: String = numbers.map(|number| line(number, &fields(number, more))).collect();
        let input = self.desk.scene.input(&name, &lines);
        self.desk.scene.receive(vec![input], 1, |_| {}).await.unwrap();
        self.desk.linker.catch_up(self.desk.store(), |_, _| {}).await.unwrap();
        self.desk.store().count_reports(0).await.unwrap().0
    }

    async fn edges(&self, with: Around<'_>) -> Edges {
        let see: Permit<act::SeePaymentAlerts> = permit(&self.financial);
        alerts::open(self.desk.store(), &see, with, self.alert).await.unwrap().edges
    }

    /// What the operator finds, who may do everything.
    async fn all(&self) -> Edges {
        let sight = everything(self.desk.store()).await;
        let (read, persons) =
            (Actor::Operator.permit("test").unwrap(), Actor::Operator.permit("test").unwrap());
        self.edges(around(&sight, Some(&read), Some((&self.desk.linker, &persons)))).await
    }

    /// What somebody finds with the rights that the table gives them.
    async fn seen_by(&self, user: &User) -> Edges {
        let sight = sight_of(self.desk.store(), user).await;
        let actor = Actor::User(user.clone());
        let (read, persons) = (actor.permit("test").ok(), actor.permit("test").ok());
        let persons = persons.as_ref().map(|permit| (&*self.desk.linker, permit));
        self.edges(around(&sight, read.as_ref(), persons)).await
    }

    /// How often the report was compared; it is never read for it.
    async fn compared(&self, no: i64) -> usize {
        let row = self.desk.store().report_rows(&[no]).await.unwrap().remove(0);
        let lines = self.desk.store().journal_of(row.id.as_bytes(), 100).await.unwrap();
        assert!(lines.iter().all(|line| line.action != "report_read"));
        lines.iter().filter(|line| line.action == "report_compared").count()
    }
}

fn around<'a>(
    sight: &'a Sight,
    read: Option<&'a Permit<act::ReadReport>>,
    persons: Option<(&'a Linker, &'a Permit<act::SeePersons>)>,
) -> Around<'a> {
    let default_country = Some(model::Country::PHILIPPINES);
    Around { sight, read, persons, default_country, times: Service::built_in().unwrap().payments }
}

/// Payment, session, minutes between.
fn told(edges: &Edges) -> Vec<(&str, SessionKind, i64)> {
    edges.sessions.iter().map(|one| (one.payment.as_str(), one.session, one.minutes())).collect()
}

fn occurred(at: &str) -> Value {
    json!({ "occurred": { "from": at, "certainty": "exact" } })
}

#[tokio::test]
async fn a_payment_minutes_before_a_session_is_an_edge_with_both_times() {
    for scene in Scene::each().await {
        // At both edges of the hour, a minute outside of each, and in between.
        let world = World::new(scene, &[-61, -60, -12, 0, 1]).await;
        let no = world.report(1, &occurred("2026-05-01T20:00:00+08:00")).await;
        let edges = world.all().await;
        assert_eq!(
            told(&edges),
            [
                ("T-3", SessionKind::Happened, 0),
                ("T-90", SessionKind::Happened, 5),
                ("T-2", SessionKind::Happened, 12),
                ("T-1", SessionKind::Happened, 60)
            ]
        );
        let reference = world.desk.reference(no).await;
        assert!(edges.sessions.iter().all(|one| one.report == reference && !one.about));
        assert!(edges.sessions.iter().all(|one| one.began.micros() == NOON * 1_000));
        assert_eq!(edges.sessions[0].keys.iter().collect::<Vec<_>>(), [PAYER]);
        assert_eq!((edges.times_unclear, edges.more_sessions), (0, 0));
        assert_eq!(world.compared(no).await, 1, "what was compared is in the journal");
    }
}

#[tokio::test]
async fn times_that_say_nothing_of_minutes_are_counted_and_not_compared() {
    let world = World::new(Scene::new().await, &[-12]).await;
    world.report(1, &occurred("2026-05-01T20:00:00")).await;
    world.report(2, &occurred("2026-05-01")).await;
    let mut planned = json!({ "urgency": { "planned_for": "2026-05-01T12:30:00Z" } });
    planned["occurred"] = json!({ "from": "2026-05-01T12:10:00Z", "certainty": "approximate" });
    world.report(3, &planned).await;
    let edges = world.all().await;
    assert_eq!(edges.times_unclear, 2);
    let of_pair: Vec<_> = told(&edges).into_iter().filter(|one| one.0 == "T-0").collect();
    assert_eq!(of_pair, [("T-0", SessionKind::Planned, 42), ("T-0", SessionKind::Happened, 22)]);
    assert_eq!(edges.sessions.iter().filter(|one| one.about).count(), 2, "about right only");
}

#[tokio::test]
async fn only_payments_of_whom_the_report_names_are_compared() {
    let world = World::new(Scene::new().await, &[-12]).await;
    // Names who was paid and not who pays: the payment to somebody else is none of its business.
    let mut more = occurred("2026-05-01T12:00:00Z");
    more["mentions"] = json!([{
        "role": "facilitator",
        "identifiers": [{
            "kind": "wallet", "value": "+639180001234", "valid": true,
            "sightings": [{ "at": "2026-05-01T11:50:00Z", "event": "Login" }, { "at": "2026-05-01T11:40:00Z" }],
        }],
    }]);
    world.report(1, &more).await;
    let edges = world.all().await;
    assert_eq!(told(&edges), [("T-0", SessionKind::Happened, 12), ("T-0", SessionKind::InUse, 2)]);
    assert_eq!(edges.sessions[0].keys.iter().collect::<Vec<_>>(), [PAID]);
    // A report with the same time that names neither is no edge.
    let world = World::new(Scene::new().await, &[-12]).await;
    let mut more = occurred("2026-05-01T12:00:00Z");
    more["mentions"] = json!([]);
    world.report(1, &more).await;
    assert_eq!(world.all().await, Edges::default());
}

#[tokio::test]
async fn a_person_whose_number_it_is_stands_once_by_the_earliest_mention() {
    for scene in Scene::each().await {
        let world = World::new(scene, &[-12]).await;
        let first = world.report(1, &Value::Null).await;
        let second = world.report(2, &Value::Null).await;
        let edges = world.all().await;
        assert_eq!(edges.naming.len(), 1);
        let naming = &edges.naming[0];
        assert!(naming.own && naming.key == PAYER && naming.kind == model::IdentifierKind::Phone);
        let mut reports: Vec<Reference> = naming.reports.clone();
        reports.sort_unstable();
        assert_eq!(reports, [world.desk.reference(first).await, world.desk.reference(second).await]);
        let persons: Vec<_> = naming.persons.iter().map(|one| one.person).collect();
        let names: Vec<_> = [first, second].map(|no| (no, 0)).to_vec();
        let mut expected = Vec::new();
        for (no, position) in names {
            let report = world.desk.reference(no).await;
            expected.push(model::PersonReference { report, position });
        }
        let together =
            world.desk.store().person_of(model::MentionRef { report_no: second, position: 0 }).await;
        let linked = together.unwrap().is_some_and(|person| person.mentions > 1);
        expected.truncate(if linked { 1 } else { 2 });
        assert_eq!(persons, expected);
    }
}

/// Without sight of the report a financial analyst learns nothing of it, not even that there is one; without the right, nobody is let
/// in at all.
#[tokio::test]
async fn each_edge_ends_where_the_policy_does() {
    for scene in Scene::each().await {
        let mut world = World::new(scene, &[-12]).await;
        let no = world.report(1, &occurred("2026-05-01T12:00:00Z")).await;

        // An investigator works in no part of the compartment that shows alerts: no permit, so nothing can be asked.
        let agency = world.financial.agency;
        let investigator = world.desk.user("investigator", agency, Role::Investigator).await;
        for user in [&investigator, &world.supervisor] {
            let refused = Actor::User(user.clone()).permit::<act::SeePaymentAlerts>("test");
            assert!(refused.is_err(), "{:?}", user.role);
        }

        assert_eq!(world.seen_by(&world.financial).await, Edges::default(), "as if there were no report");
        assert_eq!(world.compared(no).await, 0, "nothing was compared");

        // Handed over to their agency, the report may be opened, and with it its time.
        let draft = world.desk.draft(no, agency).await;
        world.desk.refer(&world.supervisor, &draft).await;
        let seeing = world.seen_by(&world.financial).await;
        assert_eq!(seeing.naming[0].reports, [world.desk.reference(no).await]);
        let person = model::PersonReference { report: world.desk.reference(no).await, position: 0 };
        assert_eq!(seeing.naming[0].persons.iter().map(|one| one.person).collect::<Vec<_>>(), [person]);
        assert_eq!(told(&seeing).iter().filter(|one| one.0 == "T-0").count(), 1);
        assert_eq!(world.compared(no).await, 1);

        // A second report about the same number, which nobody handed over, changes nothing of what they see.
        let second = world.report(2, &occurred("2026-05-01T12:00:00Z")).await;
        assert_eq!(world.seen_by(&world.financial).await, seeing);
        assert_eq!(world.compared(second).await, 0);

        // Nobody read anything by it, and a replay arrives at the same state.
        let store = world.desk.store();
        let today = store::day_of(store.clock().now());
        assert_eq!(store.exposure(&world.financial.name, today).await.unwrap(), (0, 0));
        let folder = tempfile::tempdir().unwrap();
        let scratch = store.scratch(folder.path()).await.unwrap();
        let seen = store.verify_journal(&[], Some(&scratch), &mut |_| {}).await.unwrap();
        assert_eq!(seen.findings, Vec::new());
    }
}

/// What is handed over is found behind more reports about the same number than are looked at where everything is seen.
#[tokio::test]
async fn what_one_may_not_open_does_not_crowd_out_what_one_may() {
    let world = World::new(Scene::new().await, &[-12]).await;
    let no = world.report(99, &Value::Null).await;
    let draft = world.desk.draft(no, world.financial.agency).await;
    world.desk.refer(&world.supervisor, &draft).await;
    // What comes later is handed over by nobody, and stands before it.
    world.reports(1..=55, &json!({ "urgency": { "immediate_danger": true } })).await;
    let seeing = world.seen_by(&world.financial).await;
    assert_eq!(seeing.naming[0].reports, [world.desk.reference(no).await]);
}

/// A referral about the child only opens nothing of whose number it is, and so no time of it.
#[tokio::test]
async fn what_a_referral_leaves_out_is_no_edge() {
    let world = World::new(Scene::new().await, &[-12]).await;
    let no = world.report(1, &occurred("2026-05-01T12:00:00Z")).await;
    let mut draft = world.desk.draft(no, world.financial.agency).await;
    draft.compartments = vec![ReferralPart::Report];
    draft.persons = vec![model::PersonReference { report: world.desk.reference(no).await, position: 1 }];
    world.desk.refer(&world.supervisor, &draft).await;
    let seeing = world.seen_by(&world.financial).await;
    // The report may be opened; that it names the number stands in the part that was left out.
    assert_eq!(seeing, Edges::default());
    // With all rights, but the same sight, no person is named either.
    let sight = sight_of(world.desk.store(), &world.financial).await;
    let persons = Actor::Operator.permit("test").unwrap();
    let edges = world.edges(around(&sight, None, Some((&world.desk.linker, &persons)))).await;
    assert_eq!(edges, Edges::default());
    // Whoever sees everything finds the person.
    assert!(world.all().await.naming.iter().all(|one| !one.persons.is_empty()));
}

/// While persons are put together after a start the alert can be looked at, and says so.
#[tokio::test]
async fn a_linker_that_still_reads_holds_nothing_up() {
    let world = World::new(Scene::new().await, &[-12]).await;
    world.report(1, &Value::Null).await;
    let linker = Linker::new(&LinkModel::built_in().unwrap()).unwrap();
    let sight = everything(world.desk.store()).await;
    let persons = Actor::Operator.permit("test").unwrap();
    let edges = world.edges(around(&sight, None, Some((&linker, &persons)))).await;
    assert!(edges.linking && edges.naming.is_empty());
    assert!(edges.sessions.is_empty(), "without the right to open reports no time is compared");
    let missing = "01980000-0000-7000-8000-000000000001".parse().unwrap();
    let see: Permit<act::SeePaymentAlerts> = permit(&world.financial);
    let none = alerts::open(world.desk.store(), &see, around(&sight, None, None), missing).await;
    assert!(matches!(none, Err(ResponseError::NotFound)));
}
