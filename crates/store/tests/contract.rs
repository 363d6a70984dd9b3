//! What the store promises, on every database.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use model::{Identifier, IncidentKind, IncidentKinds, Instant, Role};
use store::{Delivered, Outcome, Page, QueueFilter, Secrets, SetAsideDelivery, Store, StoreError};
use support::{by, delivery, prepared, report, scenes};

async fn outcomes(store: &Store, reports: Vec<model::Report>) -> Vec<Outcome> {
    store
        .deliver(&by(), prepared(store, reports))
        .await
        .unwrap()
        .iter()
        .map(|receipt| receipt.outcome)
        .collect()
}

const ALL: Page = Page { after: None, limit: 10_000 };

#[tokio::test]
async fn the_same_report_twice_is_one_report_with_two_receipts() {
    for scene in scenes().await {
        let store = &scene.store;
        assert_eq!(outcomes(store, vec![report(1), report(2)]).await, [Outcome::New, Outcome::New]);
        assert_eq!(outcomes(store, vec![report(1)]).await, [Outcome::Again], "{}", scene.name);
        let mut changed = report(2);
        changed.urgency.ongoing = Some(true);
        assert_eq!(outcomes(store, vec![changed.clone(), changed]).await, [Outcome::Revised, Outcome::Again]);
        let rows = store.queue(QueueFilter::default(), ALL).await.unwrap();
        assert_eq!(rows.len(), 2);
        let second = rows.iter().find(|row| row.source_reference.as_deref() == Some("2")).unwrap();
        assert_eq!((second.version, second.deliveries), (2, 3));
        let opened = store.open_report(&by(), second.reference).await.unwrap().unwrap();
        assert_eq!(opened.report.urgency.ongoing, Some(true), "the newest version is the one that opens");
    }
}

#[tokio::test]
async fn duplicates_within_one_batch_are_told_apart() {
    for scene in scenes().await {
        let mut changed = report(1);
        changed.urgency.ongoing = Some(true);
        let outcomes = outcomes(&scene.store, vec![report(1), report(1), changed, report(2)]).await;
        assert_eq!(
            outcomes,
            [Outcome::New, Outcome::Again, Outcome::Revised, Outcome::New],
            "{}",
            scene.name
        );
        let verification = scene.store.verify_journal(&[], None, &mut |_| {}).await.unwrap();
        assert_eq!(verification.findings, []);
    }
}

#[tokio::test]
async fn a_report_without_a_number_of_its_source_is_known_by_its_content() {
    for scene in scenes().await {
        let mut bare = report(1);
        bare.source_reference = None;
        let mut other = bare.clone();
        other.urgency.ongoing = Some(true);
        assert_eq!(outcomes(&scene.store, vec![bare.clone(), other]).await, [Outcome::New, Outcome::New]);
        assert_eq!(outcomes(&scene.store, vec![bare]).await, [Outcome::Again], "{}", scene.name);
    }
}

#[tokio::test]
async fn the_document_and_its_papers_come_back_byte_for_byte() {
    for scene in scenes().await {
        let mut delivery = delivery(report(5));
        let bytes: Vec<u8> = (0..=255).cycle().take(70_000).collect();
        delivery.document.bytes.clone_from(&bytes);
        let paper =
            Delivered { name: "5.pdf".into(), media_type: "application/pdf".into(), bytes: b"%PDF".to_vec() };
        delivery.papers.push(paper);
        let receipt = scene
            .store
            .deliver(&by(), vec![scene.store.preparer().prepare(delivery)])
            .await
            .unwrap()
            .remove(0);
        let opened = scene.store.open_report(&by(), receipt.reference).await.unwrap().unwrap();
        assert_eq!(opened.document.bytes, bytes, "{}", scene.name);
        assert_eq!(opened.document_sha256, data_encoding::HEXLOWER.encode(&store::keys::sha256(&bytes)));
        assert_eq!(opened.papers.len(), 1);
        assert_eq!((opened.papers[0].0.as_str(), opened.papers[0].2), ("5.pdf", 4));
        assert_eq!(opened.report, report(5));
    }
}

