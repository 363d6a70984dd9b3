//! What happened to somebody's work, on each database: what is counted is what is listed, and a replay forgets nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use model::{
    Agency, AgencyKind, LeadReason, LeadState, LeadStep, LegalBasis, NoticeKind, ReferralPart,
    ReferralPurpose, ReferralScope, ReferralStep, Role, User, new_id,
};
use store::{
    By, LeadChange, LeadRow, LinkWrite, NewAsk, NewReferral, NoticesFor, Secrets, Sent, Stepped, Store,
};
use support::{by, prepared, report, scenes, twin};

async fn user(store: &Store, agency: &Agency, name: &str, role: Role) -> User {
    let secrets = Secrets { password_hash: "placeholder".into(), totp_secret: vec![7; 20] };
    let id = store.add_user(&by(), name.parse().unwrap(), agency.id, role, &secrets).await.unwrap();
    User { id, name: name.parse().unwrap(), agency: agency.id, role }
}

async fn agency(store: &Store, name: &str, kind: AgencyKind) -> Agency {
    let id = new_id(store.clock(), &mut store.fork_rng());
    let agency = Agency { id, name: name.into(), kind, country: None };
    store.add_agency(&by(), &agency).await.unwrap();
    agency
}

fn acting(user: &User) -> By {
    By { actor: user.name.to_string(), agency: Some(user.agency), purpose: "test".into() }
}

fn whom(user: &User) -> NoticesFor<'_> {
    NoticesFor {
        user,
        instead: None,
        referrals: true,
        leads: true,
        reporters: true,
        overrides: true,
        accounts: true,
        escalations: vec![(3_600_000_000, i64::MIN, i64::MAX)],
    }
}

async fn fresh(store: &Store, user: &User) -> Vec<NoticeKind> {
    let (rows, _) = store.notices(&whom(user)).await.unwrap();
    let kinds: Vec<_> = rows.iter().filter(|row| row.fresh).map(|row| row.kind).collect();
    assert_eq!(store.count_notices(&whom(user)).await.unwrap(), i64::try_from(kinds.len()).unwrap());
    kinds
}

async fn assign(store: &Store, by: &User, lead: i64, to: Option<&User>) {
    let seen = store.work_of_leads(&[lead]).await.unwrap()[0].version;
    let change = LeadChange {
        lead,
        seen,
        step: LeadStep::Assign,
        reason: LeadReason::Load,
        note: "",
        user: Some(to.map(|to| to.id)),
        team: Some(Some(by.agency)),
        urgency: None,
        agency: None,
    };
    assert!(matches!(store.step_lead(&acting(by), &change).await.unwrap(), Stepped::Done(_)));
}

/// Puts reports into one lead, as the linker does.
async fn join(store: &Store, lead: i64, reports: &[i64]) {
    let linked = store.linked().await.unwrap();
    let at = model::Instant::from_micros(1);
    let row = LeadRow {
        no: lead,
        rank: 0,
        kinds: 1,
        channels: 1,
        reports: i64::try_from(reports.len()).unwrap(),
        persons: 1,
        children: 0,
        suspects: 1,
        first_received: at,
        last_received: at,
    };
    let write = LinkWrite {
        seq: linked.seq,
        leads: vec![row],
        gone_leads: reports.iter().copied().filter(|no| *no != lead).collect(),
        lead_reports: reports.iter().map(|no| (*no, lead)).collect(),
        ..LinkWrite::default()
    };
    assert!(store.write_links(linked.revision, &write).await.unwrap());
}

