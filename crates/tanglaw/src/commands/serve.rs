//! `tanglaw serve`

use crate::{
    Ending,
    cli::{self, Place},
    serve_lock::ServeLock,
};
use response::{accounts, linking::Linker, triage::Factors};
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
    let linker = super::linker(place)?;
    desk(
        store,
        factors,
        linker,
        Some(options.country),
        options.listen,
        Some(options.admin_listen),
        |bound| {
            println!("desk:   http://{}/", bound.desk);
            if let Some(admin) = bound.admin {
                println!("health: http://{admin}/health/ready   metrics: http://{admin}/metrics");
            }
            println!("Stop with Ctrl+C.");
        },
    )
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
    linker: Arc<Linker>,
    default_country: Option<model::Country>,
    listen: SocketAddr,
    admin: Option<SocketAddr>,
    ready: impl FnOnce(&web::Bound),
) -> anyhow::Result<()> {
    // Browsers take Secure cookies over plain HTTP from the machine itself; everywhere else a proxy speaks TLS.
    let desk = web::Desk { store: store.clone(), factors, linker, default_country, secure_cookie: true };
    // Before the desk says that it is there: whoever stops it at that moment must find it listening.
    let stop = stop_asked()?;
    web::serve(desk, listen, admin, |bound| ready(&bound), stop).await?;
    store.write_checkpoint().await?;
    store.close().await;
    Ok(())
}

/// Listens, from this call on, for the terminal or the system asking the program to stop; the future ends when one does.
#[cfg(unix)]
fn stop_asked() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Listens for the terminal asking the program to stop; the future ends when it does.
#[cfg(not(unix))]
fn stop_asked() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
