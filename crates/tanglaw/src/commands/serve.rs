//! `tanglaw serve`

use crate::{
    Ending,
    cli::{self, Place},
    serve_lock::ServeLock,
};
use response::accounts;
use web::{Desk, Listen, public::PublicOptions};

pub(crate) async fn run(place: &Place, options: cli::Serve) -> anyhow::Result<Ending> {
    let store = super::open_server(place).await?;
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
    let door = super::door(place, options.calm)?;
    let public = options.public_listen.map(|address| {
        (address, PublicOptions { exit_to: options.exit_to.clone(), mirrored: options.pseudo_locale })
    });
    let listen = Listen { desk: options.listen, admin: Some(options.admin_listen), public };
    let desk = Desk {
        store,
        factors,
        service: super::service(place)?,
        linker,
        door,
        default_country: Some(options.country),
        public_url: options.public_url,
        desk_address: options.desk_url.or_else(|| here(options.listen)),
        // Browsers take Secure cookies over plain HTTP from the machine itself; everywhere else a proxy speaks TLS.
        secure_cookie: true,
    };
    serve(desk, listen, |bound| {
        println!("desk:   http://{}/", bound.desk);
        if let Some(public) = bound.public {
            println!("public: http://{public}/");
        }
        if let Some(admin) = bound.admin {
            println!("health: http://{admin}/health/ready   metrics: http://{admin}/metrics");
        }
        println!("Stop with Ctrl+C.");
    })
    .await?;
    drop(lock);
    Ok(Ending::Done)
}

/// The address of a desk that this machine alone reaches; nothing where others may, because nobody has said by which name.
pub(crate) fn here(listen: std::net::SocketAddr) -> Option<response::people::DeskAddress> {
    let local = listen.ip().is_loopback() && listen.port() != 0;
    local.then(|| response::people::DeskAddress::read(&format!("http://localhost:{}", listen.port())).ok())?
}

/// Logs go to standard error as JSON; they hold methods, route templates, states and times, never paths or words.
fn start_log() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("TANGLAW_LOG").unwrap_or_else(|_| EnvFilter::new("warn,web=info"));
    // A second start in one process (tests) keeps the first.
    let _ = tracing_subscriber::fmt().json().with_writer(std::io::stderr).with_env_filter(filter).try_init();
}

/// Serves until the machine asks to stop, then lets running requests end and closes the store.
pub(crate) async fn serve(desk: Desk, listen: Listen, ready: impl FnOnce(&web::Bound)) -> anyhow::Result<()> {
    let store = desk.store.clone();
    // Before the desk says that it is there: whoever stops it at that moment must find it listening.
    let stop = stop_asked()?;
    web::serve(desk, listen, |bound| ready(&bound), stop).await?;
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
