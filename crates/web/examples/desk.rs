//! The desk over a store of hand-made reports in a folder of its own, to look at while working on the pages.
//!
//! `cargo run -p tanglaw-web --example desk -- DIRECTORY 127.0.0.1:8480`

#![expect(clippy::expect_used, reason = "hand-made samples are right or the program is not worth running")]

#[path = "../tests/desk/sample.rs"]
mod sample;

use model::{Clock, Country, Instant, Role};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use response::{
    Actor, accounts,
    door::{Door, flood::Calm},
    linking::{LinkModel, Linker},
    triage::Factors,
};
use std::{path::PathBuf, sync::Arc, time::SystemTime};
use store::{Machine, Options, Store};

struct MachineClock;

impl Clock for MachineClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "a program of its own: its outermost face asks the machine"
    )]
    fn now(&self) -> Instant {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Instant::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let directory = PathBuf::from(arguments.next().ok_or("name a folder for the store")?);
    let address: std::net::SocketAddr =
        arguments.next().unwrap_or_else(|| "127.0.0.1:8480".into()).parse()?;
    let rng = ChaCha20Rng::seed_from_u64(MachineClock.now().micros().unsigned_abs());
    let store =
        Store::open(Options::embedded(directory), Machine { clock: Arc::new(MachineClock), rng }).await?;
    let factors = Arc::new(Factors::built_in()?);
    if store.count_users().await? == 0 {
        sample::deliver(&store, &factors, sample::full()).await;
        for number in 0..5 {
            sample::deliver(&store, &factors, sample::linked(number)).await;
        }
        for number in 0..70 {
            sample::deliver(&store, &factors, sample::numbered(number)).await;
        }
        sample::deliver(&store, &factors, sample::full()).await;
        for (name, role) in [
            ("analyst", Role::Analyst),
            ("auditor", Role::Auditor),
            ("admin", Role::Administrator),
            ("hotline", Role::HotlineOperator),
        ] {
            let permit = Actor::Operator.permit("samples")?;
            let user = accounts::add_user(&store, &permit, name.parse()?, role).await?;
            println!("name: {}\npassword: {}\nsecret: {}", user.name, *user.password, *user.totp_secret);
        }
    }
    let linker = Linker::new(&LinkModel::built_in()?)?;
    // Passkeys and directories belong to a name: open it as http://localhost with this port.
    let desk_address =
        response::people::DeskAddress::read(&format!("http://localhost:{}", address.port())).ok();
    let default_country = Some(Country::PHILIPPINES);
    let door = Arc::new(Door::built_in(Calm::default())?);
    let desk = web::Desk {
        store,
        factors,
        linker,
        door,
        default_country,
        public_url: None,
        desk_address,
        secure_cookie: true,
    };
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    let listen = web::Listen { desk: address, admin: None, public: None };
    web::serve(desk, listen, |bound| println!("link: http://{}", bound.desk), stop).await?;
    Ok(())
}
