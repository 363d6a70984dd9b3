//! A desk of several agencies, and what their people do.

use super::{Scene, line};
use model::{
    Agency, AgencyId, AgencyKind, LeadReason, LeadState, LeadStep, LegalBasis, Reference, ReferralId,
    ReferralPart, ReferralPurpose, ReferralStep, Role, User, new_id,
};
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;
use response::{
    Actor, Permit, ResponseError, Sight,
    desk::{self, Decided, Decision, Draft, Question, RunOut, Service, View, Whom},
    linking::{LinkModel, Linker},
    policy::Action,
    queue, reading, sight,
    sources::Sources,
};
use serde_json::json;
use std::sync::Arc;
use store::{Machine, Options, Page, QueueFilter, Secrets, Store};

pub const ALL: Page = Page { after: None, limit: 1_000 };

pub fn permit<A: Action>(user: &User) -> Permit<A> {
    Actor::User(user.clone()).permit("test").unwrap()
}

pub async fn sight_of(store: &Store, user: &User) -> Sight {
    sight::of(store, &Actor::User(user.clone())).await.unwrap()
}

/// A desk of one centre and some agencies, with a user of each role that is asked for.
pub struct Desk {
    pub scene: Scene,
    pub linker: Arc<Linker>,
    pub service: Service,
    pub users: Vec<User>,
    /// The source of the next reports; the public, where it is none.
    pub source: Option<&'static str>,
}

impl Desk {
    pub async fn new() -> Self {
        Self::over(Scene::new().await)
    }

    /// A desk over a scene.
    pub fn over(scene: Scene) -> Self {
        let linker = Linker::new(&LinkModel::built_in().unwrap()).unwrap();
        Self { scene, linker, service: Service::built_in().unwrap(), users: Vec::new(), source: None }
    }

    pub fn store(&self) -> &Store {
        &self.scene.store
    }

    /// The journal alone makes the same tables again.
    pub async fn replays(&self) {
        let folder = tempfile::tempdir().unwrap();
        let machine =
            Machine { clock: Arc::new(self.scene.clock.clone()), rng: ChaCha20Rng::seed_from_u64(8) };
        let options = Options {
            key_file: Some(self.store().options().key_path()),
            ..Options::embedded(folder.path().join("data"))
        };
        let twin = Store::open(options, machine).await.unwrap();
        self.store().replay_into(&twin, &mut |_| {}).await.unwrap();
        assert_eq!(self.store().first_difference(&twin).await.unwrap(), None);
    }

    pub async fn agency(&self, name: &str, kind: AgencyKind) -> AgencyId {
        let id = new_id(self.store().clock(), &mut self.store().fork_rng());
        let agency = Agency { id, name: name.into(), kind, country: None };
        self.store().add_agency(&Actor::Operator.by("test"), &agency).await.unwrap();
        id
    }

    pub async fn user(&mut self, name: &str, agency: AgencyId, role: Role) -> User {
        let secrets = Secrets { password_hash: "none".into(), totp_secret: vec![0] };
        let by = Actor::Operator.by("test");
        let id = self.store().add_user(&by, name.parse().unwrap(), agency, role, &secrets).await.unwrap();
        let user = User { id, name: name.parse().unwrap(), agency, role };
        self.users.push(user.clone());
        user
    }

    /// A report that carries this account: reports of one account are one lead.
    pub async fn report(&self, number: u32, account: &str) -> i64 {
        self.report_of(number, &[account]).await
    }

    /// A report that carries these accounts: it ties what carries any of them.
    pub async fn report_of(&self, number: u32, accounts: &[&str]) -> i64 {
        // Names and ages that nobody takes for one another: each child is a person of their own.
        const CHILDREN: [&str; 12] = [
            "Amihan Quizon",
            "Bituin Laxamana",
            "Corazon Ocampo",
            "Dalisay Pangilinan",
            "Elena Tolentino",
            "Fidel Buenaventura",
            "Gloria Macaraeg",
            "Honorio Evangelista",
            "Imelda Yap",
            "Jacinto Villareal",
            "Kidlat Sumulong",
            "Ligaya Zamora",
        ];
        let account = accounts[0];
        let values: Vec<_> = accounts
            .iter()
            .map(|account| json!({ "kind": "account", "value": account, "valid": true }))
            .collect();
        let at = usize::try_from(number).unwrap();
        let (child, age) = (CHILDREN[at % 12], 4 + (at * 5) % 12 + at / 12);
        let text = line(
            number,
            &json!({
                "source": self.source.unwrap_or("public"),
                "channel": if self.source.is_some() { "police" } else { "public" },
                "narratives": [{ "kind": "account", "words": "placeholder: words" }],
                "mentions": [
                    { "role": "suspect", "names": [{ "full": format!("Suspect {account}") }], "identifiers": values },
                    { "role": "child", "names": [{ "full": child }], "age": { "years": age } },
                ],
            }),
        );
        let mut input = self.scene.input(&format!("{number}.jsonl"), &text);
        if let Some(source) = self.source {
            input.source = Sources::load(self.scene.folder.path()).unwrap().get(source).unwrap();
        }
        self.scene.receive(vec![input], 1, |_| {}).await.unwrap();
        self.linker.catch_up(self.store(), |_, _| {}).await.unwrap();
        self.store().count_reports(0).await.unwrap().0
    }

