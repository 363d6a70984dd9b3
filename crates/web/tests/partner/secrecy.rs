//! Nothing of a key, an address or a body is in a log, a figure or the clear parts of the store.

use crate::scene::{Scene, report};
use axum::{
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode},
};
use response::partners::Scope;
use std::{
    io::Write,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};
use tower::ServiceExt;

/// Takes down what is logged while it listens.
#[derive(Clone, Default)]
struct Log {
    listens: Arc<AtomicBool>,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.listens.load(Ordering::SeqCst) {
            self.heard.lock().unwrap().extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn keys_addresses_and_words_are_nowhere_in_clear() {
    let scene = Scene::new().await;
    let poor = scene.add("poor", &[Scope::ReadStatus]).await;
    let log = Log::default();
    let writer = log.clone();
    // For the whole test program: a subscriber of one thread misses what others were the first to say. What other tests
    // do at the same time is heard too, and may hold no secret either.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .init();
    log.listens.store(true, Ordering::SeqCst);
    let from =
        |ask: crate::scene::Ask| ask.with("x-forwarded-for", "203.0.113.77").with("user-agent", "Odd/9");
    let answer = from(scene.ask()).hand_over_json(&report(1)).await;
    let reference = answer.receipt(StatusCode::CREATED, "new")["reference"].as_str().unwrap().to_owned();
    let aside = r#"{"mentions":[{"role":"child","names":[{"full":"Sample Person One"}]}]}"#;
    from(scene.ask()).hand_over(aside).await.receipt(StatusCode::ACCEPTED, "set_aside");
    from(scene.ask_with(&poor.key)).hand_over_json(&report(1)).await.problem(StatusCode::FORBIDDEN);
    from(scene.ask_with("tgl_guessed")).hand_over_json(&report(1)).await.problem(StatusCode::UNAUTHORIZED);
    from(scene.ask()).send(Method::PUT, "/api/v1/reports", Body::from("Sample Person One")).await;
    scene.status(&reference).await;
    log.listens.store(false, Ordering::SeqCst);
    let figures = web::admin_router(scene.desk.clone())
        .oneshot(Request::builder().uri("/metrics").body(Body::empty()).unwrap())
        .await
        .unwrap();
    let figures = to_bytes(figures.into_body(), usize::MAX).await.unwrap().to_vec();
    let log = log.heard.lock().unwrap().clone();
    let (log_text, figures_text) = (String::from_utf8_lossy(&log), String::from_utf8_lossy(&figures));
    assert!(log_text.contains("/api/v1/reports/{reference}"), "{log_text}");
    let counted = "tanglaw_partner_requests_total{method=\"POST\",route=\"/api/v1/reports\",status=\"403\"}";
    assert!(figures_text.contains(counted), "{figures_text}");

    scene.desk.store.write_checkpoint().await.unwrap();
    let mut disk = Vec::new();
    for entry in std::fs::read_dir(scene.folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            disk.extend(std::fs::read(path).unwrap());
        }
    }
    let secrets =
        [&*scene.partner.key, &*poor.key, "203.0.113.77", "Odd/9", "Sample Person One", "639170001234"];
    for (place, bytes) in [("the log", &log), ("the figures", &figures), ("the disk", &disk)] {
        for secret in secrets {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} is in {place}");
        }
    }
    for bytes in [&log, &figures] {
        assert!(!bytes.windows(reference.len()).any(|window| window == reference.as_bytes()));
    }
}
