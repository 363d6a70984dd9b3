//! Decisions are facts and survive; persons and leads are written once, by whoever looked last.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use model::{MentionRef, Verdict};
use store::{LeadRow, LinkChange, LinkWrite, Page, PersonRow, QueueFilter, Rank, Store, TurnKind};
use support::{by, prepared, report, scenes, twin};

fn mention(report_no: i64) -> MentionRef {
    MentionRef { report_no, position: 0 }
}

fn lead(no: i64, reports: i64) -> LeadRow {
    let at = model::Instant::from_micros(1);
    LeadRow {
        no,
        rank: 0,
        kinds: 1,
        channels: 1,
        reports,
        persons: 1,
        children: 0,
        suspects: 1,
        first_received: at,
        last_received: at,
    }
}

const ALL: Page = Page { after: None, limit: 100 };

async fn leads(store: &Store) -> Vec<(i64, i64, i64)> {
    let rows = store.leads(QueueFilter::default(), ALL).await.unwrap();
    rows.iter().map(|one| (one.lead.no, one.lead.rank, one.lead.reports)).collect()
}

fn why(note: &str) -> store::LinkWhy<'_> {
    store::LinkWhy { because: model::LinkReason::Other, note, seen: i64::MAX }
}

#[tokio::test]
async fn a_decision_is_kept_with_its_reason_replayed_and_can_be_taken_back() {
    for scene in scenes().await {
        let store = &scene.store;
        store.deliver(&by(), prepared(store, (1..4).map(report))).await.unwrap();
        let (left, right) = ([mention(1)], [mention(2), mention(3)]);
        let id = store
            .decide_link(&by(), Verdict::Different, &left, &right, why("Two addresses"))
            .await
            .unwrap()
            .unwrap();
        let other = store
            .decide_link(&by(), Verdict::Same, &left, &[mention(2)], why("Same face"))
            .await
            .unwrap()
            .unwrap();
        assert!(store.withdraw_decision(&by(), other, "A mistake").await.unwrap());
        assert!(!store.withdraw_decision(&by(), other, "Again").await.unwrap(), "only once");
        let found = store.decision(id).await.unwrap().unwrap();
        assert_eq!((found.verdict, found.reason.as_deref()), (Verdict::Different, Some("Two addresses")));
        assert_eq!((found.left.as_slice(), found.right.as_slice()), (left.as_slice(), right.as_slice()));
        assert_eq!(found.ended, None);
        assert!(store.decision(other).await.unwrap().unwrap().ended.is_some());

        let (target, _folder) = twin(&scene, store::Location::Embedded).await;
        store.replay_into(&target, &mut |_| {}).await.unwrap();
        assert_eq!(store.first_difference(&target).await.unwrap(), None, "{}", scene.name);
        assert_eq!(target.decision(id).await.unwrap().unwrap(), found);

        // Erased: that it was made stays, why it was made goes.
        let record = model::ReportId::from_slice(id.as_bytes()).unwrap();
        store.destroy_key(&by(), record).await.unwrap();
        assert_eq!(store.decision(id).await.unwrap().unwrap().reason, None);
        let verification = store.verify_journal(&[], None, &mut |_| {}).await.unwrap();
        assert_eq!(verification.findings, [], "{}", scene.name);
    }
}

#[tokio::test]
async fn the_linker_is_told_what_came_changed_and_went_in_any_window() {
    for scene in scenes().await {
        let store = &scene.store;
        let receipts = store.deliver(&by(), prepared(store, (1..5).map(report))).await.unwrap();
        let mut changed = report(2);
        changed.urgency.ongoing = Some(true);
        store.deliver(&by(), prepared(store, [changed])).await.unwrap();
        store.destroy_key(&by(), receipts[3].id).await.unwrap();
        let id = store
            .decide_link(&by(), Verdict::Same, &[mention(1)], &[mention(2)], why("x"))
            .await
            .unwrap()
            .unwrap();
        store.withdraw_decision(&by(), id, "y").await.unwrap();
        for window in [1, 3, 1_000] {
            let (mut after, mut told) = (0, Vec::new());
            loop {
                let stretch = store.link_changes(after, window).await.unwrap();
                for change in stretch.changes {
                    told.push(match change {
                        LinkChange::Report(report) => {
                            format!("{} {}", report.no, report.report.urgency.ongoing.is_some())
                        }
                        LinkChange::Erased { no } => format!("{no} erased"),
                        LinkChange::Decided { left, right, .. } => {
                            format!("{} {} decided", left[0].report_no, right[0].report_no)
                        }
                        LinkChange::LetIn { .. } => "let in".to_owned(),
                        LinkChange::Withdrawn { .. } => "withdrawn".into(),
                    });
                }
                after = stretch.seq;
                if after == stretch.head {
                    break;
                }
            }
            assert_eq!(after, store.last_entry().await.unwrap());
            let expected = ["1 false", "3 false", "2 true", "4 erased", "1 2 decided", "withdrawn"];
            assert_eq!(told, expected, "{} by {window}", scene.name);
        }
    }
}

