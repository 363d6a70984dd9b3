//! What the public door writes, on each database: it survives a replay, holds what it promises, and is told apart.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use model::{
    Channel, ContactCategory, ContactOutcome, ContactWay, Country, InboxStatus, Instant, Side, Source,
};
use store::{CampaignDay, InboxOpening, LinkChange, Outcome, Store};
use support::{Scene, by, delivery, report, scenes};

fn opening(number: u8) -> InboxOpening {
    InboxOpening { locator: [number; 32], language: "fil".into(), handed: false }
}

/// Proves the journal with a replay and compares the replayed store.
async fn prove(scene: &Scene) {
    let folder = tempfile::tempdir().unwrap();
    let scratch = scene.store.scratch(folder.path()).await.unwrap();
    let seen = scene.store.verify_journal(&[], Some(&scratch), &mut |_| {}).await.unwrap();
    assert_eq!(seen.findings, Vec::new(), "{}", scene.name);
}

async fn deliver(store: &Store, number: u8, held: bool) -> store::Receipt {
    let prepared = store.preparer().prepare(delivery(report(u32::from(number)))).with_inbox(opening(number));
    let prepared = if held { prepared.held(number == 9) } else { prepared };
    store.deliver(&by(), vec![prepared]).await.unwrap().remove(0)
}

#[tokio::test]
async fn a_conversation_begins_with_its_report_and_ends_without_it() {
    for scene in scenes().await {
        let store = &scene.store;
        let receipt = deliver(store, 1, false).await;
        let row = store.inbox_of_locator(&[1; 32]).await.unwrap().unwrap();
        assert_eq!(
            (row.status, row.messages, row.deleted, row.language.as_str()),
            (InboxStatus::Received, 0, false, "fil")
        );
        assert_eq!(deliver(store, 1, false).await.outcome, Outcome::Again);
        assert_eq!(
            store.inboxes_of_report(row.report_no).await.unwrap().len(),
            1,
            "sent again begins nothing"
        );

        assert!(store.send_message(&by(), row.id, Side::Reporter, "placeholder one").await.unwrap());
        assert!(store.send_message(&by(), row.id, Side::Reporter, "placeholder two").await.unwrap());
        let (waiting, count) = store.inboxes_waiting(10).await.unwrap();
        assert_eq!((waiting.len(), count), (1, 1), "{}", scene.name);
        assert!(store.send_message(&by(), row.id, Side::Staff, "placeholder answer").await.unwrap());
        assert_eq!(store.inboxes_waiting(10).await.unwrap().1, 0);
        let next = Some(Instant::from_micros(1_780_300_000_000_000));
        store.set_inbox_status(&by(), row.id, InboxStatus::Asked, next, i64::MAX).await.unwrap();
        let (row, messages) = store.read_inbox(&by(), row.id, Side::Reporter).await.unwrap().unwrap();
        let words: Vec<(Side, &str)> = messages.iter().map(|m| (m.side, m.words.as_str())).collect();
        assert_eq!(
            words,
            [
                (Side::Reporter, "placeholder one"),
                (Side::Reporter, "placeholder two"),
                (Side::Staff, "placeholder answer")
            ]
        );
        assert_eq!((row.status, row.next_at, row.messages), (InboxStatus::Asked, next, 3));

        // A code that is taken is not given out twice.
        deliver(store, 2, false).await;
        assert!(!store.replace_inbox_code(&by(), row.id, [2; 32]).await.unwrap());
        assert!(store.replace_inbox_code(&by(), row.id, [7; 32]).await.unwrap());
        assert!(store.inbox_of_locator(&[1; 32]).await.unwrap().is_none());

        store.delete_inbox(&by(), row.id).await.unwrap();
        store.delete_inbox(&by(), row.id).await.unwrap();
        assert!(store.inbox_of_locator(&[7; 32]).await.unwrap().is_none());
        assert!(!store.send_message(&by(), row.id, Side::Reporter, "too late").await.unwrap());
        assert!(!store.replace_inbox_code(&by(), row.id, [8; 32]).await.unwrap());
        let (row, messages) = store.read_inbox(&by(), row.id, Side::Staff).await.unwrap().unwrap();
        assert!(row.deleted && messages.is_empty());
        assert!(store.find_reference(receipt.reference).await.unwrap().is_some(), "the report stays");
        prove(&scene).await;
    }
}

/// Reports, and bursts let in, that linking reads from the beginning.
async fn linked(store: &Store) -> (usize, usize) {
    let changes = store.link_changes(0, 1_000_000).await.unwrap().changes;
    let reports = changes.iter().filter(|change| matches!(change, LinkChange::Report(_))).count();
    (reports, changes.iter().filter_map(LinkChange::let_in).count())
}

