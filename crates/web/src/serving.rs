//! Serving the desk on one port and its figures on another, until told to stop.

use crate::{
    Desk, admin_router, partner_router,
    public::{self, PublicOptions, PublicSite},
    router, upkeep,
};
use std::{io, net::SocketAddr, time::Duration};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

/// Once told to stop, requests under way have this long to end.
const GRACE: Duration = Duration::from_secs(10);

/// Where to listen.
#[derive(Clone, Debug)]
pub struct Listen {
    /// The staff desk.
    pub desk: SocketAddr,
    /// Health and figures.
    pub admin: Option<SocketAddr>,
    /// The public door and the door of partners' machines, on an address of their own: nothing of the desk is there.
    pub public: Option<(SocketAddr, PublicOptions)>,
}

/// Where the desk answers. A port of 0 was replaced by the one the machine gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The desk.
    pub desk: SocketAddr,
    /// Health and figures, where they were asked for.
    pub admin: Option<SocketAddr>,
    /// The public door, where it was asked for.
    pub public: Option<SocketAddr>,
}

/// Why the desk cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Another program answers there.
    #[error(
        "{address} is taken by another program: stop it, or choose another port with --listen (port 0 takes any free one)"
    )]
    Taken {
        /// The address.
        address: SocketAddr,
    },
    /// The port is for the system's administrator only.
    #[error(
        "this user may not listen on {address}: choose a port above 1023, or let a reverse proxy listen there"
    )]
    Forbidden {
        /// The address.
        address: SocketAddr,
    },
    /// The address is not one of this machine, or the system refused.
    #[error("cannot listen on {address}: {source}. Is it an address of this machine?")]
    Address {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// Serving broke off.
    #[error("serving broke off: {0}")]
    Broken(#[source] io::Error),
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), ServeError> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::AddrInUse => ServeError::Taken { address },
        io::ErrorKind::PermissionDenied => ServeError::Forbidden { address },
        _ => ServeError::Address { address, source },
    };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}

/// Serves until `shutdown` ends, then lets requests under way end. `on_bound` is told the addresses once they answer.
pub async fn serve(
    desk: Desk,
    addresses: Listen,
    on_bound: impl FnOnce(Bound),
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let (listener, bound) = listen(addresses.desk).await?;
    let admin = match addresses.admin {
        Some(address) => Some(listen(address).await?),
        None => None,
    };
    let public = match addresses.public {
        Some((address, options)) => Some((listen(address).await?, options)),
        None => None,
    };
    on_bound(Bound {
        desk: bound,
        admin: admin.as_ref().map(|(_, address)| *address),
        public: public.as_ref().map(|((_, address), _)| *address),
    });
    let (stop, stopped) = watch::channel(false);
    let tasks = [tokio::spawn(upkeep::run(desk.clone())), tokio::spawn(upkeep::follow(desk.clone()))];
    let admin = admin.map(|(listener, _)| {
        let server =
            axum::serve(listener, admin_router(desk.clone())).with_graceful_shutdown(told(stopped.clone()));
        tokio::spawn(server.into_future())
    });
    let mut public = public.map(|((listener, _), options)| {
        let site = PublicSite::new(desk.clone(), options);
        let router = public::router(site).merge(partner_router(desk.clone()));
        let server = axum::serve(listener, router).with_graceful_shutdown(told(stopped.clone()));
        tokio::spawn(server.into_future())
    });
    let server = axum::serve(listener, router(desk.clone())).with_graceful_shutdown(told(stopped));
    let mut server = tokio::spawn(server.into_future());
    tokio::select! {
        () = shutdown => {}
        ended = &mut server => return joined(ended),
        ended = either(public.as_mut()) => return joined(ended),
    }
    let _ = stop.send(true);
    for task in tasks {
        task.abort();
    }
    if let Some(admin) = admin {
        admin.abort();
    }
    // A reader on a slow line does not keep the server alive for ever.
    let both = async {
        let ended = joined((&mut server).await);
        if let Some(public) = &mut public {
            joined(public.await)?;
        }
        ended
    };
    let ended = tokio::time::timeout(GRACE, both).await;
    server.abort();
    if let Some(public) = public {
        public.abort();
    }
    // What was counted since the last round of upkeep is not lost with the program.
    if let Err(error) = upkeep::last(&desk).await {
        tracing::warn!(%error, "the last counts could not be written down");
    }
    ended.unwrap_or(Ok(()))
}

/// Waits for a server that may not be there.
async fn either(
    server: Option<&mut JoinHandle<io::Result<()>>>,
) -> Result<io::Result<()>, tokio::task::JoinError> {
    match server {
        Some(server) => server.await,
        None => std::future::pending().await,
    }
}

async fn told(mut stopped: watch::Receiver<bool>) {
    // The sender going away means the same.
    let _ = stopped.wait_for(|stop| *stop).await;
}

fn joined(ended: Result<io::Result<()>, tokio::task::JoinError>) -> Result<(), ServeError> {
    ended.unwrap_or_else(|error| Err(io::Error::other(error))).map_err(ServeError::Broken)
}
