//! `tanglaw partner`

use crate::{
    Ending,
    cli::{
        Place,
        partner::{Add, Partner},
    },
};
use anyhow::Context;
use model::Source;
use response::{
    Actor, Permit,
    partners::{self, NewKey, NewPartner, Scope},
    policy::act,
    sources::Sources,
};
use serde_json::{Value, json};
use std::io::Write;
use store::{PartnerRow, Store};

pub(crate) async fn run(place: &Place, partner: Partner) -> anyhow::Result<Ending> {
    let permit: Permit<act::KeepPartners> = Actor::Operator.permit("partners on the command line")?;
    // The first partner may be added before the server was ever started; everything else needs partners to be there.
    let store = match &partner {
        Partner::Add(_) => super::open(place).await?,
        Partner::List(_) | Partner::NewKey(_) | Partner::End(_) => super::open_existing(place).await?,
    };
    let done = answer(place, &store, &permit, partner).await;
    store.close().await;
    done.map(|()| Ending::Done)
}

async fn answer(
    place: &Place,
    store: &Store,
    permit: &Permit<act::KeepPartners>,
    partner: Partner,
) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match partner {
        Partner::Add(add) => {
            let source = source(place, &add)?;
            let scopes = if add.scopes.is_empty() { Scope::ALL.to_vec() } else { add.scopes };
            let new = NewPartner { name: add.name, source, scopes };
            let key = partners::add(store, permit, new).await?;
            print_key(&mut out, store, &key, add.json).await?;
        }
        Partner::List(list) => {
            let all = partners::list(store, permit).await?;
            if list.json {
                let all: Vec<Value> = all.iter().map(as_json).collect();
                serde_json::to_writer_pretty(&mut out, &all)?;
                writeln!(out)?;
            } else if all.is_empty() {
                writeln!(out, "There are no partners. Add one with: tanglaw partner add NAME --source ID")?;
            } else {
                for row in &all {
                    print_line(&mut out, row)?;
                }
            }
        }
        Partner::NewKey(one) => {
            let key = partners::new_key(store, permit, one.id).await.with_context(hint)?;
            print_key(&mut out, store, &key, one.json).await?;
        }
        Partner::End(one) => {
            let row = partners::end(store, permit, one.id).await.with_context(hint)?;
            let row = PartnerRow { active: false, ..row };
            if one.json {
                writeln!(out, "{}", as_json(&row))?;
            } else {
                writeln!(out, "{} has no key any more. Its reports stay.", row.name)?;
            }
        }
    }
    Ok(())
}

fn hint() -> &'static str {
    "`tanglaw partner list` shows the partners with their ids"
}

/// The source of a partner: as `sources.toml` knows it, or as it was typed.
fn source(place: &Place, add: &Add) -> anyhow::Result<Source> {
    let known = Sources::load(&place.data)?.get(add.source.as_str());
    let source = match (known, add.channel) {
        (Ok(source), channel) => Source { channel: channel.unwrap_or(source.channel), ..source },
        (Err(_), Some(channel)) => Source { id: add.source.clone(), channel, country: None },
        (Err(error), None) => return Err(error).context("say with --channel what kind of door it is"),
    };
    Ok(Source { country: add.country.or(source.country), ..source })
}

/// Shown once: the store keeps only the SHA-256 of the key.
async fn print_key(out: &mut impl Write, store: &Store, new: &NewKey, json: bool) -> anyhow::Result<()> {
    let row = store.partner(new.partner).await?.context("the partner that was just written is not there")?;
    if json {
        let mut value = as_json(&row);
        value["key"] = json!(*new.key);
        writeln!(out, "{value}")?;
        return Ok(());
    }
    writeln!(out, "partner:  {}", row.name)?;
    writeln!(out, "id:       {}", row.id)?;
    writeln!(out, "source:   {} ({})", row.source.id, row.source.channel.code())?;
    writeln!(out, "scopes:   {}", row.scopes.join(" "))?;
    writeln!(out, "key:      {}", *new.key)?;
    writeln!(out, "This is shown once. Hand it over by a way that nobody else reads.")?;
    Ok(())
}

fn as_json(row: &PartnerRow) -> Value {
    json!({
        "id": row.id,
        "name": row.name,
        "source": row.source.id,
        "channel": row.source.channel,
        "country": row.source.country,
        "scopes": row.scopes,
        "active": row.active,
    })
}

fn print_line(out: &mut impl Write, row: &PartnerRow) -> std::io::Result<()> {
    let standing = if row.active { "" } else { "  (ended)" };
    let (source, channel) = (row.source.id.as_str(), row.source.channel.code());
    writeln!(out, "{}  {:<24} {source} ({channel})  {}{standing}", row.id, row.name, row.scopes.join(" "))
}