    /// A report that names one person, of whom nothing else is known.
    pub async fn tell_of(&self, number: u32, role: &str, name: &str) -> i64 {
        let told = json!({ "mentions": [{ "role": role, "names": [{ "full": name }] }] });
        self.take(&line(number, &told)).await
    }

    /// Takes a report in, and links it.
    pub async fn take(&self, line: &str) -> i64 {
        let number = self.store().count_reports(0).await.unwrap().0 + 1;
        let input = self.scene.input(&format!("taken-{number}.jsonl"), line);
        self.scene.receive(vec![input], 1, |_| {}).await.unwrap();
        self.linker.catch_up(self.store(), |_, _| {}).await.unwrap();
        self.store().count_reports(0).await.unwrap().0
    }

    pub async fn reference(&self, no: i64) -> Reference {
        self.store().report_rows(&[no]).await.unwrap()[0].reference
    }

    pub async fn version(&self, no: i64) -> i64 {
        let lead = self.store().lead_of_report(no).await.unwrap().unwrap().no;
        self.store().work_of_leads(&[lead]).await.unwrap()[0].version
    }

    pub async fn decide(&self, user: &User, decision: &Decision) -> Result<Decided, ResponseError> {
        let sight = sight_of(self.store(), user).await;
        desk::decide(self.store(), &permit(user), &sight, decision).await
    }

    pub async fn decision(&self, no: i64, step: LeadStep) -> Decision {
        Decision {
            lead: self.reference(no).await,
            seen: self.version(no).await,
            step,
            reason: step.reasons()[0],
            note: String::new(),
            to: None,
            urgency: None,
        }
    }

    /// A question about a lead, to be answered within so many seconds.
    pub async fn question(&self, no: i64, whom: Whom, seconds: i64) -> Question {
        Question {
            lead: self.reference(no).await,
            seen: self.version(no).await,
            whom,
            reason: LeadStep::AskMore.reasons()[0],
            words: "placeholder: which town?".into(),
            until: self.scene.clock.now().plus_seconds(seconds),
        }
    }

    pub async fn ask(&self, user: &User, question: &Question) -> Result<Decided, ResponseError> {
        let sight = sight_of(self.store(), user).await;
        let also = (&permit(user), &permit(user));
        desk::ask(self.store(), &permit(user), also, &sight, &self.service, user, question).await
    }

    pub async fn done(&self, user: &User, no: i64, step: LeadStep) {
        let decision = self.decision(no, step).await;
        let decided = self.decide(user, &decision).await.unwrap();
        assert!(matches!(decided, Decided::Done), "{step:?}: {decided:?}");
    }

    pub async fn page(&self, user: &User, view: View) -> desk::Listed {
        let sight = sight_of(self.store(), user).await;
        let tables = (&*self.scene.factors, &self.service);
        let wanted = desk::Wanted { filter: QueueFilter::default(), after: None, limit: ALL.limit };
        desk::list(self.store(), &permit(user), &sight, tables, user, view, wanted).await.unwrap()
    }

    pub async fn view(&self, user: &User, view: View) -> Vec<i64> {
        self.page(user, view).await.lines.iter().map(|line| line.line.lead.no).collect()
    }

    pub async fn state(&self, no: i64) -> LeadState {
        let lead = self.store().lead_of_report(no).await.unwrap().unwrap().no;
        self.store().work_of_leads(&[lead]).await.unwrap()[0].state
    }

    pub async fn draft(&self, no: i64, to: AgencyId) -> Draft {
        Draft {
            lead: self.reference(no).await,
            seen: self.version(no).await,
            to,
            purpose: ReferralPurpose::Protect,
            basis: LegalBasis::ChildProtection,
            reason: LeadReason::ChildAtRisk,
            compartments: vec![ReferralPart::Report],
            persons: Vec::new(),
            until: None,
            deadline: None,
            message: "placeholder: message".into(),
        }
    }

    pub async fn refer(&self, user: &User, draft: &Draft) -> ReferralId {
        let sight = sight_of(self.store(), user).await;
        let permit = permit(user);
        match desk::refer(self.store(), &self.linker, &permit, &sight, user, draft).await.unwrap() {
            RunOut::Done(id) => id,
            other => panic!("{other:?}"),
        }
    }

    pub async fn step(&self, user: &User, id: ReferralId, step: ReferralStep) -> Result<bool, ResponseError> {
        let seen = self.store().referral(id).await.unwrap().unwrap().version;
        let reason = step.reasons().first().copied();
        desk::step(self.store(), &permit(user), user, (id, seen), step, reason, "").await
    }

    /// Whether somebody can open a report; every other way to it must answer alike.
    pub async fn opens(&self, user: &User, no: i64) -> bool {
        let sight = sight_of(self.store(), user).await;
        let reference = self.reference(no).await;
        let (store, factors) = (self.store(), &self.scene.factors);
        let opened = reading::open_report(store, &permit(user), &sight, factors, reference).await;
        let found = queue::search(store, &permit(user), &sight, factors, &reference.to_string(), None).await;
        let listed = queue::page(store, &permit(user), &sight, factors, QueueFilter::default(), ALL).await;
        let listed = listed.unwrap().iter().any(|line| line.row.no == no);
        let found = !found.unwrap().lines.is_empty();
        match opened {
            Ok(_) => {
                assert!(found && listed);
                true
            }
            Err(ResponseError::NotFound) => {
                assert!(!found && !listed, "seen in a list and not to be opened");
                false
            }
            Err(error) => panic!("{error}"),
        }
    }
}
