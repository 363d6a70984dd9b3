//! The desk: who sees what, decisions over nobody's head, referrals that nobody drops, care for those who read.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use model::{
    Agency, AgencyId, AgencyKind, Compartment, Instant, LeadReason, LeadState, LeadStep, LegalBasis,
    MentionRef, Override, PersonReference, Reference, ReferralId, ReferralPurpose, ReferralReason,
    ReferralState, ReferralStep, Role, User, new_id,
};
use rand::{Rng as _, RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;
use response::{
    Actor, Permit, ResponseError, Sight,
    desk::{self, Decided, Decision, Draft, Holder, RunOut, Service, View},
    linking::{LinkModel, Linker},
    persons,
    policy::Action,
    queue, reading, sight,
};
use serde_json::json;
use std::sync::Arc;
use store::{Page, QueueFilter, Secrets, Store};
use support::{Scene, line};

const ALL: Page = Page { after: None, limit: 1_000 };

fn permit<A: Action>(user: &User) -> Permit<A> {
    Actor::User(user.clone()).permit("test").unwrap()
}

async fn sight_of(store: &Store, user: &User) -> Sight {
    sight::of(store, &Actor::User(user.clone())).await.unwrap()
}

/// A desk of one centre and some agencies, with a user of each role that is asked for.
struct Desk {
    scene: Scene,
    linker: Arc<Linker>,
    service: Service,
    users: Vec<User>,
}

impl Desk {
    async fn new() -> Self {
        let scene = Scene::new().await;
        let linker = Linker::new(&LinkModel::built_in().unwrap()).unwrap();
        Self { scene, linker, service: Service::built_in().unwrap(), users: Vec::new() }
    }

    fn store(&self) -> &Store {
        &self.scene.store
    }

    async fn agency(&self, name: &str, kind: AgencyKind) -> AgencyId {
        let id = new_id(self.store().clock(), &mut self.store().fork_rng());
        let agency = Agency { id, name: name.into(), kind, country: None };
        self.store().add_agency(&Actor::Operator.by("test"), &agency).await.unwrap();
        id
    }

    async fn user(&mut self, name: &str, agency: AgencyId, role: Role) -> User {
        let secrets = Secrets { password_hash: "none".into(), totp_secret: vec![0] };
        let by = Actor::Operator.by("test");
        let id = self.store().add_user(&by, name.parse().unwrap(), agency, role, &secrets).await.unwrap();
        let user = User { id, name: name.parse().unwrap(), agency, role };
        self.users.push(user.clone());
        user
    }

    /// A report that carries this account: reports of one account are one lead.
    async fn report(&self, number: u32, account: &str) -> i64 {
        let value = json!({ "kind": "account", "value": account, "valid": true });
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
        let at = usize::try_from(number).unwrap();
        let (child, age) = (format!("{}", CHILDREN[at % 12]), 4 + (at * 5) % 12 + at / 12);
        let text = line(
            number,
            &json!({
                "narratives": [{ "kind": "account", "words": "placeholder: words" }],
                "mentions": [
                    { "role": "suspect", "names": [{ "full": format!("Suspect {account}") }], "identifiers": [value] },
                    { "role": "child", "names": [{ "full": child }], "age": { "years": age } },
                ],
            }),
        );
        let input = self.scene.input(&format!("{number}.jsonl"), &text);
        self.scene.receive(vec![input], 1, |_| {}).await.unwrap();
        self.linker.catch_up(self.store(), |_, _| {}).await.unwrap();
        self.store().count_reports(0).await.unwrap().0
    }

    async fn reference(&self, no: i64) -> Reference {
        self.store().report_rows(&[no]).await.unwrap()[0].reference
    }

    async fn version(&self, no: i64) -> i64 {
        let lead = self.store().lead_of_report(no).await.unwrap().unwrap().no;
        self.store().work_of_leads(&[lead]).await.unwrap()[0].version
    }

    async fn decide(&self, user: &User, decision: &Decision) -> Result<Decided, ResponseError> {
        let sight = sight_of(self.store(), user).await;
        desk::decide(self.store(), &permit(user), &sight, decision).await
    }

    async fn decision(&self, no: i64, step: LeadStep) -> Decision {
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

    async fn done(&self, user: &User, no: i64, step: LeadStep) {
        let decision = self.decision(no, step).await;
        let decided = self.decide(user, &decision).await.unwrap();
        assert!(matches!(decided, Decided::Done), "{step:?}: {decided:?}");
    }

    async fn view(&self, user: &User, view: View) -> Vec<i64> {
        let sight = sight_of(self.store(), user).await;
        let tables = (&*self.scene.factors, &self.service);
        let lines = desk::list(
            self.store(),
            &permit(user),
            &sight,
            tables,
            user,
            view,
            (QueueFilter::default(), ALL),
        )
        .await
        .unwrap();
        lines.iter().map(|line| line.line.lead.no).collect()
    }

    async fn state(&self, no: i64) -> LeadState {
        let lead = self.store().lead_of_report(no).await.unwrap().unwrap().no;
        self.store().work_of_leads(&[lead]).await.unwrap()[0].state
    }

    async fn draft(&self, no: i64, to: AgencyId) -> Draft {
        Draft {
            lead: self.reference(no).await,
            seen: self.version(no).await,
            to,
            purpose: ReferralPurpose::Protect,
            basis: LegalBasis::ChildProtection,
            reason: LeadReason::ChildAtRisk,
            compartments: vec![Compartment::Report],
            persons: Vec::new(),
            until: None,
            deadline: None,
            message: "placeholder: message".into(),
        }
    }

    async fn refer(&self, user: &User, draft: &Draft) -> ReferralId {
        let sight = sight_of(self.store(), user).await;
        let permit = permit(user);
        match desk::refer(self.store(), &self.linker, &permit, &sight, user, draft).await.unwrap() {
            RunOut::Done(id) => id,
            other => panic!("{other:?}"),
        }
    }

    async fn step(&self, user: &User, id: ReferralId, step: ReferralStep) -> Result<bool, ResponseError> {
        let seen = self.store().referral(id).await.unwrap().unwrap().version;
        let reason = step.reasons().first().copied();
        desk::step(self.store(), &permit(user), user, (id, seen), step, reason, "").await
    }

    /// Whether somebody can open a report; every other way to it must answer alike.
    async fn opens(&self, user: &User, no: i64) -> bool {
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

/// What a referral opens, as the test itself keeps it: nothing here is read back from the program.
struct Told {
    to: usize,
    reports: Vec<i64>,
    compartments: Vec<Compartment>,
    /// Positions are those of the helper: 0 the suspect, 1 the child.
    persons: Option<Vec<MentionRef>>,
    until: Option<Instant>,
    ended: bool,
}

/// Random agencies, users and referrals, with ends of every kind, against what the test itself knows.
#[tokio::test]
async fn everybody_sees_what_was_handed_to_them_and_nothing_else() {
    for seed in 0..4 {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let mut world = Desk::new().await;
        let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
        let analyst = world.user("analyst", centre, Role::Analyst).await;
        world.user("chief", centre, Role::Supervisor).await;
        world.user("own-investigator", centre, Role::Investigator).await;
        let kinds = [AgencyKind::Police, AgencyKind::SocialServices, AgencyKind::Prosecution];
        let roles =
            [Role::Investigator, Role::SocialWorker, Role::Prosecutor, Role::Analyst, Role::Supervisor];
        let mut agencies = Vec::new();
        for (at, kind) in kinds.into_iter().enumerate() {
            let id = world.agency(&format!("Agency {at}"), kind).await;
            agencies.push(id);
            for role in 0..2 {
                let role = roles[rng.random_range(0..roles.len()) * (1 - role) + role];
                world.user(&format!("user-{at}-{}", world.users.len()), id, role).await;
            }
        }
        let mut numbers = Vec::new();
        for number in 0..7_u32 {
            let account = format!("account{}", rng.random_range(0..4_u32));
            numbers.push(world.report(number + 1, &account).await);
        }
        let mut told: Vec<(Told, ReferralId)> = Vec::new();
        for _ in 0..14 {
            match rng.random_range(0..5_u32) {
                // Hand something over.
                0..=2 => {
                    let no = numbers[rng.random_range(0..numbers.len())];
                    let to = rng.random_range(0..agencies.len());
                    let mut draft = world.draft(no, agencies[to]).await;
                    draft.compartments.extend(
                        Compartment::ALL.iter().skip(1).copied().filter(|_| rng.random_range(0..2_u32) == 0),
                    );
                    let now = world.scene.clock.now();
                    draft.until =
                        (rng.next_u32() % 3 == 0).then(|| now.plus_seconds(rng.random_range(1..200)));
                    let some = rng.next_u32() % 3 == 0;
                    let child = MentionRef { report_no: no, position: 1 };
                    if some {
                        draft.persons = vec![PersonReference { report: draft.lead, position: 1 }];
                    }
                    let state = world.state(no).await;
                    if state == LeadState::NoConcern {
                        continue;
                    }
                    let id = world.refer(&analyst, &draft).await;
                    let lead = world.store().lead_of_report(no).await.unwrap().unwrap().no;
                    let mut reports = Vec::new();
                    for other in &numbers {
                        if world.store().lead_of_report(*other).await.unwrap().unwrap().no == lead {
                            reports.push(*other);
                        }
                    }
                    // Each child of the helper is named after their report, so that nobody is put together with them.
                    let (compartments, until) = (draft.compartments, draft.until);
                    let persons = some.then(|| vec![child]);
                    told.push((Told { to, reports, compartments, persons, until, ended: false }, id));
                }
                // End one in some way, from whichever side may.
                3 if !told.is_empty() => {
                    let at = rng.random_range(0..told.len());
                    let (one, id) = &mut told[at];
                    let theirs =
                        world.users.iter().find(|user| user.agency == agencies[one.to]).unwrap().clone();
                    let (user, step) = match rng.random_range(0..3_u32) {
                        0 => (analyst.clone(), ReferralStep::Revoke),
                        1 => (theirs, ReferralStep::Decline),
                        _ => (theirs, ReferralStep::Accept),
                    };
                    let id = *id;
                    let done = world.step(&user, id, step).await.unwrap();
                    let one = &mut told[at].0;
                    if done && step != ReferralStep::Accept {
                        one.ended = true;
                    }
                }
                _ => world.scene.clock.forward(rng.random_range(0..120)),
            }
            // A report that comes later is handed over by nobody.
            if rng.next_u32() % 6 == 0 {
                let number = u32::try_from(numbers.len()).unwrap() + 1;
                numbers.push(world.report(number, "account1").await);
            }
        }
        let now = world.scene.clock.now();
        for user in world.users.clone() {
            let whole = user.agency == centre && matches!(user.role, Role::Analyst | Role::Supervisor);
            let theirs: Vec<&Told> = told
                .iter()
                .map(|(told, _)| told)
                .filter(|told| agencies[told.to] == user.agency && !told.ended)
                .filter(|told| told.until.is_none_or(|until| until > now))
                .collect();
            let sight = sight_of(world.store(), &user).await;
            for no in &numbers {
                let named = || theirs.iter().filter(|told| told.reports.contains(no));
                let expected = whole || named().count() > 0;
                assert_eq!(
                    world.opens(&user, *no).await,
                    expected,
                    "seed {seed}, {}, report {no}",
                    user.name
                );
                let words = whole
                    || named().any(|told| {
                        told.persons.is_none() && told.compartments.contains(&Compartment::Words)
                    });
                let reference = world.reference(*no).await;
                if expected {
                    let (store, factors) = (world.store(), &world.scene.factors);
                    let view = reading::open_report(store, &permit(&user), &sight, factors, reference)
                        .await
                        .unwrap();
                    assert_eq!(!view.opened.report.narratives.is_empty(), words);
                    assert_eq!(!view.opened.document.bytes.is_empty(), words, "the document is words too");
                }
                for position in 0..2_u16 {
                    let mention = MentionRef { report_no: *no, position };
                    let seen = whole
                        || named().any(|told| {
                            told.persons.as_ref().is_none_or(|persons| persons.contains(&mention))
                        });
                    assert_eq!(sight.mention(mention), seen, "seed {seed}, {}, {mention:?}", user.name);
                    if user.role == Role::FinancialAnalyst {
                        continue;
                    }
                    let person = PersonReference { report: reference, position };
                    let (store, factors) = (world.store(), &world.scene.factors);
                    let opened =
                        persons::person(store, &world.linker, &permit(&user), &sight, factors, person).await;
                    match opened {
                        Ok(view) => {
                            assert!(seen);
                            // Nothing of a report that is not seen, neither a mention nor its name.
                            for side in &view.mentions {
                                assert!(sight.report(side.line.row.no));
                            }
                            assert!(whole || view.decisions.is_empty());
                            let report = view.person.report;
                            let named = world.store().find_reference(report).await.unwrap().unwrap();
                            assert!(sight.report(named.no));
                        }
                        Err(ResponseError::NotFound) => assert!(!seen, "seed {seed}, {}", user.name),
                        Err(error) => panic!("{error}"),
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn a_decided_lead_leaves_the_queue_and_comes_back_with_a_new_report() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    let first = world.report(1, "one").await;
    let other = world.report(2, "two").await;
    world.done(&analyst, first, LeadStep::NoConcern).await;
    assert_eq!(world.view(&analyst, View::Waiting).await, [other]);
    assert_eq!(world.view(&analyst, View::Of(LeadState::NoConcern)).await, [first]);
    let later = world.report(3, "one").await;
    assert!(world.view(&analyst, View::Waiting).await.contains(&first), "a new report brings it back");
    let lead = world.store().lead_of_report(later).await.unwrap().unwrap().no;
    assert_eq!(lead, first);
    let work = world.store().work_of_leads(&[first]).await.unwrap().remove(0);
    assert!(work.is_reopened());
    assert_eq!((work.newer, work.effective()), (1, LeadState::Open));
    // Deciding again covers all of it.
    world.done(&analyst, first, LeadStep::NoConcern).await;
    assert_eq!(world.view(&analyst, View::Waiting).await, [other]);
    world.done(&analyst, first, LeadStep::Reopen).await;
    assert!(world.view(&analyst, View::Waiting).await.contains(&first));
    // A decided lead that turns out to belong with one that waits hides nothing.
    world.done(&analyst, other, LeadStep::NoConcern).await;
    let steps = world.store().steps_of_lead(first, 10).await.unwrap();
    assert_eq!(
        steps.iter().map(|step| step.step).collect::<Vec<_>>(),
        [LeadStep::Reopen, LeadStep::NoConcern, LeadStep::NoConcern]
    );
}

#[tokio::test]
async fn of_two_who_decide_at_once_the_second_is_told_and_loses_no_word() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let (one, two) =
        (world.user("one", centre, Role::Analyst).await, world.user("two", centre, Role::Supervisor).await);
    let lead = world.report(1, "one").await;
    let mut mine = world.decision(lead, LeadStep::AskMore).await;
    let mut theirs = world.decision(lead, LeadStep::NoConcern).await;
    mine.note = "placeholder: which town?".into();
    theirs.note = "placeholder: it was a test".into();
    assert!(matches!(world.decide(&one, &mine).await.unwrap(), Decided::Done));
    let Decided::Conflict(conflict) = world.decide(&two, &theirs).await.unwrap() else { panic!() };
    assert_eq!(conflict.steps.len(), 1);
    assert_eq!(conflict.steps[0].note.as_deref(), Some("placeholder: which town?"));
    assert_eq!(conflict.steps[0].actor, "one");
    assert_eq!(world.state(lead).await, LeadState::Waiting, "nothing was overwritten");
    // Seen both, the second may go on with their own words.
    theirs.seen = conflict.work.version;
    assert!(matches!(world.decide(&two, &theirs).await.unwrap(), Decided::Done));
    let notes: Vec<_> = world.store().steps_of_lead(lead, 10).await.unwrap();
    let notes: Vec<_> = notes.iter().filter_map(|step| step.note.as_deref()).collect();
    assert_eq!(notes, ["placeholder: it was a test", "placeholder: which town?"]);
    // The journal alone makes the same tables again.
    let folder = tempfile::tempdir().unwrap();
    let machine =
        store::Machine { clock: Arc::new(world.scene.clock.clone()), rng: ChaCha20Rng::seed_from_u64(8) };
    let place = store::Options::embedded(folder.path().join("data"));
    std::fs::create_dir_all(&place.directory).unwrap();
    std::fs::copy(world.store().options().key_path(), place.key_path()).unwrap();
    let twin = Store::open(place, machine).await.unwrap();
    world.store().replay_into(&twin, &mut |_| {}).await.unwrap();
    assert_eq!(world.store().first_difference(&twin).await.unwrap(), None);
}

#[tokio::test]
async fn what_is_decided_must_be_legal_and_reasoned() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let police = world.agency("Police", AgencyKind::Police).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    let theirs = world.user("theirs", police, Role::Analyst).await;
    let lead = world.report(1, "one").await;
    let reopen = world.decision(lead, LeadStep::Reopen).await;
    let decided = world.decide(&analyst, &reopen).await.unwrap();
    assert!(matches!(decided, Decided::Illegal(LeadState::Open)));
    let wrong = Decision { reason: LeadReason::Declined, ..world.decision(lead, LeadStep::NoConcern).await };
    assert!(matches!(world.decide(&analyst, &wrong).await, Err(ResponseError::Form(_))));
    let silent = Decision { reason: LeadReason::Other, ..world.decision(lead, LeadStep::NoConcern).await };
    assert!(matches!(world.decide(&analyst, &silent).await, Err(ResponseError::Form(_))));
    let given =
        Decision { to: Some(Holder::User(theirs.id)), ..world.decision(lead, LeadStep::Assign).await };
    assert!(matches!(world.decide(&analyst, &given).await, Err(ResponseError::Form(_))), "not of the centre");
    // Nobody of another agency decides, whatever their role.
    let decision = world.decision(lead, LeadStep::NoConcern).await;
    assert!(matches!(world.decide(&theirs, &decision).await, Err(ResponseError::NotFound)));
    assert_eq!(world.state(lead).await, LeadState::Open);
}

#[tokio::test]
async fn people_put_a_lead_before_or_behind_its_points_and_danger_stays_first() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    for number in 1..4 {
        world.report(number, &format!("account{number}")).await;
    }
    let order = world.view(&analyst, View::Waiting).await;
    let last = order[2];
    let mut sooner = world.decision(last, LeadStep::Reorder).await;
    sooner.urgency = Some(Override::Sooner);
    assert!(matches!(world.decide(&analyst, &sooner).await.unwrap(), Decided::Done));
    assert_eq!(world.view(&analyst, View::Waiting).await[0], last);
    // A change of ranks does not undo what people said.
    world.scene.clock.forward(86_400 * 40);
    assert_eq!(world.view(&analyst, View::Waiting).await[0], last);
    let mut back = world.decision(last, LeadStep::Reorder).await;
    back.urgency = Some(Override::AsScored);
    world.decide(&analyst, &back).await.unwrap();
    let (see, sight) = (permit(&analyst), sight_of(world.store(), &analyst).await);
    let figures = desk::agreement(world.store(), &see, &sight, &world.service).await.unwrap();
    assert_eq!(figures.sooner, 0, "taken back");
}

#[tokio::test]
async fn a_referral_goes_its_way_and_the_receiver_loses_it_with_its_end() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let police = world.agency("Police", AgencyKind::Police).await;
    let welfare = world.agency("Welfare", AgencyKind::SocialServices).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    let officer = world.user("officer", police, Role::Investigator).await;
    let worker = world.user("worker", welfare, Role::SocialWorker).await;
    let lead = world.report(1, "one").await;
    let id = world.refer(&analyst, &world.draft(lead, police).await).await;
    assert_eq!(world.state(lead).await, LeadState::Referred);
    assert!(world.opens(&officer, lead).await && !world.opens(&worker, lead).await);
    // Nobody else's referral exists.
    let other = desk::referral(world.store(), &permit(&worker), &worker, id).await;
    assert!(matches!(other, Err(ResponseError::NotFound)));
    assert!(matches!(world.step(&worker, id, ReferralStep::Accept).await, Err(ResponseError::NotFound)));
    // The sender does not answer for the receiver, nor the receiver take back.
    assert!(matches!(world.step(&analyst, id, ReferralStep::Accept).await, Err(ResponseError::NotFound)));
    assert!(matches!(world.step(&officer, id, ReferralStep::Revoke).await, Err(ResponseError::NotFound)));
    let page = desk::referral(world.store(), &permit(&officer), &officer, id).await.unwrap();
    assert_eq!(page.line.row.state, ReferralState::Seen, "the first look is recorded");
    assert_eq!(page.history[0].words.as_deref(), Some("placeholder: message"));
    assert!(world.step(&officer, id, ReferralStep::Accept).await.unwrap());
    assert_eq!(world.state(lead).await, LeadState::Accepted);
    // A second agency beside it; when that one declines, the first goes on.
    let second = world.refer(&analyst, &world.draft(lead, welfare).await).await;
    assert!(world.opens(&worker, lead).await);
    assert!(world.step(&worker, second, ReferralStep::Decline).await.unwrap());
    assert_eq!(world.state(lead).await, LeadState::Accepted);
    assert!(!world.opens(&worker, lead).await);
    // A report that came later is not opened until the sender says so.
    let later = world.report(2, "one").await;
    assert!(!world.opens(&officer, later).await);
    assert!(world.view(&analyst, View::Waiting).await.contains(&lead), "the sender sees that it came");
    let seen = world.store().referral(id).await.unwrap().unwrap().version;
    let sight = sight_of(world.store(), &analyst).await;
    let added = desk::widen(world.store(), &permit(&analyst), &sight, &analyst, (id, seen)).await.unwrap();
    assert_eq!(added, Some(1));
    assert!(world.opens(&officer, later).await);
    assert!(!world.view(&analyst, View::Waiting).await.contains(&lead));
    // Taken back in the middle of work: gone with the next look, and back in the queue.
    assert!(world.step(&analyst, id, ReferralStep::Revoke).await.unwrap());
    assert!(!world.opens(&officer, lead).await && !world.opens(&officer, later).await);
    assert_eq!(world.state(lead).await, LeadState::Open);
    let page = desk::referral(world.store(), &permit(&officer), &officer, id).await.unwrap();
    assert!(page.reports.is_empty() && page.history.iter().all(|one| one.words.is_none()));
    assert_eq!(page.steps, []);
}

#[tokio::test]
async fn a_referral_ends_by_itself_when_its_day_has_passed() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let police = world.agency("Police", AgencyKind::Police).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    let officer = world.user("officer", police, Role::Investigator).await;
    let lead = world.report(1, "one").await;
    let mut draft = world.draft(lead, police).await;
    draft.until = Some(world.scene.clock.now().plus_seconds(3_600));
    draft.deadline = Some(world.scene.clock.now().plus_seconds(600));
    let id = world.refer(&analyst, &draft).await;
    world.scene.clock.forward(601);
    let late = desk::referrals(world.store(), &permit(&analyst), &analyst).await.unwrap();
    assert!(late.from_team[0].late, "the answer is late");
    world.scene.clock.forward(3_000);
    // Closed by the clock at once, before anybody writes it down.
    assert!(!world.opens(&officer, lead).await);
    assert_eq!(desk::expire(world.store()).await.unwrap(), 1);
    assert_eq!(world.store().referral(id).await.unwrap().unwrap().state, ReferralState::Expired);
    assert_eq!(world.state(lead).await, LeadState::Open);
    assert!(!world.step(&officer, id, ReferralStep::Accept).await.unwrap(), "too late");
}

#[tokio::test]
async fn when_somebody_leaves_nothing_is_lost() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let police = world.agency("Police", AgencyKind::Police).await;
    let (analyst, other) = (
        world.user("analyst", centre, Role::Analyst).await,
        world.user("other", centre, Role::Analyst).await,
    );
    let officer = world.user("officer", police, Role::Investigator).await;
    let (one, two) = (world.report(1, "one").await, world.report(2, "two").await);
    for no in [one, two] {
        let mut given = world.decision(no, LeadStep::Assign).await;
        given.to = Some(Holder::User(analyst.id));
        assert!(matches!(world.decide(&analyst, &given).await.unwrap(), Decided::Done));
    }
    assert_eq!(world.view(&analyst, View::Mine).await.len(), 2);
    let id = world.refer(&analyst, &world.draft(two, police).await).await;
    let seen = world.store().referral(id).await.unwrap().unwrap().version;
    let to = Some(officer.id);
    assert!(desk::give(world.store(), &permit(&officer), &officer, (id, seen), to).await.unwrap());
    let keeps = Actor::Operator.permit("test").unwrap();
    assert_eq!(desk::release_work_of(world.store(), &keeps, analyst.id).await.unwrap(), 3);
    assert_eq!(world.view(&analyst, View::Mine).await, Vec::<i64>::new());
    assert_eq!(world.view(&other, View::Team).await.len(), 2, "the team has them");
    assert_eq!(desk::release_work_of(world.store(), &keeps, officer.id).await.unwrap(), 1);
    let row = world.store().referral(id).await.unwrap().unwrap();
    assert_eq!((row.from_user, row.to_user, row.state), (None, None, ReferralState::Sent));
    let team = desk::referrals(world.store(), &permit(&officer), &officer).await.unwrap();
    assert_eq!((team.to_me.len(), team.to_team.len()), (0, 1));
}

#[tokio::test]
async fn time_runs_and_what_is_overdue_comes_first() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let chief = world.user("chief", centre, Role::Supervisor).await;
    let one = world.report(1, "one").await;
    assert_eq!(world.view(&chief, View::Overdue).await, Vec::<i64>::new());
    world.scene.clock.forward(73 * 3_600);
    world.report(2, "two").await;
    assert_eq!(world.view(&chief, View::Overdue).await, [one]);
    let sight = sight_of(world.store(), &chief).await;
    let tables = (&*world.scene.factors, &world.service);
    let home = desk::home(world.store(), &permit(&chief), &sight, tables, &chief).await.unwrap();
    assert_eq!((home.overdue.len(), home.escalated), (1, 0));
    world.done(&chief, one, LeadStep::NoConcern).await;
    assert_eq!(world.view(&chief, View::Overdue).await, Vec::<i64>::new());
}

#[tokio::test]
async fn what_people_read_is_counted_and_a_heavy_day_brings_nothing_new() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let (analyst, chief) = (
        world.user("analyst", centre, Role::Analyst).await,
        world.user("chief", centre, Role::Supervisor).await,
    );
    let lead = world.report(1, "one").await;
    let sight = sight_of(world.store(), &analyst).await;
    let reference = world.reference(lead).await;
    let (store, factors) = (world.store(), &world.scene.factors);
    for _ in 0..3 {
        reading::open_report(store, &permit(&analyst), &sight, factors, reference).await.unwrap();
    }
    reading::reveal_words(store, &permit(&analyst), &sight, reference).await.unwrap();
    let day = desk::own_day(store, &permit(&analyst), &world.service, &analyst).await.unwrap();
    assert_eq!((day.reads, day.reveals, day.rotate, day.heavy), (3, 1, false, false));
    for _ in 0..world.service.care.reveals_a_day {
        reading::reveal_words(store, &permit(&analyst), &sight, reference).await.unwrap();
    }
    desk::heavy_day(store, &permit(&analyst), &analyst, true).await.unwrap();
    let team = desk::team_day(store, &permit(&chief), &world.service, &chief).await.unwrap();
    assert_eq!(team.len(), 1);
    assert!(team[0].day.rotate && team[0].day.heavy);
    let mut given = world.decision(lead, LeadStep::Assign).await;
    given.to = Some(Holder::User(analyst.id));
    assert!(matches!(world.decide(&chief, &given).await, Err(ResponseError::Form(_))));
    // The next day is another.
    world.scene.clock.forward(86_400);
    let day = desk::own_day(world.store(), &permit(&analyst), &world.service, &analyst).await.unwrap();
    assert_eq!((day.reads, day.reveals, day.heavy), (0, 0, false));
    assert!(matches!(world.decide(&chief, &given).await.unwrap(), Decided::Done));
}

#[tokio::test]
async fn papers_are_ones_own_and_outlive_a_session() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let (one, two) =
        (world.user("one", centre, Role::Analyst).await, world.user("two", centre, Role::Analyst).await);
    let store = world.store();
    desk::keep_draft(store, &permit(&one), &one, "lead:1", "placeholder: half a sen").await.unwrap();
    let (_, words) = desk::draft(store, &permit(&one), &one, "lead:1").await.unwrap().unwrap();
    assert_eq!(*words, "placeholder: half a sen");
    assert!(desk::draft(store, &permit(&two), &two, "lead:1").await.unwrap().is_none());
    desk::drop_draft(store, &permit(&one), &one, "lead:1").await.unwrap();
    assert!(desk::draft(store, &permit(&one), &one, "lead:1").await.unwrap().is_none());
    desk::keep_filter(store, &permit(&one), &one, " Night  watch ", "view=overdue").await.unwrap();
    let kept = desk::filters(store, &permit(&one), &one).await.unwrap();
    assert_eq!((kept[0].name.as_str(), kept[0].query.as_str()), ("Night watch", "view=overdue"));
    assert_eq!(desk::filters(store, &permit(&two), &two).await.unwrap(), []);
    desk::drop_filter(store, &permit(&one), &one, kept[0].no).await.unwrap();
    assert_eq!(desk::filters(store, &permit(&one), &one).await.unwrap(), []);
}

#[tokio::test]
async fn reasons_that_do_not_fit_a_step_of_a_referral_are_refused() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let police = world.agency("Police", AgencyKind::Police).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    let officer = world.user("officer", police, Role::Investigator).await;
    let lead = world.report(1, "one").await;
    let id = world.refer(&analyst, &world.draft(lead, police).await).await;
    let seen = world.store().referral(id).await.unwrap().unwrap().version;
    for reason in [None, Some(ReferralReason::DayPassed), Some(ReferralReason::Other)] {
        let answers = permit(&officer);
        let named = (id, seen);
        let answer =
            desk::step(world.store(), &answers, &officer, named, ReferralStep::Decline, reason, "").await;
        assert!(matches!(answer, Err(ResponseError::Form(_))), "{reason:?}");
    }
    // Somebody of the agency was quicker.
    assert!(world.step(&officer, id, ReferralStep::Accept).await.unwrap());
    let (answers, reason) = (permit(&officer), Some(ReferralReason::NoCapacity));
    let step = ReferralStep::Decline;
    let late = desk::step(world.store(), &answers, &officer, (id, seen), step, reason, "").await;
    assert!(!late.unwrap());
}
