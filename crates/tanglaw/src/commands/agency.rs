//! `tanglaw agency`

use crate::{
    Ending,
    cli::{Place, agency::Agency},
};
use anyhow::Context;
use model::RegionCode;
use response::{
    Actor, Permit,
    people::agencies::{self, AgencyForm},
    policy::act,
};
use serde_json::{Value, json};
use std::io::Write;
use store::{AgencyRecord, Store};

pub(crate) async fn run(place: &Place, agency: Agency) -> anyhow::Result<Ending> {
    let permit: Permit<act::KeepAccounts> = Actor::Operator.permit("agencies on the command line")?;
    let store = match &agency {
        Agency::Add(_) => super::open(place).await?,
        Agency::List(_) | Agency::Close(_) => super::open_existing(place).await?,
    };
    let done = answer(&store, &permit, agency).await;
    store.close().await;
    done.map(|()| Ending::Done)
}

async fn answer(store: &Store, permit: &Permit<act::KeepAccounts>, agency: Agency) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match agency {
        Agency::Add(add) => {
            // The agency that runs the server is the first: it must not be this one by accident.
            response::accounts::own_agency(store, permit).await?;
            let form =
                AgencyForm { name: add.name, kind: add.kind, country: add.country, regions: add.regions };
            let id = agencies::add(store, permit, form).await?;
            let record = store.agency(id).await?.context("the agency that was just written is not there")?;
            print(&mut out, &record, add.json)?;
        }
        Agency::List(list) => {
            let all = agencies::all(store, permit).await?;
            if list.json {
                let all: Vec<Value> = all.iter().map(as_json).collect();
                serde_json::to_writer_pretty(&mut out, &all)?;
                writeln!(out)?;
            } else {
                for record in &all {
                    print(&mut out, record, false)?;
                }
            }
        }
        Agency::Close(one) => {
            let record = agencies::close(store, permit, one.id)
                .await
                .context("`tanglaw agency list` shows the agencies with their ids")?;
            let record = AgencyRecord { closed: true, ..record };
            if one.json {
                writeln!(out, "{}", as_json(&record))?;
            } else {
                writeln!(out, "{} is removed. Its people have no access any more.", record.agency.name)?;
            }
        }
    }
    Ok(())
}

fn as_json(record: &AgencyRecord) -> Value {
    json!({
        "id": record.agency.id,
        "name": record.agency.name,
        "kind": record.agency.kind,
        "country": record.agency.country,
        "regions": record.regions,
        "closed": record.closed,
    })
}

fn print(out: &mut impl Write, record: &AgencyRecord, json: bool) -> std::io::Result<()> {
    if json {
        return writeln!(out, "{}", as_json(record));
    }
    let regions: Vec<&str> = record.regions.iter().map(RegionCode::as_str).collect();
    let country = record.agency.country.map_or_else(|| "-".to_owned(), |country| country.to_string());
    let kind = record.agency.kind.code().replace('_', "-");
    let closed = if record.closed { "  (removed)" } else { "" };
    writeln!(
        out,
        "{}  {:<32} {kind:<16} {country} {}{closed}",
        record.agency.id,
        record.agency.name,
        regions.join(" ")
    )
}
