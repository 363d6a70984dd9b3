//! The store that the access table is asked over: one record for each scope, and one user for each role of each agency.

use crate::scene::{Browser, Scene};
use data_encoding::BASE64URL_NOPAD;
use model::{
    Age, AgencyId, Channel, DecisionId, Identifier, InboxId, IncidentKind, LeadReason, LegalBasis, Mention,
    MentionRole, Narrative, NarrativeKind, Payment, PersonName, PersonReference, Reference, ReferralId,
    ReferralPart, ReferralPurpose, ReferralStep, Report, Role, SessionId, Side, User, UserId,
};
use response::{
    Actor, Permit,
    desk::{self, Draft, RunOut},
    overrides, people, persons,
    policy::Action,
    sight,
    triage::Factors,
};
use std::collections::BTreeMap;
use store::{Delivered, Delivery, InboxOpening, Secrets};

/// An agency, as the records of this store stand to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Agency {
    /// The national centre: it handed every record over.
    Centre,
    /// The one that every referral of these records went to.
    Receiver,
    /// One that has a referral of its own, to none of these records.
    Other,
}

impl Agency {
    pub(crate) const ALL: [Self; 3] = [Self::Centre, Self::Receiver, Self::Other];
}

/// How much of its record the receiver has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scope {
    /// Every compartment, all persons.
    Whole,
    /// This compartment only (beside what was reported, without which there is no referral).
    Only(ReferralPart),
    /// Every compartment, but the child only.
    Persons,
    /// All of it, and the centre took it back.
    Ended,
    /// All of it, until a day that has passed.
    Expired,
    /// Nothing: it was never handed over.
    None,
}

impl Scope {
    /// Every scope: a compartment more is a scope more.
    pub(crate) fn all() -> Vec<Self> {
        let parts = ReferralPart::ALL.iter().copied().map(Self::Only);
        let mut all = vec![Self::Whole, Self::Persons, Self::Ended, Self::Expired, Self::None];
        all.extend(parts);
        all
    }

    /// Place among the names.
    fn place(self) -> usize {
        Self::all().iter().position(|one| *one == self).unwrap()
    }
}

/// A part of a record as it is seen on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// That there is such a report, and its reference.
    Report,
    /// The child's name.
    Child,
    /// The name of the one who is not among the persons of [`Scope::Persons`].
    Suspect,
    /// The words.
    Words,
    /// A payment.
    Payments,
    /// The conversation with the reporter: its id and its words.
    Conversation,
    /// What the centre wrote to the receiver.
    Message,
}

/// Marks of a record: each stands on no page but where its part is shown.
pub(crate) struct Record {
    pub(crate) scope: Scope,
    pub(crate) reference: Reference,
    pub(crate) conversation: InboxId,
    /// Made up where nothing was handed over.
    pub(crate) referral: ReferralId,
    /// A decision about the child and the suspect, taken back already.
    decision: DecisionId,
    marks: BTreeMap<Part, String>,
}

impl Record {
    /// What shows that this part is on a page.
    pub(crate) fn mark(&self, part: Part) -> &str {
        &self.marks[&part]
    }
}

/// A user with a session.
pub(crate) struct Person {
    pub(crate) role: Role,
    pub(crate) agency: Agency,
    token: [u8; 32],
    form_token: [u8; 32],
    /// Another session of theirs.
    spare: SessionId,
}

/// The store with its people.
pub(crate) struct World {
    pub(crate) scene: Scene,
    pub(crate) records: Vec<Record>,
    pub(crate) people: Vec<Person>,
    fixed: BTreeMap<&'static str, String>,
}

/// Nobody takes one of them for another.
const CHILDREN: [&str; 9] = [
    "Amihan Quizon",
    "Bituin Laxamana",
    "Corazon Ocampo",
    "Dalisay Pangilinan",
    "Fidel Buenaventura",
    "Honorio Evangelista",
    "Jacinto Villareal",
    "Kidlat Sumulong",
    "Ligaya Zamora",
];
const SUSPECTS: [&str; 9] = [
    "Oskar Lindqvist",
    "Piet Hogeveen",
    "Quentin Abernathy",
    "Rasmus Thorvald",
    "Sandor Kovacsi",
    "Tibor Wolanski",
    "Ulrich Brandauer",
    "Vaclav Dvorsky",
    "Yannick Fournier",
];

fn permit<A: Action>(user: &User) -> Permit<A> {
    Actor::User(user.clone()).permit("test").unwrap()
}

fn name(full: &str) -> Vec<PersonName> {
    vec![PersonName { full: Some(full.into()), ..PersonName::default() }]
}

fn account(place: usize) -> String {
    format!("access.suspect.{place}")
}

