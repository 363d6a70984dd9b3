//! `tanglaw partner`, as it can be typed.

use clap::{Args, Subcommand};
use model::{Channel, Country, PartnerId, SourceId};
use response::partners::Scope;

#[derive(Subcommand, Debug)]
pub(crate) enum Partner {
    /// Add a partner; prints its key, once
    #[command(
        after_help = "Examples:\n  tanglaw partner add \"Example Platform\" --source platform-sample --scope reports:write --scope reports:status\n  tanglaw partner add \"Neighbour hotline\" --source hotline-next --channel hotline --country ID\n\nScopes: reports:write (hand reports over), reports:status (ask what became of its own). Without --scope, both.\nOne source is one partner. The kind of door and the country come from sources.toml where the source is known there."
    )]
    Add(Add),
    /// List the partners
    #[command(after_help = "Examples:\n  tanglaw partner list\n  tanglaw partner list --json")]
    List(List),
    /// Give a partner another key and print it, once; the old one is worth nothing from then on
    #[command(after_help = "Example:\n  tanglaw partner new-key 01980000-0000-7000-8000-000000000001")]
    NewKey(One),
    /// Take a partner's key away; its reports stay
    #[command(after_help = "Example:\n  tanglaw partner end 01980000-0000-7000-8000-000000000001")]
    End(One),
}

#[derive(Args, Debug)]
pub(crate) struct Add {
    /// Name, for staff
    pub(crate) name: String,
    /// Short name of the source that its reports come from
    #[arg(long, value_name = "ID")]
    pub(crate) source: SourceId,
    /// Kind of door, where sources.toml does not know the source
    #[arg(long, value_parser = channel, value_name = "KIND")]
    pub(crate) channel: Option<Channel>,
    /// Country of telephone numbers without a country code
    #[arg(long, value_name = "CODE")]
    pub(crate) country: Option<Country>,
    /// What its key is good for; may be given several times
    #[arg(long = "scope", value_parser = scope, value_name = "SCOPE")]
    pub(crate) scopes: Vec<Scope>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct List {
    /// Print a JSON list
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct One {
    /// The partner, as `partner list` shows it
    pub(crate) id: PartnerId,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

fn channel(text: &str) -> Result<Channel, String> {
    Channel::from_code(&text.replace('-', "_")).ok_or_else(|| {
        let known: Vec<_> = Channel::ALL.iter().map(|channel| channel.code().replace('_', "-")).collect();
        format!("known kinds of door: {}", known.join(", "))
    })
}

fn scope(text: &str) -> Result<Scope, String> {
    Scope::from_code(text).ok_or_else(|| {
        let known: Vec<_> = Scope::ALL.iter().map(|scope| scope.code()).collect();
        format!("known scopes: {}", known.join(", "))
    })
}
