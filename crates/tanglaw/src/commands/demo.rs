//! `tanglaw demo`: everything at work, with a country that does not exist.

use crate::{
    Ending,
    cli::{self, Place},
    commands::{intake, queue, serve, synth},
    machine::SystemClock,
};
use model::{Clock, Instant, Role};
use response::{Actor, accounts, accounts::Credentials, sources::Sources};
use std::{io::IsTerminal, time::Duration};
use store::{Page, QueueFilter};
use synthetic::Options;
use web::{Desk, Listen, public::PublicOptions};

/// Reports shown in the terminal.
const SHOWN: i64 = 5;

pub(crate) async fn run(place: &Place, options: cli::Demo) -> anyhow::Result<Ending> {
    let passing = tempfile::Builder::new().prefix("tanglaw-demo-").tempdir()?;
    let place = if options.keep {
        place.clone()
    } else {
        Place { data: passing.path().join("data"), ..place.clone() }
    };
    anyhow::ensure!(
        !place.data.join("tanglaw.db").exists(),
        "{} already holds a store: the demo does not mix synthetic reports into it. Name a new directory with --data",
        place.data.display()
    );
    let began = SystemClock.now();
    let country = passing.path().join("country");
    let made = synth::write(&Options { reports: options.reports, seed: options.seed, now: began }, &country)?;
    println!(
        "1. A country that does not exist: {} synthetic reports of {} incidents. ({})",
        made.reports,
        made.incidents,
        since(began)
    );

    let taking = SystemClock.now();
    let store = super::open(&place).await?;
    let inputs = intake::discover(&Sources::load(&place.data)?, &country, None)?;
    let summary = intake::take_in(&store, &place, inputs, 1_000, |_| {}).await?;
    let seconds = seconds(taking);
    println!("2. Intake through {} doors in the real formats. ({seconds:.1} s)", doors(&country));
    intake::print_summary(&mut std::io::stdout(), &summary)?;

    let linking = SystemClock.now();
    let linker = super::linker(&place)?;
    super::catch_up(&store, &linker).await?;
    let ((persons, leads), linked) = (linker.counts(), self::seconds(linking));

    let factors = super::factors(&place)?;
    queue::rank(&store, &factors).await?;
    let permit = Actor::Operator.permit("demo")?;
    let sight = response::sight::of(&store, &Actor::Operator).await?;
    let (waiting, first) = response::queue::lead_counts(&store, &permit, &sight, &factors).await?;
    println!("3. Linking: the reports name {persons} persons and make {leads} leads. ({linked:.1} s)");
    println!("4. The queue: {waiting} reports wait; {first} leads come first. The first {SHOWN} leads:");
    let page = Page { after: None, limit: SHOWN };
    let lines =
        response::queue::lead_page(&store, &permit, &sight, &factors, QueueFilter::default(), page).await?;
    queue::print(&mut std::io::stdout(), &lines)?;

    let proven = store.verify_journal(&[], None, &mut |_| {}).await?;
    anyhow::ensure!(proven.findings.is_empty(), "the journal does not verify: {:?}", proven.findings);
    println!("5. The journal: {} entries, the chain holds.", proven.entries);
    if options.no_serve {
        store.close().await;
        return Ok(Ending::Done);
    }

    let permit = Actor::Operator.permit("demo")?;
    let credentials = accounts::add_user(&store, &permit, "demo".parse()?, Role::Analyst).await?;
    let others = [
        (
            "hotline",
            accounts::add_user(&store, &permit, "demo-hotline".parse()?, Role::HotlineOperator).await?,
        ),
        ("admin", accounts::add_user(&store, &permit, "demo-admin".parse()?, Role::Administrator).await?),
    ];
    let mut shower = None;
    let desk = Desk {
        store,
        factors,
        service: super::service(&place)?,
        linker,
        door: super::door(&place, 60)?,
        default_country: Some(model::Country::PHILIPPINES),
        // An address that does not exist (RFC 2606), so that campaigns show how their codes look.
        public_url: Some("https://report.example.org".into()),
        desk_address: super::serve::here(options.listen),
        secure_cookie: true,
    };
    let public = PublicOptions { exit_to: "https://www.google.com/".into(), mirrored: false };
    let listen = Listen { desk: options.listen, admin: None, public: Some((options.public_listen, public)) };
    serve::serve(desk, listen, |bound| {
        println!("6. Look at it:");
        if let Some(public) = bound.public {
            println!("public:   http://{public}/   (guide, help, report without a name)");
        }
        println!("link:     http://{}/", bound.desk);
        println!("name:     {}", credentials.name);
        println!("password: {}", *credentials.password);
        println!(
            "secret:   {}   (for an authenticator app; or use the code below)",
            *credentials.totp_secret
        );
        for (label, other) in &others {
            println!("{label}-name:     {}", other.name);
            println!("{label}-password: {}", *other.password);
            println!("{label}-secret:   {}", *other.totp_secret);
        }
        println!(
            "Stop with Ctrl+C; the demo's data are removed then{}.",
            if options.keep { ", except what --keep keeps" } else { "" }
        );
        shower = Some(tokio::spawn(show_codes(credentials.totp_secret.as_str().to_owned())));
    })
    .await?;
    if let Some(shower) = shower {
        shower.abort();
    }
    Ok(Ending::Done)
}

/// Shows the one-time code of the moment, so that the demo needs no authenticator app.
async fn show_codes(secret: String) {
    let rewrite = std::io::stdout().is_terminal();
    loop {
        let now = SystemClock.now();
        let left = 30 - (now.micros() / 1_000_000) % 30;
        if let Some(code) = Credentials::code_of(&secret, now) {
            if rewrite {
                print!("\rcode:     {code}   (good for {left:>2} s) ");
                let _ = std::io::Write::flush(&mut std::io::stdout());
            } else {
                println!("code:     {code}");
            }
        }
        let wait = if rewrite { 1 } else { u64::try_from(left).unwrap_or(30) };
        tokio::time::sleep(Duration::from_secs(wait)).await;
    }
}

#[expect(clippy::cast_precision_loss, reason = "seconds of a demo")]
fn seconds(began: Instant) -> f64 {
    (SystemClock.now().micros() - began.micros()) as f64 / 1e6
}

fn since(began: Instant) -> String {
    format!("{:.1} s", seconds(began))
}

fn doors(country: &std::path::Path) -> usize {
    let folders = std::fs::read_dir(country).into_iter().flatten().flatten();
    folders.filter(|entry| entry.path().is_dir() && entry.file_name() != "truth").count()
}
