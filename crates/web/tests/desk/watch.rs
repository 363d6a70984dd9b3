//! Serving: ports, health, figures, stopping.

use crate::scene::Scene;
use axum::{
    body::{Body, to_bytes},
    http::Request,
};
use model::Role;
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::oneshot,
};
use tower::ServiceExt;
use web::{Listen, ServeError, admin_router, public::PublicOptions, serve};

async fn admin(scene: &Scene, path: &str) -> String {
    let request = Request::builder().uri(path).body(Body::empty()).unwrap();
    let response = admin_router(scene.desk.clone()).oneshot(request).await.unwrap();
    assert!(response.status().is_success(), "{path}");
    String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn figures_count_routes_and_reports_and_name_nobody() {
    let scene = Scene::new().await;
    assert_eq!(admin(&scene, "/health/live").await, "alive\n");
    assert_eq!(admin(&scene, "/health/ready").await, "ready\n");
    let mut browser = scene.signed_in(Role::Analyst).await;
    browser.get(&format!("/reports/{}", scene.reference)).await;
    browser.get("/a-page-that-0917-is-not").await;
    let figures = admin(&scene, "/metrics").await;
    for expected in [
        "tanglaw_requests_total{method=\"GET\",route=\"/reports/{reference}\",status=\"200\"}",
        "tanglaw_requests_total{method=\"GET\",route=\"none\",status=\"404\"}",
        "tanglaw_request_seconds_bucket{method=\"POST\",route=\"/sign-in\",le=\"0.05\"}",
        "tanglaw_reports 13",
        "tanglaw_reports_first 1",
        "tanglaw_records_set_aside 0",
    ] {
        assert!(figures.contains(expected), "{expected} is missing in\n{figures}");
    }
    for personal in [scene.reference.as_str(), "that-0917", "analyst"] {
        assert!(!figures.contains(personal), "{personal} is in the figures");
    }
}

async fn ask(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn the_desk_serves_tells_its_ports_and_stops() {
    let scene = Scene::new().await;
    let (stop, stopped) = oneshot::channel::<()>();
    let (tell, told) = oneshot::channel();
    let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
    let desk = scene.desk.clone();
    let public = PublicOptions { exit_to: "https://elsewhere.example/".into(), mirrored: false };
    let listen = Listen { desk: any, admin: Some(any), public: Some((any, public)) };
    let server = tokio::spawn(serve(desk, listen, |bound| tell.send(bound).unwrap(), async {
        let _ = stopped.await;
    }));
    let bound = told.await.unwrap();
    assert!(ask(bound.desk, "/sign-in").await.starts_with("HTTP/1.1 200"));
    assert!(ask(bound.admin.unwrap(), "/metrics").await.contains("tanglaw_requests_total"));
    // The public door has an address of its own, and nothing of the desk is there.
    let public = bound.public.unwrap();
    assert!(ask(public, "/write").await.starts_with("HTTP/1.1 200"));
    assert!(ask(public, "/sign-in").await.starts_with("HTTP/1.1 404"));
    assert!(ask(bound.desk, "/write").await.starts_with("HTTP/1.1 404"));
    // Figures are not on the desk's port.
    assert!(ask(bound.desk, "/metrics").await.starts_with("HTTP/1.1 404"));

    let taken = serve(
        scene.desk.clone(),
        Listen { desk: bound.desk, admin: None, public: None },
        |_| {},
        std::future::pending(),
    )
    .await;
    assert!(matches!(taken, Err(ServeError::Taken { address }) if address == bound.desk));
    assert!(taken.unwrap_err().to_string().contains("taken by another program"));

    let began = Instant::now();
    stop.send(()).unwrap();
    server.await.unwrap().unwrap();
    assert!(began.elapsed() < Duration::from_secs(5));
    assert!(TcpStream::connect(bound.desk).await.is_err());
}
