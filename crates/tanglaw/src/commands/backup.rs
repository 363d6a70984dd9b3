//! `tanglaw backup` and `tanglaw restore`

use crate::{
    Ending,
    cli::{self, Place},
};

pub(crate) async fn back_up(place: &Place, options: &cli::Backup) -> anyhow::Result<Ending> {
    let store = super::open_existing(place).await?;
    let summary = store.back_up(&options.out).await?;
    println!(
        "{} rows, journal up to entry {}, in {}",
        summary.rows,
        summary.journal_end,
        options.out.display()
    );
    println!(
        "The instance key is not in it. Keep a copy of {} in another place.",
        store.options().key_path().display()
    );
    println!("Checkpoint to keep elsewhere: {}", store.checkpoint().await?);
    store.close().await;
    Ok(Ending::Done)
}

pub(crate) async fn restore(place: &Place, options: &cli::Restore) -> anyhow::Result<Ending> {
    anyhow::ensure!(options.file.is_file(), "there is no file {}", options.file.display());
    let store_options = super::options(place)?;
    anyhow::ensure!(
        store_options.key_path().exists(),
        "the instance key of the backup is needed first: put it at {} (mode 600) or name it with --key",
        store_options.key_path().display()
    );
    let store = super::open(place).await?;
    let summary = store.restore_from(&options.file).await?;
    store.close().await;
    println!("{} rows restored, journal up to entry {}.", summary.rows, summary.journal_end);
    println!("Now run: tanglaw journal verify --data {}", place.data.display());
    Ok(Ending::Done)
}
