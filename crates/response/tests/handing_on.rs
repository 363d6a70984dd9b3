//! What an agency that accepted a referral hands on: a part of what it has, for as long as it has it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on must fail")]

mod support;

use model::{
    AgencyId, AgencyKind, CHAIN_LONGEST, LeadState, LegalBasis, MentionRef, NoticeKind, PersonReference,
    ReferralId, ReferralPart, ReferralPurpose, ReferralReason, ReferralState, ReferralStep, Role, User,
};
use rand::{Rng as _, RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;
use response::{
    Act, Actor, ResponseError,
    desk::{self, HandOn, OnOut, ReferralView},
    people::agencies,
};
use store::AuditFilter;
use support::{
    Scene,
    desk::{Desk, permit, sight_of},
};

/// A desk with a centre and agencies, each with somebody who answers referrals.
struct Hands {
    world: Desk,
    analyst: User,
    /// Agencies in a row, each with its officer.
    others: Vec<(AgencyId, User)>,
}

impl Hands {
    async fn over(scene: Scene, how_many: usize) -> Self {
        let mut world = Desk::over(scene);
        let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
        let analyst = world.user("analyst", centre, Role::Analyst).await;
        let kinds = [
            (AgencyKind::Police, Role::Investigator),
            (AgencyKind::Prosecution, Role::Prosecutor),
            (AgencyKind::SocialServices, Role::SocialWorker),
        ];
        let mut others = Vec::new();
        for at in 0..how_many {
            let (kind, role) = kinds[at % kinds.len()];
            let id = world.agency(&format!("Agency {at}"), kind).await;
            others.push((id, world.user(&format!("officer-{at}"), id, role).await));
        }
        Self { world, analyst, others }
    }

    async fn version(&self, id: ReferralId) -> i64 {
        self.world.store().referral(id).await.unwrap().unwrap().version
    }

    async fn state(&self, id: ReferralId) -> (ReferralState, Option<ReferralReason>) {
        let row = self.world.store().referral(id).await.unwrap().unwrap();
        (row.state, row.reason)
    }

    async fn wanted(&self, id: ReferralId, to: AgencyId) -> HandOn {
        HandOn {
            seen: self.version(id).await,
            to,
            purpose: ReferralPurpose::Prosecute,
            basis: LegalBasis::CriminalProcedure,
            compartments: vec![ReferralPart::Report],
            persons: Vec::new(),
            until: None,
            deadline: None,
            message: "placeholder: handed on".into(),
        }
    }

    async fn on(&self, user: &User, id: ReferralId, wanted: &HandOn) -> Result<OnOut, ResponseError> {
        let sight = sight_of(self.world.store(), user).await;
        desk::hand_on(self.world.store(), &self.world.linker, &permit(user), &sight, user, id, wanted).await
    }

    /// Hands on all that can be, and the receiver accepts.
    async fn on_to(&self, from: usize, id: ReferralId, to: usize) -> ReferralId {
        let wanted = self.wanted(id, self.others[to].0).await;
        let OnOut::Done(part) = self.on(&self.others[from].1, id, &wanted).await.unwrap() else {
            panic!("not handed on")
        };
        assert!(self.world.step(&self.others[to].1, part, ReferralStep::Accept).await.unwrap());
        part
    }

    /// The lead of a report, referred to the first agency and accepted there.
    async fn referred(&self, no: i64, until: Option<i64>) -> ReferralId {
        let mut draft = self.world.draft(no, self.others[0].0).await;
        draft.compartments.push(ReferralPart::Words);
        draft.until = until.map(|seconds| self.world.scene.clock.now().plus_seconds(seconds));
        let id = self.world.refer(&self.analyst, &draft).await;
        assert!(self.world.step(&self.others[0].1, id, ReferralStep::Accept).await.unwrap());
        id
    }

    /// A chain as long as one can be.
    async fn chain(&self, no: i64, until: Option<i64>) -> Vec<ReferralId> {
        let mut chain = vec![self.referred(no, until).await];
        for at in 1..CHAIN_LONGEST {
            chain.push(self.on_to(at - 1, chain[at - 1], at).await);
        }
        chain
    }

    async fn told(&self, user: &User, id: ReferralId) -> Result<desk::Chain, ResponseError> {
        desk::chain(self.world.store(), &permit(user), user, id).await
    }
}

fn refused<T>(out: &Result<T, ResponseError>) -> bool {
    matches!(out, Err(ResponseError::Form(_)))
}
fn hidden<T>(out: &Result<T, ResponseError>) -> bool {
    matches!(out, Err(ResponseError::NotFound))
}

#[tokio::test]
async fn the_agency_that_accepted_hands_a_part_on() {
    for scene in Scene::each().await {
        let hands = Hands::over(scene, 3).await;
        let (world, analyst) = (&hands.world, &hands.analyst);
        let [(_, police), (court, prosecutor), (care, worker)] = &hands.others[..] else { panic!() };
        let no = world.report(1, "one").await;
        let id = world.refer(analyst, &world.draft(no, hands.others[0].0).await).await;
        let wanted = hands.wanted(id, *court).await;
        assert_eq!(hands.on(police, id, &wanted).await.unwrap(), OnOut::Conflict, "not accepted yet");
        assert!(!hands.told(police, id).await.unwrap().may);
        world.step(police, id, ReferralStep::Accept).await.unwrap();
        assert!(hands.told(police, id).await.unwrap().may && !hands.told(analyst, id).await.unwrap().may);
        let wanted = hands.wanted(id, *court).await;
        // Nobody but the agency that has it: not the sender, not whoever has nothing of it.
        assert!(hidden(&hands.on(analyst, id, &wanted).await));
        assert!(hidden(&hands.on(prosecutor, id, &wanted).await));
        assert!(!world.opens(prosecutor, no).await);
        let OnOut::Done(part) = hands.on(police, id, &wanted).await.unwrap() else { panic!() };
        // Sent twice from one form: the second is told so.
        assert_eq!(hands.on(police, id, &wanted).await.unwrap(), OnOut::Conflict);
        assert!(world.opens(prosecutor, no).await && world.opens(police, no).await);
        assert!(!world.opens(worker, no).await);
        // Three views, notices and answers as of every referral; the lead stays the police's.
        let (sight, actor) = (sight_of(world.store(), prosecutor).await, Actor::User(prosecutor.clone()));
        let news = desk::notices(world.store(), &permit(prosecutor), &sight, &world.service, &actor, 0)
            .await
            .unwrap();
        assert!(news.lines.iter().any(|one| one.kind == NoticeKind::ReferralSent));
        let theirs =
            desk::referrals(world.store(), &permit(prosecutor), prosecutor, ReferralView::ToTeam, None)
                .await
                .unwrap();
        assert_eq!(theirs.lines.iter().map(|line| line.row.id).collect::<Vec<_>>(), [part]);
        let ours = desk::referrals(world.store(), &permit(police), police, ReferralView::FromTeam, None)
            .await
            .unwrap();
        assert_eq!(ours.lines.iter().map(|line| line.row.id).collect::<Vec<_>>(), [part]);
        assert_eq!(world.state(no).await, LeadState::Accepted);
        for step in [ReferralStep::Accept, ReferralStep::Finish] {
            assert!(world.step(prosecutor, part, step).await.unwrap());
            assert_eq!(world.state(no).await, LeadState::Accepted, "{step:?}");
        }
        assert!(!world.opens(prosecutor, no).await && world.opens(police, no).await);
        // Declined and taken back by the police: theirs still.
        for (step, user) in [(ReferralStep::Decline, worker), (ReferralStep::Revoke, police)] {
            let wanted = hands.wanted(id, *care).await;
            let OnOut::Done(part) = hands.on(police, id, &wanted).await.unwrap() else { panic!() };
            assert!(world.opens(worker, no).await);
            assert!(world.step(user, part, step).await.unwrap());
            assert!(!world.opens(worker, no).await);
            assert_eq!(world.state(no).await, LeadState::Accepted, "{step:?}");
        }
        world.step(police, id, ReferralStep::Return).await.unwrap();
        assert_eq!(world.state(no).await, LeadState::Open);
        world.replays().await;
    }
}

#[tokio::test]
async fn whoever_stands_above_sees_how_far_it_went_and_nothing_more() {
    let hands = Hands::over(Scene::new().await, 4).await;
    let world = &hands.world;
    let no = world.report(1, "one").await;
    let chain = hands.chain(no, None).await;
    let below = |told: &desk::Chain| {
        told.below.iter().map(|one| (one.line.row.id, one.line.row.state, one.ours)).collect::<Vec<_>>()
    };
    let accepted = |id: ReferralId, ours: bool| (id, ReferralState::Accepted, ours);
    let of_all = [accepted(chain[1], false), accepted(chain[2], false), accepted(chain[3], false)];
    assert_eq!(below(&hands.told(&hands.analyst, chain[0]).await.unwrap()), of_all);
    let of_all = [accepted(chain[1], true), accepted(chain[2], false), accepted(chain[3], false)];
    let police = &hands.others[0].1;
    assert_eq!(below(&hands.told(police, chain[0]).await.unwrap()), of_all);
    assert_eq!(below(&hands.told(police, chain[1]).await.unwrap()), of_all[1..]);
    assert_eq!(below(&hands.told(&hands.others[3].1, chain[3]).await.unwrap()), []);
    assert!(hands.told(&hands.others[3].1, chain[3]).await.unwrap().from_another);
    assert!(!hands.told(police, chain[0]).await.unwrap().from_another);
    // The page of one that others handed on is theirs; so is the line above it.
    for (user, id) in [(&hands.analyst, chain[1]), (police, chain[2]), (&hands.others[2].1, chain[0])] {
        assert!(hidden(&hands.told(user, id).await));
        assert!(hidden(&desk::referral(world.store(), &permit(user), user, id).await));
    }
    let lead = world.store().lead_of_report(no).await.unwrap().unwrap().no;
    let of_lead = async |user: &User| {
        let told = desk::handed_on_of_lead(world.store(), &permit(user), user, lead).await.unwrap();
        told.iter().map(|one| one.line.row.id).collect::<Vec<_>>()
    };
    assert_eq!(of_lead(&hands.analyst).await, [chain[3], chain[2], chain[1]]);
    assert_eq!(of_lead(&hands.others[0].1).await, [chain[3], chain[2]]);
    assert_eq!(of_lead(&hands.others[3].1).await, []);
    // The lead grows: the agencies are not told so by what they handed on.
    world.report(2, "one").await;
    let newer = async |user: &User, id: ReferralId| {
        desk::referral(world.store(), &permit(user), user, id).await.unwrap().newer
    };
    assert_eq!((newer(&hands.analyst, chain[0]).await, newer(police, chain[1]).await), (1, 0));
    // Once the police have nothing any more, what they handed on is closed to them too.
    let page = desk::referral(world.store(), &permit(police), police, chain[1]).await.unwrap();
    assert!(page.reports.len() == 1 && page.history.iter().any(|one| one.words.is_some()));
    world.step(&hands.analyst, chain[0], ReferralStep::Revoke).await.unwrap();
    let page = desk::referral(world.store(), &permit(police), police, chain[1]).await.unwrap();
    assert!(page.reports.is_empty() && page.history.iter().all(|one| one.words.is_none()));
    assert_eq!(below(&hands.told(police, chain[1]).await.unwrap()), []);
}

#[tokio::test]
async fn no_chain_turns_back_or_goes_on_for_ever() {
    let hands = Hands::over(Scene::new().await, 5).await;
    let world = &hands.world;
    let no = world.report(1, "one").await;
    let chain = hands.chain(no, None).await;
    for (at, id) in chain.iter().copied().enumerate().skip(1) {
        let officer = &hands.others[at].1;
        let offer = desk::offer(world.store(), &permit(officer), officer, id).await.unwrap();
        let offered: Vec<AgencyId> = offer.agencies.iter().map(|one| one.id).collect();
        let above = hands.others[..=at].iter().map(|(id, _)| *id).chain([hands.analyst.agency]);
        for agency in above {
            assert!(!offered.contains(&agency));
            let wanted = hands.wanted(id, agency).await;
            assert!(refused(&hands.on(officer, id, &wanted).await), "{at}");
        }
        let last = at + 1 == CHAIN_LONGEST;
        assert_eq!((offer.may, offered.is_empty()), (!last, last));
    }
    let wanted = hands.wanted(chain[3], hands.others[4].0).await;
    assert!(refused(&hands.on(&hands.others[3].1, chain[3], &wanted).await), "one too many");
    // To one that had it by an ended referral it can be handed again.
    world.step(&hands.others[1].1, chain[1], ReferralStep::Return).await.unwrap();
    hands.on_to(0, chain[0], 1).await;
    // Nobody hands on a question, or to ask one, or to nobody.
    let mut wanted = hands.wanted(chain[0], hands.others[4].0).await;
    wanted.purpose = ReferralPurpose::Inform;
    assert!(refused(&hands.on(&hands.others[0].1, chain[0], &wanted).await));
    let nobody = model::new_id(world.store().clock(), &mut world.store().fork_rng());
    let wanted = hands.wanted(chain[0], nobody).await;
    assert!(refused(&hands.on(&hands.others[0].1, chain[0], &wanted).await));
}

/// Every way in which what it was handed on from can end.
#[tokio::test]
async fn what_was_handed_on_ends_with_what_it_was_handed_on_from() {
    for way in ["revoked", "returned", "done", "expired", "removed", "middle", "middle removed"] {
        for scene in Scene::each().await {
            let hands = Hands::over(scene, 4).await;
            let world = &hands.world;
            let no = world.report(1, "one").await;
            let chain = hands.chain(no, (way == "expired").then_some(1_000)).await;
            let officers: Vec<&User> = hands.others.iter().map(|(_, officer)| officer).collect();
            for officer in &officers {
                assert!(world.opens(officer, no).await);
            }
            let first = usize::from(way.starts_with("middle"));
            match way {
                "revoked" => {
                    assert!(world.step(&hands.analyst, chain[0], ReferralStep::Revoke).await.unwrap());
                }
                "returned" => assert!(world.step(officers[0], chain[0], ReferralStep::Return).await.unwrap()),
                "done" => assert!(world.step(officers[0], chain[0], ReferralStep::Finish).await.unwrap()),
                "expired" => world.scene.clock.forward(1_001),
                "middle" => assert!(world.step(officers[0], chain[1], ReferralStep::Revoke).await.unwrap()),
                _ => {
                    let agency = hands.others[first].0;
                    let keeps = Actor::Operator.permit("test").unwrap();
                    agencies::close(world.store(), &keeps, agency).await.unwrap();
                }
            }
            // At once, whoever looks next.
            for (at, officer) in officers.iter().enumerate() {
                if way.ends_with("removed") && at == first {
                    continue;
                }
                assert_eq!(world.opens(officer, no).await, at < first, "{way}: {at}");
            }
            desk::expire(world.store()).await.unwrap();
            for (at, id) in chain.iter().enumerate() {
                let (state, reason) = hands.state(*id).await;
                assert_eq!(state.is_active(), at < first, "{way}: {at}");
                if at > first && way != "expired" {
                    let why = Some(ReferralReason::ParentEnded);
                    assert_eq!((state, reason), (ReferralState::Revoked, why), "{way}: {at}");
                }
            }
            let expected = if first == 1 { LeadState::Accepted } else { LeadState::Open };
            assert_eq!(world.state(no).await, expected, "{way}");
            // Each of them has its entry.
            let lines = world.store().audit(&AuditFilter::default(), 1_000).await.unwrap();
            for id in &chain[first + 1..] {
                let one = |line: &&store::AuditLine| {
                    line.action == "referral_stepped"
                        && line.facts.contains(&id.to_string())
                        && !line.facts.contains("\"accept\"")
                };
                assert_eq!(lines.iter().filter(one).count(), 1, "{way}");
            }
            let fresh = hands.wanted(chain[3], hands.others[0].0).await;
            assert!(!matches!(hands.on(officers[3], chain[3], &fresh).await, Ok(OnOut::Done(_))));
            world.replays().await;
        }
    }
}

#[tokio::test]
async fn more_is_handed_on_only_of_what_one_has() {
    for scene in Scene::each().await {
        let hands = Hands::over(scene, 2).await;
        let (world, store) = (&hands.world, hands.world.store());
        let (police, prosecutor) = (&hands.others[0].1, &hands.others[1].1);
        let first = world.report(1, "one").await;
        let id = hands.referred(first, Some(90_000)).await;
        let part = hands.on_to(0, id, 1).await;
        let row = store.referral(part).await.unwrap().unwrap();
        assert_eq!(
            row.until,
            store.referral(id).await.unwrap().unwrap().until,
            "no longer than what it is of"
        );
        let later = world.report(2, "one").await;
        let more = async |user: &User, id: ReferralId| {
            desk::hand_on_more(store, &permit(user), user, (id, hands.version(id).await)).await
        };
        assert_eq!(more(police, part).await.unwrap(), Some(0), "they do not have it either");
        let sight = sight_of(store, &hands.analyst).await;
        let named = (id, hands.version(id).await);
        desk::widen(store, &permit(&hands.analyst), &sight, &hands.analyst, named).await.unwrap();
        assert!(world.opens(police, later).await && !world.opens(prosecutor, later).await);
        assert_eq!(desk::referral(store, &permit(police), police, part).await.unwrap().newer, 1);
        for (user, which) in [(prosecutor, part), (police, id), (&hands.analyst, id), (&hands.analyst, part)]
        {
            assert!(hidden(&more(user, which).await));
        }
        let stale = desk::hand_on_more(store, &permit(police), police, (part, 1)).await;
        assert_eq!(stale.unwrap(), None);
        assert_eq!(more(police, part).await.unwrap(), Some(1));
        assert!(world.opens(prosecutor, later).await);
        assert_eq!(world.state(first).await, LeadState::Accepted);
        // Neither more parts nor a later day than one has; on the last day itself, to its end.
        let now = world.scene.clock.now();
        let last = now.plus_seconds(90_000);
        world.step(prosecutor, part, ReferralStep::Finish).await.unwrap();
        for wrong in ["part", "day", "past", "long"] {
            let mut wanted = hands.wanted(id, hands.others[1].0).await;
            match wrong {
                "part" => wanted.compartments.push(ReferralPart::Payments),
                "day" => wanted.until = Some(last.plus_seconds(90_000)),
                "past" => wanted.until = Some(now),
                _ => wanted.message = "x".repeat(desk::MESSAGE_LONGEST + 1),
            }
            assert!(refused(&hands.on(police, id, &wanted).await), "{wrong}");
        }
        let mut wanted = hands.wanted(id, hands.others[1].0).await;
        wanted.until = Some(last.plus_seconds(80_000));
        let OnOut::Done(part) = hands.on(police, id, &wanted).await.unwrap() else { panic!() };
        let until = store.referral(part).await.unwrap().unwrap().until;
        assert_eq!(until, store.referral(id).await.unwrap().unwrap().until);
        world.replays().await;
    }
}

/// Random parts of random parts: nobody sees through what was handed on more than the agency that handed it on.
#[tokio::test]
async fn nobody_sees_more_than_whoever_handed_it_on() {
    let mut done = 0;
    for seed in 0..6 {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let hands = Hands::over(Scene::new().await, 4).await;
        let (world, store) = (&hands.world, hands.world.store());
        let mut numbers = Vec::new();
        for number in 1..=3 {
            numbers.push(world.report(number, "one").await);
        }
        let parts = |rng: &mut ChaCha20Rng, of: &[ReferralPart]| {
            let mut some = vec![ReferralPart::Report];
            some.extend(of.iter().skip(1).copied().filter(|_| rng.random_range(0..3_u32) > 0));
            some
        };
        let mut people = Vec::new();
        for no in &numbers {
            let report = world.reference(*no).await;
            people.extend((0..2).map(|position| PersonReference { report, position }));
        }
        let some = |rng: &mut ChaCha20Rng| -> Vec<PersonReference> {
            if rng.next_u32().is_multiple_of(2) {
                return Vec::new();
            }
            people.iter().copied().filter(|_| rng.random_range(0..2_u32) == 0).collect()
        };
        let mut draft = world.draft(numbers[0], hands.others[0].0).await;
        draft.compartments = parts(&mut rng, ReferralPart::ALL);
        draft.persons = some(&mut rng);
        draft.until = Some(world.scene.clock.now().plus_seconds(1_000));
        let mut last = world.refer(&hands.analyst, &draft).await;
        world.step(&hands.others[0].1, last, ReferralStep::Accept).await.unwrap();
        let mut given = 0;
        for at in 1..4 {
            let officer = &hands.others[at - 1].1;
            let mut wanted = hands.wanted(last, hands.others[at].0).await;
            // Now and then more than they have: that is refused, or comes to what they have.
            let row = store.referral(last).await.unwrap().unwrap();
            let own: Vec<ReferralPart> =
                ReferralPart::ALL.iter().copied().filter(|one| row.compartments.contains(*one)).collect();
            let all = rng.random_range(0..4_u32) == 0;
            wanted.compartments = parts(&mut rng, if all { ReferralPart::ALL } else { &own });
            wanted.persons = some(&mut rng);
            wanted.until = rng
                .next_u32()
                .is_multiple_of(2)
                .then(|| world.scene.clock.now().plus_seconds(rng.random_range(1..1_100)));
            match hands.on(officer, last, &wanted).await {
                Ok(OnOut::Done(id)) => last = id,
                Ok(OnOut::Conflict) => panic!("nobody else is here"),
                Err(ResponseError::Form(_) | ResponseError::NotFound) => break,
                Err(error) => panic!("{error}"),
            }
            world.step(&hands.others[at].1, last, ReferralStep::Accept).await.unwrap();
            given = at;
        }
        done += given;
        // As time goes on, too.
        for _ in 0..6 {
            for at in 1..=given {
                let whole = sight_of(store, &hands.others[at - 1].1).await;
                let part = sight_of(store, &hands.others[at].1).await;
                for no in &numbers {
                    assert!(!part.report(*no) || whole.report(*no), "seed {seed}");
                    assert!(!part.whole_report(*no) || whole.whole_report(*no), "seed {seed}");
                    for one in ReferralPart::ALL {
                        assert!(!part.opens(*no, *one) || whole.opens(*no, *one), "seed {seed}: {one:?}");
                    }
                    for position in 0..2 {
                        let mention = MentionRef { report_no: *no, position };
                        assert!(!part.mention(mention) || whole.mention(mention), "seed {seed}");
                    }
                }
            }
            world.scene.clock.forward(190);
        }
    }
    assert!(done > 4, "{done}");
}

#[test]
fn whoever_answers_referrals_hands_them_on_and_nobody_else() {
    for role in Role::ALL {
        let may = |act: Act| act.roles().contains(&role);
        assert_eq!(may(Act::HandOnReferrals), may(Act::AnswerReferrals), "{role:?}");
    }
    assert!(Act::HandOnReferrals.outside().is_empty() && !Act::HandOnReferrals.opens());
}
