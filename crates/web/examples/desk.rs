//! The desk over a store of hand-made reports in a folder of its own, to look at while working on the pages.
//!
//! `cargo run -p tanglaw-web --example desk -- DIRECTORY 127.0.0.1:8480 [LEADS]`
//!
//! With a number of leads there are four agencies besides the centre, each with a user, so many leads apart, and three payment alerts.

#![expect(clippy::expect_used, reason = "hand-made samples are right or the program is not worth running")]

#[path = "../tests/desk/sample.rs"]
mod sample;
#[path = "../tests/desk/sample_alert.rs"]
mod sample_alert;

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

/// Four agencies besides the centre, a supervisor there, leads apart, and payment alerts.
async fn agencies(store: &Store, factors: &Factors, leads: usize) -> Result<(), Box<dyn std::error::Error>> {
    let permit = Actor::Operator.permit("samples")?;
    let chief = accounts::add_user(store, &permit, "chief".parse()?, Role::Supervisor).await?;
    let mut users = vec![chief];
    for (agency, kind, name, role) in [
        ("Cybercrime police", model::AgencyKind::Police, "officer", Role::Investigator),
        ("Social welfare office", model::AgencyKind::SocialServices, "worker", Role::SocialWorker),
        ("Prosecution office", model::AgencyKind::Prosecution, "prosecutor", Role::Prosecutor),
        ("Transaction analysis unit", model::AgencyKind::Financial, "payments", Role::FinancialAnalyst),
    ] {
        let id = model::new_id(store.clock(), &mut store.fork_rng());
        let country = Some(Country::PHILIPPINES);
        let agency = model::Agency { id, name: agency.into(), kind, country };
        store.add_agency(&Actor::Operator.by("samples"), &agency).await?;
        users.push(accounts::add_user_of(store, &permit, name.parse()?, id, role).await?);
    }
    for user in users {
        println!("name: {}\npassword: {}\nsecret: {}", user.name, *user.password, *user.totp_secret);
    }
    for number in 0..leads {
        sample::deliver(store, factors, sample::apart(number)).await;
    }
    let alerts = [("S-PAYER-17", 310, 40), ("S-PAYER-18", 540, 3), ("S-PAYER-19", 220, 120)]
        .map(|(key, points, payments)| sample_alert::alert(key, points, &["I6", "I17"], payments));
    sample_alert::raise(store, alerts.into()).await;
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let directory = PathBuf::from(arguments.next().ok_or("name a folder for the store")?);
    let address: std::net::SocketAddr =
        arguments.next().unwrap_or_else(|| "127.0.0.1:8480".into()).parse()?;
    let leads: usize = arguments.next().map_or(Ok(0), |count| count.parse())?;
    let rng = ChaCha20Rng::seed_from_u64(MachineClock.now().micros().unsigned_abs());
    let store =
        Store::open(Options::embedded(directory.clone()), Machine { clock: Arc::new(MachineClock), rng })
            .await?;
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
        if leads > 0 {
            agencies(&store, &factors, leads).await?;
        }
    }
    let linker = Linker::new(&LinkModel::built_in()?)?;
    // Passkeys and directories belong to a name: open it as http://localhost with this port.
    let desk_address =
        response::people::DeskAddress::read(&format!("http://localhost:{}", address.port())).ok();
    let default_country = Some(Country::PHILIPPINES);
    let door = Arc::new(Door::built_in(Calm::default())?);
    let service = Arc::new(response::desk::Service::load(&directory)?);
    let desk = web::Desk {
        store,
        factors,
        service,
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
