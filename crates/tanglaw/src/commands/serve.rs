//! `tanglaw serve`

use crate::{
    Ending,
    cli::{self, Place},
    serve_lock::ServeLock,
};
use response::{accounts, triage::Factors};
use std::{net::SocketAddr, sync::Arc};
use store::Store;

pub(crate) async fn run(place: &Place, options: cli::Serve) -> anyhow::Result<Ending> {
    let store = super::open(place).await?;
    let factors = super::factors(place)?;
    let lock = ServeLock::take(&place.data)?;
    if let Some(credentials) = accounts::first_administrator(&store).await? {
        println!("This is a new server. Its first administrator:");
        super::user::print_credentials(&credentials);
        println!("Add analysts with: tanglaw user add NAME --role analyst --data {}", place.data.display());
    }
    super::queue::rank(&store, &factors).await?;
    start_log();
    desk(store, factors, Some(options.country), options.listen, Some(options.admin_listen), |bound| {
        println!("desk:   http://{}/", bound.desk);
        if let Some(admin) = bound.admin {
            println!("health: http://{admin}/health/ready   metrics: http://{admin}/metrics");
        }
        println!("Stop with Ctrl+C.");
    })
    .await?;
    drop(lock);
    Ok(Ending::Done)
}

/// Logs go to standard error as JSON; they hold methods, route templates, states and times, never paths or words.
fn start_log() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("TANGLAW_LOG").unwrap_or_else(|_| EnvFilter::new("warn,web=info"));
    // A second start in one process (tests) keeps the first.
    let _ = tracing_subscriber::fmt().json().with_writer(std::io::stderr).with_env_filter(filter).try_init();
}

/// Serves the desk until the machine asks to stop, then lets running requests end and closes the store.
pub(crate) async fn desk(
    store: Store,
    factors: Arc<Factors>,
    default_country: Option<model::Country>,
    listen: SocketAddr,
    admin: Option<SocketAddr>,
    ready: impl FnOnce(&web::Bound),
) -> anyhow::Result<()> {
    // Browsers take Secure cookies over plain HTTP from the machine itself; everywhere else a proxy speaks TLS.
    let desk = web::Desk { store: store.clone(), factors, default_country, secure_cookie: true };
    web::serve(desk, listen, admin, |bound| ready(&bound), stop_asked()).await?;
    store.write_checkpoint().await?;
    store.close().await;
    Ok(())
}

/// Ends when the terminal or the system asks the program to stop.
async fn stop_asked() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
