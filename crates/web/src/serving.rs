//! Serving the desk on one port and its figures on another, until told to stop.

use crate::{Desk, admin_router, router, upkeep};
use std::{io, net::SocketAddr, time::Duration};
use tokio::{net::TcpListener, sync::watch};

/// Once told to stop, requests under way have this long to end.
const GRACE: Duration = Duration::from_secs(10);

/// Where the desk answers. A port of 0 was replaced by the one the machine gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The desk.
    pub desk: SocketAddr,
    /// Health and figures, where they were asked for.
    pub admin: Option<SocketAddr>,
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
    desk_address: SocketAddr,
    admin_address: Option<SocketAddr>,
    on_bound: impl FnOnce(Bound),
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let (listener, bound) = listen(desk_address).await?;
    let admin = match admin_address {
        Some(address) => Some(listen(address).await?),
        None => None,
    };
    on_bound(Bound { desk: bound, admin: admin.as_ref().map(|(_, address)| *address) });
    let (stop, stopped) = watch::channel(false);
    let upkeep = tokio::spawn(upkeep::run(desk.clone()));
    let follow = tokio::spawn(upkeep::follow(desk.clone()));
    let admin = admin.map(|(listener, _)| {
        let server =
            axum::serve(listener, admin_router(desk.clone())).with_graceful_shutdown(told(stopped.clone()));
        tokio::spawn(server.into_future())
    });
    let server = axum::serve(listener, router(desk)).with_graceful_shutdown(told(stopped));
    let mut server = tokio::spawn(server.into_future());
    tokio::select! {
        () = shutdown => {}
        ended = &mut server => return joined(ended),
    }
    let _ = stop.send(true);
    upkeep.abort();
    follow.abort();
    if let Some(admin) = admin {
        admin.abort();
    }
    // A reader on a slow line does not keep the server alive for ever.
    if let Ok(ended) = tokio::time::timeout(GRACE, &mut server).await {
        return joined(ended);
    }
    server.abort();
    Ok(())
}

async fn told(mut stopped: watch::Receiver<bool>) {
    // The sender going away means the same.
    let _ = stopped.wait_for(|stop| *stop).await;
}

fn joined(ended: Result<io::Result<()>, tokio::task::JoinError>) -> Result<(), ServeError> {
    ended.unwrap_or_else(|error| Err(io::Error::other(error))).map_err(ServeError::Broken)
}