#[tokio::test]
async fn a_burst_is_one_line_until_it_is_let_in() {
    for scene in scenes().await {
        let store = &scene.store;
        for number in 1..=9 {
            deliver(store, number, true).await;
        }
        let bursts = store.bursts_held().await.unwrap();
        assert_eq!(
            bursts.iter().map(|b| (b.no, b.reports, b.urgent)).collect::<Vec<_>>(),
            [(1, 9, 1)],
            "{}",
            scene.name
        );
        assert_eq!(store.reports_of_burst(1, 0, 5).await.unwrap().len(), 5);
        assert_eq!(store.reports_of_burst(1, 5, 50).await.unwrap().len(), 4);
        let far = Instant::from_micros(i64::MAX);
        assert!(store.due_reports(far, 100).await.unwrap().iter().all(|due| due.held));
        assert_eq!(linked(store).await, (0, 0), "linking reads nothing that is held");
        assert!(store.release_burst(&by(), 1).await.unwrap());
        assert_eq!(linked(store).await, (9, 1), "and everything once it is let in");
        let numbers = |page: &[LinkChange]| {
            let of = |change: &LinkChange| match change {
                LinkChange::Report(report) => report.no,
                _ => 0,
            };
            page.iter().map(of).collect::<Vec<_>>()
        };
        assert_eq!(numbers(&store.link_burst(1, 0, 5).await.unwrap()), [1, 2, 3, 4, 5]);
        assert_eq!(numbers(&store.link_burst(1, 5, 50).await.unwrap()), [6, 7, 8, 9]);
        assert!(!store.release_burst(&by(), 1).await.unwrap());
        assert!(!store.release_burst(&by(), 2).await.unwrap());
        assert!(store.due_reports(far, 100).await.unwrap().iter().all(|due| !due.held));
        // What comes now, and is held, is another burst.
        deliver(store, 10, true).await;
        assert_eq!(store.bursts_held().await.unwrap().iter().map(|b| b.no).collect::<Vec<_>>(), [2]);
        prove(&scene).await;
    }
}

#[tokio::test]
async fn contacts_campaigns_and_partners_are_kept() {
    for scene in scenes().await {
        let store = &scene.store;
        let from = store.clock().now();
        for _ in 0..3 {
            store.note_contact(&by(), ContactWay::Call, ContactOutcome::Silent, None).await.unwrap();
        }
        let category = Some(ContactCategory::Bullying);
        store.note_contact(&by(), ContactWay::Sms, ContactOutcome::Information, category).await.unwrap();
        let counts = store.contact_counts(from, from.plus_seconds(60)).await.unwrap();
        let counts: Vec<_> = counts.iter().map(|c| (c.way, c.outcome, c.category, c.count)).collect();
        assert_eq!(
            counts,
            [
                (ContactWay::Call, ContactOutcome::Silent, None, 3),
                (ContactWay::Sms, ContactOutcome::Information, category, 1),
            ]
        );

        assert!(store.add_campaign(&by(), "poster", "A poster").await.unwrap());
        assert!(!store.add_campaign(&by(), "poster", "Another").await.unwrap());
        for _ in 0..2 {
            store
                .count_campaign("poster", CampaignDay { day: 20_000, came: 3, guided: 2, reported: 1 })
                .await
                .unwrap();
        }
        let days = store.campaign_days("poster", 0).await.unwrap();
        assert_eq!(days, [CampaignDay { day: 20_000, came: 6, guided: 4, reported: 2 }]);
        store.end_campaign(&by(), "poster").await.unwrap();
        assert!(store.campaigns().await.unwrap()[0].ended_at.is_some());

        let source = Source {
            id: "a-platform".parse().unwrap(),
            channel: Channel::Platform,
            country: Some(Country::PHILIPPINES),
        };
        let id = store
            .add_partner(&by(), "A platform", &source, &["reports:write".into()], b"first key")
            .await
            .unwrap();
        let found = store.partner_of_key(b"first key").await.unwrap().unwrap();
        assert_eq!((found.id, found.source), (id, source));
        store.change_partner_key(&by(), id, Some(b"second key")).await.unwrap();
        assert!(store.partner_of_key(b"first key").await.unwrap().is_none());
        assert_eq!(store.partner_of_key(b"second key").await.unwrap().unwrap().scopes, ["reports:write"]);
        store.change_partner_key(&by(), id, None).await.unwrap();
        assert!(store.partner_of_key(b"second key").await.unwrap().is_none());
        assert!(!store.partner(id).await.unwrap().unwrap().active);
        assert_eq!(store.partners().await.unwrap().len(), 1);
        prove(&scene).await;
    }
}
