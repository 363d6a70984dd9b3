//! `tanglaw agency`, as it can be typed.

use clap::{Args, Subcommand};
use model::{AgencyId, AgencyKind, Country, RegionCode};

#[derive(Subcommand, Debug)]
pub(crate) enum Agency {
    /// Add an agency; prints its id
    #[command(
        after_help = "Examples:\n  tanglaw agency add \"Cybercrime office\" --kind police --country PH --region PH-CEB --region PH-BOH\n  tanglaw agency add \"Child protection network\" --kind ngo --json\n\nWithout regions an agency works in the whole country, without a country in several."
    )]
    Add(Add),
    /// List the agencies, those that were removed too
    #[command(after_help = "Examples:\n  tanglaw agency list\n  tanglaw agency list --json")]
    List(List),
    /// Remove an agency: all its people lose access at once
    #[command(
        after_help = "Example:\n  tanglaw agency close 01980000-0000-7000-8000-000000000001\n\nA removed agency does not come back. What its people did stays in the journal."
    )]
    Close(One),
}

#[derive(Args, Debug)]
pub(crate) struct Add {
    /// Name, for staff
    pub(crate) name: String,
    /// What it is there for
    #[arg(long, value_parser = kind, value_name = "KIND")]
    pub(crate) kind: AgencyKind,
    /// The country it works in
    #[arg(long, value_name = "CODE")]
    pub(crate) country: Option<Country>,
    /// A region it works in; may be given several times
    #[arg(long = "region", value_name = "CODE")]
    pub(crate) regions: Vec<RegionCode>,
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
    /// The agency, as `agency list` shows it
    pub(crate) id: AgencyId,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

fn kind(text: &str) -> Result<AgencyKind, String> {
    AgencyKind::from_code(text).ok_or_else(|| {
        let known: Vec<_> = AgencyKind::ALL.iter().map(|kind| kind.code().replace('_', "-")).collect();
        format!("known kinds: {}", known.join(", "))
    })
}