#[tokio::test]
async fn what_is_told_is_counted_seen_and_replayed() {
    for scene in scenes().await {
        let store = &scene.store;
        let centre = agency(store, "Centre", AgencyKind::NationalCentre).await;
        let police = agency(store, "Police", AgencyKind::Police).await;
        let ana = user(store, &centre, "ana", Role::Analyst).await;
        let ben = user(store, &centre, "ben", Role::Supervisor).await;
        let cho = user(store, &police, "cho", Role::Investigator).await;
        store.deliver(&by(), prepared(store, (1..6).map(report))).await.unwrap();
        assign(store, &ben, 1, Some(&ana)).await;
        assert_eq!(fresh(store, &ana).await, [NoticeKind::LeadAssigned], "{}", scene.name);
        join(store, 1, &[1, 2]).await;
        assert_eq!(fresh(store, &ana).await, [NoticeKind::LeadGrew, NoticeKind::LeadAssigned]);
        // The same written again is no growth, and neither is what falls apart.
        join(store, 1, &[1, 2]).await;
        let (_, until) = store.notices(&whom(&ana)).await.unwrap();
        store.set_seen_until(ana.id, until).await.unwrap();
        assert_eq!(fresh(store, &ana).await, []);
        join(store, 4, &[4, 5]).await;
        assert_eq!(fresh(store, &ana).await, [], "nobody's lead");
        join(store, 1, &[1, 2, 4, 5]).await;
        assert_eq!(fresh(store, &ana).await, [NoticeKind::LeadMerged]);
        assert_eq!(fresh(store, &ben).await, []);
        assert_eq!(fresh(store, &cho).await, []);

        let seen = store.work_of_leads(&[1]).await.unwrap()[0].version;
        let scope = ReferralScope {
            compartments: std::iter::once(ReferralPart::Report).collect(),
            reports: vec![1, 2],
            persons: None,
            until: None,
        };
        let new = NewReferral {
            lead: 1,
            seen,
            from: centre.id,
            from_user: Some(ana.id),
            to: police.id,
            to_user: None,
            purpose: ReferralPurpose::Protect,
            basis: LegalBasis::ChildProtection,
            reason: LeadReason::ChildAtRisk,
            scope,
            deadline: Some(store.clock().now().plus_seconds(3_600)),
            message: "placeholder",
        };
        let Sent::Done(id) = store.send_referral(&acting(&ana), &new).await.unwrap() else { panic!() };
        let mut news = fresh(store, &cho).await;
        news.sort_unstable();
        assert_eq!(news, [NoticeKind::ReferralSent, NoticeKind::ReferralDue]);
        store.step_referral(&acting(&cho), id, None, ReferralStep::See, None, "").await.unwrap();
        assert_eq!(fresh(store, &ana).await, [NoticeKind::LeadMerged], "that it was opened is no news");
        store.step_referral(&acting(&cho), id, None, ReferralStep::Accept, None, "").await.unwrap();
        assert_eq!(fresh(store, &ana).await[0], NoticeKind::ReferralAccepted);
        assert_eq!(fresh(store, &cho).await, [NoticeKind::ReferralSent]);

        let (target, _folder) = twin(&scene, store::Location::Embedded).await;
        store.replay_into(&target, &mut |_| {}).await.unwrap();
        assert_eq!(store.first_difference(&target).await.unwrap(), None, "{}", scene.name);
        let (told, _) = target.notices(&whom(&ana)).await.unwrap();
        let kinds: Vec<_> = told.iter().map(|row| row.kind).collect();
        assert_eq!(kinds, [NoticeKind::ReferralAccepted, NoticeKind::LeadAssigned], "without the linker's");
    }
}

#[tokio::test]
async fn a_heavy_day_is_known_on_each_database() {
    for scene in scenes().await {
        let store = &scene.store;
        let centre = agency(store, "Centre", AgencyKind::NationalCentre).await;
        let ana = user(store, &centre, "ana", Role::Analyst).await;
        for heavy in [true, false] {
            store.set_heavy_day(&acting(&ana), ana.id, 7, heavy).await.unwrap();
            assert_eq!(store.is_heavy_day(ana.id, 7).await.unwrap(), heavy, "{}", scene.name);
            assert!(!store.is_heavy_day(ana.id, 8).await.unwrap());
        }
    }
}

/// A question to a source on each database: it waits behind, comes back with the next version of the report, or on its day.
#[tokio::test]
async fn a_question_waits_and_comes_back_on_each_database() {
    for scene in scenes().await {
        let store = &scene.store;
        let centre = agency(store, "Centre", AgencyKind::NationalCentre).await;
        let ana = user(store, &centre, "ana", Role::Analyst).await;
        store.deliver(&by(), prepared(store, (1..4).map(report))).await.unwrap();
        let source = store.report_rows(&[1]).await.unwrap()[0].source.clone();
        let until = store.clock().now().plus_seconds(3_600);
        for lead in [1, 2] {
            let change = LeadChange {
                lead,
                seen: 0,
                step: LeadStep::AskMore,
                reason: LeadReason::Where,
                note: "placeholder: which town?",
                user: None,
                team: None,
                urgency: None,
                agency: None,
            };
            let until = if lead == 1 { until } else { store.clock().now() };
            let (of, days) = (NewAsk::Source(&source), (until, until));
            let asked = store.ask_more(&acting(&ana), &change, of, days, ana.id).await.unwrap();
            assert!(matches!(asked, Stepped::Done(_)), "{}", scene.name);
        }
        let works = store.work_of_leads(&[1, 2, 3]).await.unwrap();
        let asked: Vec<bool> = works.iter().map(|work| work.asked.is_some()).collect();
        assert_eq!(asked, [true, true, false]);
        assert_eq!(store.end_asks_past(&by(), 100).await.unwrap(), 1, "whose day has passed");
        let mut changed = report(1);
        changed.urgency.ongoing = Some(true);
        store.deliver(&by(), prepared(store, vec![changed])).await.unwrap();
        let works = store.work_of_leads(&[1, 2]).await.unwrap();
        assert!(works.iter().all(|work| work.asked.is_none() && work.state == LeadState::Open));
        let reasons = [LeadReason::Answered, LeadReason::NoAnswer];
        for (lead, reason) in [1, 2].into_iter().zip(reasons) {
            let step = store.steps_of_lead(lead, 1).await.unwrap().remove(0);
            assert_eq!((step.step, step.reason), (LeadStep::Reopen, reason));
        }
        let mut news = fresh(store, &ana).await;
        news.sort_unstable();
        assert_eq!(news, [NoticeKind::LeadAnswered, NoticeKind::LeadUnanswered]);
        let (target, _folder) = twin(&scene, store::Location::Embedded).await;
        store.replay_into(&target, &mut |_| {}).await.unwrap();
        assert_eq!(store.first_difference(&target).await.unwrap(), None, "{}", scene.name);
    }
}