fn report(place: usize, marks: &BTreeMap<Part, String>) -> Report {
    let mut report = Report::new("hotline".parse().unwrap(), Channel::Hotline);
    report.source_reference = Some(format!("ACCESS-{place}"));
    report.add_incident(IncidentKind::LiveStreaming, None);
    report.mentions = vec![
        Mention {
            role: MentionRole::Child,
            names: name(&marks[&Part::Child]),
            age: Some(Age::Years(4 + u8::try_from(place).unwrap())),
            ..Mention::default()
        },
        Mention {
            role: MentionRole::Suspect,
            names: name(&marks[&Part::Suspect]),
            identifiers: vec![Identifier::account(Some("Example Chat"), &account(place))],
            ..Mention::default()
        },
    ];
    report.payments = vec![Payment {
        identifiers: vec![Identifier::remittance(Some("Example Remittance"), &marks[&Part::Payments])],
        payer: Some(1),
        ..Payment::default()
    }];
    let words = marks[&Part::Words].as_str().into();
    report.narratives = vec![Narrative { kind: NarrativeKind::Account, language: Some("en".into()), words }];
    report
}

impl World {
    pub(crate) async fn new() -> Self {
        let scene = Scene::new().await;
        let mut fixed = BTreeMap::new();
        crate::door::filled(&scene).await;
        fixed.insert("{alert}", crate::alerts::filled(&scene).await);
        // Assets are named after their content.
        let page = scene.browser().get("/sign-in").await.body;
        let asset = page.split("/assets/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        fixed.insert("{asset}", asset.to_owned());
        let store = scene.desk.store.clone();
        let by = Actor::Operator.by("test");
        let mut agencies = BTreeMap::new();
        for agency in Agency::ALL {
            let id = match agency {
                Agency::Centre => scene.agency.parse().unwrap(),
                Agency::Receiver => scene.police,
                Agency::Other => add_agency(&scene, "Social welfare of the south").await,
            };
            agencies.insert(agency, id);
        }
        let mut users = BTreeMap::new();
        let mut number = 0_u8;
        for (agency, id) in &agencies {
            for role in Role::ALL {
                number += 1;
                let name = format!("access-{number}").parse().unwrap();
                let secrets = Secrets { password_hash: "none".into(), totp_secret: vec![0] };
                let user = store.add_user(&by, name, *id, role, &secrets).await.unwrap();
                let name = format!("access-{number}").parse().unwrap();
                users.insert((*agency, role), User { id: user, name, agency: *id, role });
            }
        }
        let analyst = users[&(Agency::Centre, Role::Analyst)].clone();
        let chief = users[&(Agency::Centre, Role::Supervisor)].clone();
        let scopes = Scope::all();
        assert!(scopes.len() <= CHILDREN.len(), "write a child and a suspect for each scope");
        let mut records = Vec::new();
        for scope in scopes {
            records.push(deliver(&scene, scope).await);
        }
        scene.desk.linker.catch_up(&store, |_, _| {}).await.unwrap();
        for record in &mut records {
            let (child, suspect) = (person(record.reference, 0), person(record.reference, 1));
            let no = store.find_reference(record.reference).await.unwrap().unwrap().no;
            let lead = store.lead_of_report(no).await.unwrap().unwrap();
            assert_eq!(lead.reports, 1, "each record is a lead of its own");
            let sight = sight::of(&store, &Actor::User(analyst.clone())).await.unwrap();
            let linker = &scene.desk.linker;
            let (decides, reason) = (permit(&analyst), "placeholder: reason");
            let why = store::LinkWhy { because: model::LinkReason::Other, note: reason, seen: i64::MAX };
            // Taken back, and decided once more: neither can be done again.
            let one = persons::forbid(&store, linker, &decides, &sight, child, suspect, why).await.unwrap();
            persons::withdraw(&store, linker, &decides, &sight, one.id, reason).await.unwrap();
            persons::forbid(&store, linker, &decides, &sight, child, suspect, why).await.unwrap();
            record.decision = one.id;
            if record.scope != Scope::None {
                record.referral = refer(&scene, &analyst, agencies[&Agency::Receiver], record).await;
            }
        }
        // The other agency has something of its own.
        let elsewhere = Record {
            scope: Scope::Whole,
            reference: scene.reference.parse().unwrap(),
            conversation: made_up(3),
            referral: made_up(4),
            decision: made_up(5),
            marks: BTreeMap::from([(Part::Message, "placeholder: elsewhere".to_owned())]),
        };
        refer(&scene, &analyst, agencies[&Agency::Other], &elsewhere).await;
        scene.clock.pass(2 * 86_400);
        fixed.extend(things(&scene, &agencies, &users, &analyst, &chief).await);
        let mut people = Vec::new();
        for ((agency, role), user) in &users {
            let number = u8::try_from(people.len()).unwrap();
            let (token, form_token) = ([number + 1; 32], [number + 101; 32]);
            let by = Actor::User(user.clone()).by("test");
            store.begin_session(&by, user.id, &token, &form_token, "password").await.unwrap();
            let other = [number + 151; 32];
            let spare = store.begin_session(&by, user.id, &other, &other, "password").await.unwrap();
            people.push(Person { role: *role, agency: *agency, token, form_token, spare });
        }
        Self { scene, records, people, fixed }
    }

    /// A browser in which they are signed in.
    pub(crate) fn browser(&self, person: &Person) -> Browser {
        let mut browser = self.scene.browser();
        browser.cookies.insert("__Host-tanglaw".into(), BASE64URL_NOPAD.encode(&person.token));
        browser
    }

    /// The token of their forms.
    pub(crate) fn form_token(person: &Person) -> String {
        BASE64URL_NOPAD.encode(&person.form_token)
    }

    /// An address or a field with its names filled in.
    pub(crate) fn fill(&self, text: &str, person: &Person, record: Option<&Record>) -> String {
        let mut text = text.to_owned();
        for (name, value) in &self.fixed {
            text = text.replace(name, value);
        }
        text = text.replace("{own session}", &person.spare.to_string());
        // Somebody else's: that of the next one.
        let at = self.people.iter().position(|one| one.token == person.token).unwrap();
        let next = &self.people[(at + 1) % self.people.len()];
        text = text.replace("{session of another}", &next.spare.to_string());
        // What can be done once is there for each agency.
        let agency = match person.agency {
            Agency::Centre => "{centre",
            Agency::Receiver => "{receiver",
            Agency::Other => "{other",
        };
        for what in ["invitation", "session"] {
            if let Some(value) = self.fixed.get(format!("{agency} {what}}}").as_str()) {
                text = text.replace(&format!("{{a {what}}}"), value);
            }
        }
        if let Some(record) = record {
            let reference = record.reference.to_string();
            for (name, value) in [
                ("{reference}", reference.clone()),
                ("{child}", format!("{reference}.1")),
                ("{suspect}", format!("{reference}.2")),
                ("{name of the child}", record.mark(Part::Child).to_owned()),
                ("{name of the suspect}", record.mark(Part::Suspect).to_owned()),
                ("{account of the suspect}", account(record.scope.place())),
                ("{conversation}", record.conversation.to_string()),
                ("{referral}", record.referral.to_string()),
                ("{decision}", record.decision.to_string()),
            ] {
                text = text.replace(name, &value);
            }
        }
        assert!(!text.contains('{'), "{text}: nobody says what that is");
        text
    }
}

fn person(report: Reference, position: u16) -> PersonReference {
    PersonReference { report, position }
}

async fn add_agency(scene: &Scene, name: &str) -> AgencyId {
    let store = &scene.desk.store;
    let id = model::new_id(store.clock(), &mut store.fork_rng());
    let kind = model::AgencyKind::SocialServices;
    let agency = model::Agency { id, name: name.into(), kind, country: None };
    store.add_agency(&Actor::Operator.by("test"), &agency).await.unwrap();
    id
}

/// A report with persons, words, a payment and a conversation.
async fn deliver(scene: &Scene, scope: Scope) -> Record {
    let (store, place) = (&scene.desk.store, scope.place());
    let mut marks: BTreeMap<Part, String> = [
        (Part::Child, CHILDREN[place].to_owned()),
        (Part::Suspect, SUSPECTS[place].to_owned()),
        (Part::Words, format!("placeholder: words of record {place}.")),
        (Part::Payments, format!("ACCESS-PAID-{place}X")),
        (Part::Message, format!("placeholder: message about record {place}.")),
    ]
    .into();
    let report = report(place, &marks);
    let now = store.clock().now();
    let facts = Factors::facts(&report);
    let priority = scene.desk.factors.priority(&facts, now, now);
    let bytes = format!("{{\"access\":{place}}}").into_bytes();
    let delivery = Delivery {
        place: format!("access-{place}.json"),
        report,
        document: Delivered { name: "access.json".into(), media_type: "application/json".into(), bytes },
        papers: Vec::new(),
        facts,
        rank: (priority.rank_of(false), priority.changes_at),
    };
    let locator = [u8::try_from(place).unwrap() + 1; 32];
    let opening = InboxOpening { locator, language: "en".into(), handed: false };
    let prepared = store.preparer().prepare(delivery).with_inbox(opening);
    let by = Actor::Visitor.by("test");
    let receipt = store.deliver(&by, vec![prepared]).await.unwrap().remove(0);
    let row = store.find_reference(receipt.reference).await.unwrap().unwrap();
    let conversation = store.inboxes_of_report(row.no).await.unwrap()[0].id;
    let words = format!("placeholder: what the reporter of record {place} wrote.");
    store.send_message(&by, conversation, Side::Reporter, &words).await.unwrap();
    marks.insert(Part::Conversation, words);
    marks.insert(Part::Report, receipt.reference.to_string());
    let (referral, decision) = (made_up(1), made_up(2));
    Record { scope, reference: receipt.reference, conversation, referral, decision, marks }
}

fn made_up<T: std::str::FromStr<Err: std::fmt::Debug>>(number: u8) -> T {
    format!("01980000-0000-7000-8000-0000000000{number:02x}").parse().unwrap()
}

/// Hands a record over as its scope says.
async fn refer(scene: &Scene, analyst: &User, to: AgencyId, record: &Record) -> ReferralId {
    let store = &scene.desk.store;
    let no = store.find_reference(record.reference).await.unwrap().unwrap().no;
    let lead = store.lead_of_report(no).await.unwrap().unwrap();
    let compartments = match record.scope {
        Scope::Only(part) => vec![ReferralPart::Report, part],
        _ => ReferralPart::ALL.to_vec(),
    };
    let draft = Draft {
        lead: record.reference,
        seen: store.work_of_leads(&[lead.no]).await.unwrap()[0].version,
        to,
        purpose: ReferralPurpose::Protect,
        basis: LegalBasis::ChildProtection,
        reason: LeadReason::ChildAtRisk,
        compartments,
        persons: if record.scope == Scope::Persons { vec![person(record.reference, 0)] } else { Vec::new() },
        until: (record.scope == Scope::Expired).then(|| store.clock().now().plus_seconds(86_400)),
        deadline: None,
        message: record.mark(Part::Message).to_owned(),
    };
    let sight = sight::of(store, &Actor::User(analyst.clone())).await.unwrap();
    let sent = desk::refer(store, &scene.desk.linker, &permit(analyst), &sight, analyst, &draft).await;
    let id = match sent.unwrap() {
        RunOut::Done(id) => Some(id),
        RunOut::Conflict(_) | RunOut::Illegal(_) => None,
    };
    let id = id.expect("a lead that waits can be handed over");
    if record.scope == Scope::Ended {
        let version = store.referral(id).await.unwrap().unwrap().version;
        let step = ReferralStep::Revoke;
        let reason = Some(step.reasons()[0]);
        let done = desk::step(store, &permit(analyst), analyst, (id, version), step, reason, "").await;
        assert!(done.unwrap());
    }
    id
}

/// What the addresses of people and agencies name.
async fn things(
    scene: &Scene,
    agencies: &BTreeMap<Agency, AgencyId>,
    users: &BTreeMap<(Agency, Role), User>,
    analyst: &User,
    chief: &User,
) -> BTreeMap<&'static str, String> {
    let store = &scene.desk.store;
    let mut things = BTreeMap::new();
    things.insert("{agency}", add_agency(scene, "Prosecution of the east").await.to_string());
    // An account that nobody of the walk uses.
    let spare = scene.user(Role::IntakeOfficer).id;
    things.insert("{user}", spare.to_string());
    for (agency, invitation, session) in [
        (Agency::Centre, "{centre invitation}", "{centre session}"),
        (Agency::Receiver, "{receiver invitation}", "{receiver session}"),
        (Agency::Other, "{other invitation}", "{other session}"),
    ] {
        let admin = &users[&(agency, Role::Administrator)];
        let name = format!("invited-{agency:?}").to_lowercase();
        let to = agencies[&agency];
        let (may, called) = (permit(admin), name.parse().unwrap());
        people::invitations::invite(store, &may, called, to, Role::SocialWorker).await.unwrap();
        let open = store.invitations().await.unwrap();
        let id = open.iter().find(|row| row.name.to_string() == name).unwrap().id;
        things.insert(invitation, id.to_string());
        things.insert(session, begin(scene, spare, agency).await.to_string());
    }
    for (name, granted) in [("{override that waits}", false), ("{override that runs}", true)] {
        let actor = Actor::User(analyst.clone());
        let record = scene.reference.parse().unwrap();
        let reason = "placeholder: a reason of some length";
        let id = overrides::ask(store, &permit(analyst), &actor, model::Compartment::Report, record, reason)
            .await
            .unwrap();
        if granted {
            let second = Actor::User(chief.clone());
            assert!(overrides::decide(store, &permit(chief), &second, id, true).await.unwrap());
        }
        things.insert(name, id.to_string());
    }
    things
}

async fn begin(scene: &Scene, user: UserId, agency: Agency) -> SessionId {
    let token = match agency {
        Agency::Centre => [241; 32],
        Agency::Receiver => [242; 32],
        Agency::Other => [243; 32],
    };
    let by = Actor::Operator.by("test");
    scene.desk.store.begin_session(&by, user, &token, &token, "password").await.unwrap()
}
