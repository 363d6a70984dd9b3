//! `GET /figures`: what the points ranked and what people did; whether groups fare alike.

use super::Frame;
use crate::{edge, failure::Failure, visit::Visit};
use askama::Template;
use axum::response::Response;
use response::{
    desk::{self, Agreement},
    policy::act,
};

#[derive(Template)]
#[template(path = "figures.html")]
pub(crate) struct FiguresPage {
    pub(crate) frame: Frame,
    pub(crate) tiers: Vec<[String; 4]>,
    pub(crate) sooner: usize,
    pub(crate) later: usize,
    pub(crate) pairs: Option<String>,
    pub(crate) groups: Vec<GroupTable>,
    pub(crate) smallest: usize,
}

/// One way of grouping.
pub(crate) struct GroupTable {
    pub(crate) title: String,
    pub(crate) rows: Vec<(String, Option<(usize, String)>)>,
}

fn share(part: usize, all: usize) -> String {
    match (part.checked_mul(100), all) {
        (Some(part), all) if all > 0 => format!("{} %", (part + all / 2) / all),
        _ => "–".into(),
    }
}

/// Shows the figures.
pub(crate) async fn show(visit: Visit<act::SeeFigures>) -> Result<Response, Failure> {
    let (site, words) = (&visit.desk, visit.look.words);
    let sight = visit.sight().await?;
    let Agreement { tiers, sooner, later, pairs, groups } =
        desk::agreement(&site.store, &site.linker, &visit.right.permit, &sight, &site.service).await?;
    let mut tables: Vec<GroupTable> = Vec::new();
    for row in groups {
        let title = words.say(&format!("group-{}", row.group.code()));
        let name = if row.name.is_empty() { words.say("figures-unknown") } else { row.name };
        let counts = row.counts.map(|(all, taken)| (all, share(taken, all)));
        match tables.last_mut().filter(|table| table.title == title) {
            Some(table) => table.rows.push((name, counts)),
            None => tables.push(GroupTable { title, rows: vec![(name, counts)] }),
        }
    }
    let page = FiguresPage {
        tiers: tiers
            .into_iter()
            .map(|tier| {
                let name = words.known(&format!("tier-{}", tier.tier)).unwrap_or(tier.tier);
                [name, tier.decided.to_string(), tier.taken.to_string(), share(tier.taken, tier.decided)]
            })
            .collect(),
        sooner,
        later,
        pairs: pairs.map(|pairs| format!("{pairs:.2}")),
        groups: tables,
        smallest: site.service.figures.smallest,
        frame: Frame::of(&visit, "desk", words.say("figures-title")),
    };
    Ok(edge::html(page.render()?))
}