#[tokio::test]
async fn every_report_is_in_a_lead_at_once_and_leads_stand_where_their_reports_do() {
    for scene in scenes().await {
        let store = &scene.store;
        let receipts = store.deliver(&by(), prepared(store, (1..4).map(report))).await.unwrap();
        assert_eq!(leads(store).await, [(3, -3, 1), (2, -2, 1), (1, -1, 1)], "{}", scene.name);
        assert_eq!(store.hidden_reports(10).await.unwrap(), [0_i64; 0]);

        let write = LinkWrite {
            fingerprint: "model".into(),
            seq: 3,
            persons: vec![PersonRow {
                id: mention(1).key(),
                party: "adult".into(),
                mentions: 2,
                reports: 2,
                weakest: Some(9_000),
            }],
            mentions: vec![(mention(1).key(), mention(1).key()), (mention(3).key(), mention(1).key())],
            turns: vec![(TurnKind::Merged, mention(3).key(), mention(1).key())],
            leads: vec![lead(1, 2)],
            gone_leads: vec![3],
            lead_reports: vec![(3, 1)],
            ..LinkWrite::default()
        };
        let revision = store.linked().await.unwrap().revision;
        assert!(store.write_links(revision, &write).await.unwrap());
        assert!(!store.write_links(revision, &write).await.unwrap(), "somebody wrote since");
        assert_eq!(leads(store).await, [(1, -3, 2), (2, -2, 1)], "as its most urgent report");
        let due = model::Instant::from_micros(i64::MAX);
        assert!(store.is_anything_due(due).await.unwrap());
        store.set_ranks(&[Rank { no: 1, rank: -50, due }, Rank { no: 2, rank: -60, due }]).await.unwrap();
        assert_eq!(leads(store).await, [(2, -60, 1), (1, -50, 2)]);
        assert_eq!(store.count_leads_before(-55).await.unwrap(), 1);

        let person = store.person_of(mention(3)).await.unwrap().unwrap();
        assert_eq!((person.id, person.mentions), (mention(1).key(), 2));
        assert_eq!(store.mentions_of_person(person.id, 10).await.unwrap(), [mention(1), mention(3)]);
        let turns = store.turns_of_person(mention(3).key(), 10).await.unwrap();
        assert_eq!((turns[0].kind, turns[0].into), (TurnKind::Merged, mention(1).key()));
        let rows = store.reports_of_lead(1, ALL).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.no).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(store.lead_of_report(3).await.unwrap().unwrap().no, 1);
        let kinds: model::IncidentKinds = [model::IncidentKind::Other].into_iter().collect();
        let filter = QueueFilter { kinds: Some(kinds), channel: None };
        assert!(store.leads(filter, ALL).await.unwrap().is_empty());

        let opened = store.open_person(&by(), mention(1), &[1, 3, 99]).await.unwrap();
        assert_eq!(opened.len(), 2);
        assert!(opened.iter().all(|report| report.report.is_some()));
        let lines = store.journal_of(receipts[2].id.as_bytes(), 10).await.unwrap();
        assert_eq!(lines.last().unwrap().action, "person_read");
    }
}

#[tokio::test]
async fn tampering_with_leads_is_found() {
    for scene in scenes().await {
        let store = &scene.store;
        store.deliver(&by(), prepared(store, (1..4).map(report))).await.unwrap();
        support::execute(&scene, &["DELETE FROM lead WHERE no = 2", "UPDATE lead SET rank = 5 WHERE no = 3"])
            .await;
        assert_eq!(store.hidden_reports(10).await.unwrap(), [2, 3]);
    }
}
