//! One file a command.

mod agency;
mod backup;
mod demo;
mod digest;
mod intake;
mod journal;
mod link;
mod partner;
mod payments;
mod queue;
mod serve;
mod synth;
mod user;

use crate::{
    Ending,
    cli::{Cli, Command, Place},
    machine::machine,
};
use response::{
    door::{Door, flood::Calm},
    linking::{LinkModel, Linker},
    triage::Factors,
};
use std::sync::Arc;
use store::{Location, Options, Store};

/// Runs what was typed.
pub(crate) async fn run(cli: Cli) -> anyhow::Result<Ending> {
    let place = &cli.place;
    match cli.command {
        Command::Demo(demo) => demo::run(place, demo).await,
        Command::Synth(synth) => synth::run(&synth),
        Command::Intake(intake) => intake::run(place, intake).await,
        Command::Serve(serve) => serve::run(place, serve).await,
        Command::Queue(queue) => queue::run(place, &queue).await,
        Command::Digest(digest) => digest::run(place, &digest).await,
        Command::Link(link) => link::run(*link),
        Command::Payments(command) => payments::run(place, *command).await,
        Command::Journal(journal) => journal::run(place, journal).await,
        Command::User(user) => user::run(place, user).await,
        Command::Agency(agency) => agency::run(place, agency).await,
        Command::Partner(partner) => partner::run(place, partner).await,
        Command::Backup(backup) => backup::back_up(place, &backup).await,
        Command::Restore(restore) => backup::restore(place, &restore).await,
    }
}

/// What the store is opened with.
fn options(place: &Place) -> anyhow::Result<Options> {
    let location = match &place.database {
        Some(url) => url.parse()?,
        None => Location::Embedded,
    };
    Ok(Options { location, key_file: place.key.clone(), ..Options::embedded(&place.data) })
}

/// Opens the store, making it where there is none.
async fn open(place: &Place) -> anyhow::Result<Store> {
    Ok(Store::open(options(place)?, machine()?).await?)
}

/// Opens the store for a server, making it where there is none.
async fn open_server(place: &Place) -> anyhow::Result<Store> {
    Ok(Store::open(Options { writer_cache: store::SERVER_CACHE, ..options(place)? }, machine()?).await?)
}

/// Opens a store that must be there: looking at a mistyped directory must not make one.
async fn open_existing(place: &Place) -> anyhow::Result<Store> {
    let options = options(place)?;
    if matches!(options.location, Location::Embedded) && !options.database_path().exists() {
        anyhow::bail!(
            "there is no Tanglaw store in {}: name its directory with --data, or begin one with `tanglaw serve` or `tanglaw intake`",
            options.directory.display()
        );
    }
    Ok(Store::open(options, machine()?).await?)
}

/// The public door; files `help/XX.toml` of the data directory stand in the place of the help that ships.
fn door(place: &Place, reports_in_ten_minutes: usize) -> anyhow::Result<Arc<Door>> {
    let mut door = Door::built_in(Calm { reports_in_ten_minutes })?;
    let folder = place.data.join("help");
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Arc::new(door)),
        Err(error) => return Err(anyhow::anyhow!("{}: {error}", folder.display())),
    };
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let text = std::fs::read_to_string(&path)
                .map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))?;
            door.help.add(&path.display().to_string(), &text)?;
        }
    }
    Ok(Arc::new(door))
}

/// The table of factors: `triage.toml` of the data directory, or the one that ships with the program.
fn factors(place: &Place) -> anyhow::Result<Arc<Factors>> {
    let path = place.data.join("triage.toml");
    let factors = match std::fs::read_to_string(&path) {
        Ok(text) => {
            Factors::from_toml(&text).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))?
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Factors::built_in()?,
        Err(error) => return Err(anyhow::anyhow!("{}: {error}", path.display())),
    };
    Ok(Arc::new(factors))
}

/// Service times of the data directory, or those that ship with the program.
fn service(place: &Place) -> anyhow::Result<Arc<response::desk::Service>> {
    Ok(Arc::new(response::desk::Service::load(&place.data)?))
}

/// A linker with the model of the data directory, or the one that ships with the program.
fn linker(place: &Place) -> anyhow::Result<Arc<Linker>> {
    Ok(Linker::new(&LinkModel::load(&place.data)?)?)
}

/// Links what is not linked yet, with a bar.
async fn catch_up(store: &Store, linker: &Arc<Linker>) -> anyhow::Result<()> {
    let bar = crate::progress::counted("linking", 0);
    let told = bar.clone();
    linker
        .catch_up(store, move |done, total| {
            told.set_length(total);
            told.set_position(done);
        })
        .await?;
    bar.finish_and_clear();
    Ok(())
}