#[tokio::test]
async fn every_opening_is_in_the_journal_with_actor_and_purpose() {
    for scene in scenes().await {
        let receipt =
            scene.store.deliver(&by(), prepared(&scene.store, [report(1)])).await.unwrap().remove(0);
        scene.store.open_report(&by(), receipt.reference).await.unwrap().unwrap();
        let lines = scene.store.journal_of(receipt.id.as_bytes(), 10).await.unwrap();
        let actions: Vec<_> = lines.iter().map(|line| line.action.as_str()).collect();
        assert_eq!(actions, ["report_received", "report_read"], "{}", scene.name);
        assert_eq!((lines[1].actor.as_str(), lines[1].purpose.as_str()), ("tester", "contract test"));
    }
}

#[tokio::test]
async fn identifiers_are_found_again_however_they_were_written() {
    for scene in scenes().await {
        scene.store.deliver(&by(), prepared(&scene.store, (0..20).map(report))).await.unwrap();
        let phone = Identifier::phone("0917-000-0007", Some(model::Country::PHILIPPINES));
        let found = scene.store.find_identifiers(&by(), &[phone], 10).await.unwrap();
        assert_eq!(found.len(), 1, "{}", scene.name);
        assert_eq!(found[0].source_reference.as_deref(), Some("7"));
        let opened = scene.store.open_report(&by(), found[0].reference).await.unwrap().unwrap();
        let related = scene.store.related(opened.row.no, &opened.report, 5).await.unwrap();
        assert_eq!(related.len(), 1, "the shared address; the telephone is nobody else's");
        assert_eq!((related[0].count, related[0].first.len()), (19, 5));
        let found = scene.store.find_source_reference("7").await.unwrap();
        assert_eq!(found.len(), 1);
    }
}

#[tokio::test]
async fn the_queue_is_read_in_order_page_by_page_and_filtered() {
    for scene in scenes().await {
        let mut reports: Vec<_> = (0..250).map(report).collect();
        for report in reports.iter_mut().step_by(10) {
            report.add_incident(IncidentKind::LiveStreaming, None);
            report.channel = model::Channel::Hotline;
        }
        scene.store.deliver(&by(), prepared(&scene.store, reports)).await.unwrap();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let rows = scene.store.queue(QueueFilter::default(), Page { after, limit: 32 }).await.unwrap();
            let Some(last) = rows.last() else { break };
            after = Some((last.rank, last.no));
            seen.extend(rows.iter().map(|row| (row.rank, row.no)));
        }
        assert_eq!(seen.len(), 250, "{}", scene.name);
        assert!(seen.is_sorted());
        let kinds: IncidentKinds = [IncidentKind::LiveStreaming].into_iter().collect();
        for filter in [
            QueueFilter { kinds: Some(kinds), channel: None },
            QueueFilter { kinds: None, channel: Some(model::Channel::Hotline) },
            QueueFilter { kinds: Some(kinds), channel: Some(model::Channel::Hotline) },
        ] {
            assert_eq!(scene.store.queue(filter, ALL).await.unwrap().len(), 25);
        }
    }
}

#[tokio::test]
async fn an_erased_report_opens_nowhere_and_is_found_no_more_and_the_chain_holds() {
    for scene in scenes().await {
        let store = &scene.store;
        let receipts = store.deliver(&by(), prepared(store, [report(1), report(2)])).await.unwrap();
        store.destroy_key(&by(), receipts[0].id).await.unwrap();
        assert!(
            matches!(store.open_report(&by(), receipts[0].reference).await, Err(StoreError::Erased)),
            "{}",
            scene.name
        );
        let phone = Identifier::phone("+639170000001", None);
        assert_eq!(store.find_identifiers(&by(), &[phone], 10).await.unwrap().len(), 0);
        assert_eq!(
            outcomes(store, vec![report(1)]).await,
            [Outcome::Again],
            "it does not come back by another delivery"
        );
        let verification = store.verify_journal(&[], None, &mut |_| {}).await.unwrap();
        assert_eq!(verification.findings, []);
        assert!(store.open_report(&by(), receipts[1].reference).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_kept_once() {
    for scene in scenes().await {
        let record = || SetAsideDelivery {
            source: "ncmec".into(),
            place: "a.xml, record 3".into(),
            problem: "broken XML".into(),
            document: Delivered {
                name: "a.xml".into(),
                media_type: "application/xml".into(),
                bytes: b"<report>".to_vec(),
            },
        };
        assert_eq!(scene.store.set_aside(&by(), &[record(), record()]).await.unwrap(), 1, "{}", scene.name);
        assert_eq!(scene.store.set_aside(&by(), &[record()]).await.unwrap(), 0);
        assert_eq!(scene.store.count_set_aside().await.unwrap(), 1);
        let verification = scene.store.verify_journal(&[], None, &mut |_| {}).await.unwrap();
        assert_eq!(verification.findings, []);
    }
}

#[tokio::test]
async fn many_writers_at_once_lose_nothing_and_keep_one_chain() {
    for scene in scenes().await {
        let tasks: Vec<_> = (0..8_u32)
            .map(|task| {
                let store = scene.store.clone();
                tokio::spawn(async move {
                    for round in 0..10_u32 {
                        // Every task also sends one report that all the others send.
                        let reports = [report(1_000 + task * 100 + round), report(9_000 + round)];
                        store.deliver(&by(), prepared(&store, reports)).await.unwrap();
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let (count, _) = scene.store.count_reports(0).await.unwrap();
        assert_eq!(count, 80 + 10, "{}", scene.name);
        let verification = scene.store.verify_journal(&[], None, &mut |_| {}).await.unwrap();
        assert_eq!((verification.entries, verification.findings), (160, vec![]));
    }
}

#[tokio::test]
async fn users_sessions_and_attempts() {
    for scene in scenes().await {
        let store = &scene.store;
        let agency = model::Agency {
            id: model::new_id(store.clock(), &mut store.fork_rng()),
            name: "National centre".into(),
            kind: model::AgencyKind::NationalCentre,
            country: None,
        };
        store.add_agency(&by(), &agency).await.unwrap();
        assert_eq!(store.first_agency().await.unwrap(), Some(agency.id));
        let secrets = Secrets { password_hash: "hash".into(), totp_secret: vec![1, 2, 3] };
        let name: model::UserName = "Ana.Sample".parse().unwrap();
        let id = store.add_user(&by(), name.clone(), agency.id, Role::Analyst, &secrets).await.unwrap();
        let again = store.add_user(&by(), name.clone(), agency.id, Role::Analyst, &secrets).await;
        assert!(matches!(again, Err(StoreError::NameTaken)), "{}", scene.name);
        let record = store.user_by_name(&name).await.unwrap().unwrap();
        assert_eq!((record.user.id, record.active), (id, true));
        assert_eq!(store.secrets_of(&record).await.unwrap().totp_secret, [1, 2, 3]);

        store.begin_session(&by(), id, b"token", b"form", "password").await.unwrap();
        let (session, record) = store.session(b"token").await.unwrap().unwrap();
        assert!(record.active && record.user.id == id);
        assert_eq!((session.user, session.form_token.as_slice()), (id, b"form".as_slice()));
        assert_eq!(store.session(b"other").await.unwrap(), None);
        store.end_session(&by(), b"token", &session).await.unwrap();
        assert_eq!(store.session(b"token").await.unwrap(), None);

        store.begin_session(&by(), id, b"token", b"form", "password").await.unwrap();
        store.change_user(&by(), id, Role::Analyst, false, &secrets).await.unwrap();
        assert_eq!(store.session(b"token").await.unwrap(), None, "a changed user is signed out everywhere");
        assert!(!store.user_by_name(&name).await.unwrap().unwrap().active);

        store.note_failed_sign_in(&by(), &name, Some(id), "password", Instant::from_micros(5)).await.unwrap();
        store.note_failed_sign_in(&by(), &name, Some(id), "password", Instant::from_micros(9)).await.unwrap();
        let throttle = store.throttle(&name).await.unwrap();
        assert_eq!((throttle.failures, throttle.not_before), (2, 9));
        assert!(store.use_code(&name, 100).await.unwrap());
        assert!(!store.use_code(&name, 100).await.unwrap(), "a code is used once");
        assert!(!store.use_code(&name, 99).await.unwrap(), "nor an older one");
        assert_eq!(store.throttle(&name).await.unwrap().failures, 0);
    }
}

#[tokio::test]
async fn a_store_is_opened_again_and_another_key_is_refused() {
    for scene in scenes().await {
        scene.store.deliver(&by(), prepared(&scene.store, [report(1)])).await.unwrap();
        let mut options = scene.store.options().clone();
        scene.store.close().await;
        let again = Store::open(options.clone(), support::machine(8)).await.unwrap();
        assert_eq!(again.count_reports(0).await.unwrap().0, 1, "{}", scene.name);
        again.close().await;

        let other = tempfile::tempdir().unwrap();
        let elsewhere =
            Store::open(store::Options::embedded(other.path()), support::machine(9)).await.unwrap();
        options.key_file = Some(elsewhere.options().key_path());
        assert!(matches!(
            Store::open(options.clone(), support::machine(8)).await,
            Err(StoreError::WrongKey(_))
        ));
        options.key_file = Some(other.path().join("no-such.key"));
        assert!(matches!(Store::open(options, support::machine(8)).await, Err(StoreError::KeyMissing(_))));
        assert!(!other.path().join("no-such.key").exists(), "no key is made for a store that has one");
    }
}

#[tokio::test]
async fn a_first_start_that_was_cut_off_is_made_good() {
    for scene in scenes().await {
        let options = scene.store.options().clone();
        scene.store.close().await;
        // As a start leaves it that ends between building the schema and marking the store with its key.
        let statements = ["UPDATE schema_version SET key_fingerprint = NULL", "DELETE FROM journal_head"];
        support::execute(&scene, &statements).await;
        std::fs::remove_file(options.key_path()).unwrap();
        let store = Store::open(options, support::machine(8)).await.unwrap();
        assert_eq!(outcomes(&store, vec![report(1)]).await, [Outcome::New], "{}", scene.name);
    }
}

/// Whatever is read through a reading is of one state, whoever writes meanwhile; the store itself goes on.
#[tokio::test]
async fn a_reading_is_one_state() {
    for scene in scenes().await {
        let store = &scene.store;
        let agency = |name: &str| model::Agency {
            id: model::new_id(store.clock(), &mut store.fork_rng()),
            name: name.into(),
            kind: model::AgencyKind::Police,
            country: None,
        };
        store.add_agency(&by(), &agency("One")).await.unwrap();
        let reading = store.reading().await.unwrap();
        assert_eq!(reading.agencies_by_name().await.unwrap().len(), 1, "{}", scene.name);
        store.add_agency(&by(), &agency("Two")).await.unwrap();
        for _ in 0..2 {
            assert_eq!(reading.agencies_by_name().await.unwrap().len(), 1, "{}", scene.name);
        }
        // What is written through it is written, and not seen by it either.
        reading.add_agency(&by(), &agency("Three")).await.unwrap();
        let (of_one_state, now) = tokio::join!(reading.agencies_by_name(), store.agencies_by_name());
        assert_eq!((of_one_state.unwrap().len(), now.unwrap().len()), (1, 3), "{}", scene.name);
        drop(reading);
        assert_eq!(
            store.reading().await.unwrap().agencies_by_name().await.unwrap().len(),
            3,
            "{}",
            scene.name
        );
    }
}
