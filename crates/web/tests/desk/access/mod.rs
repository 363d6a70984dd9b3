//! The access table: every route, asked by every role of every agency, about a record in every scope.
//!
//! What is expected stands in `table` and `rows`, written by hand. Each request is one that its handler answers: signed in, with the
//! token of the session. These are held against the table: the status; that what is not there for somebody answers word by word
//! as what does not exist; that no page holds a mark of what its reader may not see; and that pages and lists hold what
//! their reader does see. That no cell was left out is counted at the
//! end against the product of what the program has: a route, a role or a compartment more fails until the table says
//! what is expected.

mod rows;
mod table;
mod world;

use axum::http::{Method, StatusCode};
use model::{Compartment, ReferralPart, Role};
use rows::{AHEAD, EVERYBODY, rows};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use table::{Listed, Row, may_stand};
use web::{Needed, RouteFacts, routes};
use world::{Agency, Part, Person, Record, Scope, World};

/// A cell: route, role, agency, scope.
type Cell = (&'static str, Role, Agency, Scope);

const PARTS: [Part; 7] = [
    Part::Report,
    Part::Child,
    Part::Suspect,
    Part::Words,
    Part::Payments,
    Part::Conversation,
    Part::Message,
];

fn name(route: &RouteFacts) -> String {
    format!("{} {}", route.method, route.path)
}

impl Row {
    /// Whether what is asked names a record.
    fn is_about_a_record(&self) -> bool {
        const NAMES: [&str; 9] = [
            "{reference}",
            "{child}",
            "{suspect}",
            "{name of the child}",
            "{conversation}",
            "{referral}",
            "{decision}",
            "{name of the suspect}",
            "{account of the suspect}",
        ];
        let named = |text: &str| NAMES.iter().any(|one| text.contains(one));
        named(self.asks) || self.form.iter().any(|(_, value)| named(value))
    }
}

/// What one user was answered, against the table.
struct Walk {
    world: Arc<World>,
    person: usize,
    /// What a page is to them that does not exist.
    nowhere: String,
    asked: BTreeSet<Cell>,
    wrong: Vec<String>,
}

/// A page without its head, whose counts change.
fn inside(page: &str) -> String {
    page.split_once("<main").map_or("", |(_, rest)| rest.split("</main>").next().unwrap()).to_owned()
}

impl Walk {
    fn person(&self) -> &Person {
        &self.world.people[self.person]
    }

    /// Asks everything; the sign-out comes last.
    async fn go(mut self, rows: Arc<Vec<Row>>) -> Self {
        let world = self.world.clone();
        let nowhere = world.browser(self.person()).get("/nowhere").await;
        assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
        self.nowhere = inside(&nowhere.body);
        assert!(!self.nowhere.is_empty());
        let (last, first): (Vec<&Row>, Vec<&Row>) =
            rows.iter().partition(|row| row.route == "POST /sign-out");
        for row in first.into_iter().chain(last) {
            if row.is_about_a_record() {
                for record in &world.records {
                    self.ask(row, Some(record)).await;
                }
            } else {
                self.ask(row, None).await;
            }
        }
        self
    }

    async fn ask(&mut self, row: &Row, record: Option<&Record>) {
        let world = self.world.clone();
        let person = &world.people[self.person];
        let (role, agency) = (person.role, person.agency);
        let path = world.fill(row.asks, person, record);
        let mut browser = world.browser(person);
        let fields = row.form.iter().map(|(name, value)| (*name, world.fill(value, person, record)));
        let fields: Vec<(&str, String)> = fields.collect();
        let answer = if row.route.starts_with("POST ") {
            let mut form = vec![("csrf_token", World::form_token(person))];
            form.extend(fields.iter().cloned());
            let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            browser.post(&path, &form).await
        } else {
            browser.get(&path).await
        };
        let scope = record.map(|record| record.scope);
        let mut wrong = Vec::new();
        let expected = row.expected(role, agency, scope);
        if answer.status.as_u16() != expected {
            wrong.push(format!("answers {} and not {expected}", answer.status.as_u16()));
        }
        for one in &world.records {
            let here = record.is_none_or(|record| record.scope == one.scope);
            for part in PARTS {
                let there = answer.body.contains(one.mark(part));
                // A page may give back what was typed.
                let typed = fields.iter().any(|(_, value)| value == one.mark(part));
                if there && !typed && !may_stand(role, agency, one.scope, part) {
                    wrong.push(format!("shows {part:?} of {:?}", one.scope));
                }
                let due = row.shows.contains(&part) && here && answer.status == StatusCode::OK;
                if due && !there && may_stand(role, agency, one.scope, part) {
                    wrong.push(format!("does not show {part:?} of {:?}", one.scope));
                }
            }
            if here
                && answer.status == StatusCode::OK
                && let Some(holds) = row.holds(role, agency, one.scope)
            {
                let listed = listed(row, one, &answer.body);
                if listed != holds {
                    wrong.push(format!("lists {:?}: {listed} and not {holds}", one.scope));
                }
            }
            if here {
                self.asked.insert((row.route, role, agency, one.scope));
            }
        }
        if answer.status == StatusCode::NOT_FOUND && inside(&answer.body) != self.nowhere {
            wrong.push("does not answer as what does not exist".into());
        }
        let about = scope.map_or_else(String::new, |scope| format!(" about {scope:?}"));
        let who = format!("{role:?} of {agency:?}: {} {}{about}", row.route, row.asks);
        self.wrong.extend(wrong.into_iter().map(|wrong| format!("{who} {wrong}")));
    }
}

/// Whether a list leads to a record.
fn listed(row: &Row, record: &Record, body: &str) -> bool {
    let link = |address: String| body.contains(&format!("href=\"/{address}"));
    match row.lists {
        Some(Listed::Conversation) => link(format!("conversations/{}", record.conversation)),
        Some(Listed::Referral) => link(format!("referrals/{}", record.referral)),
        _ => ["reports", "leads", "persons"].iter().any(|kind| link(format!("{kind}/{}", record.reference))),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_cell_answers_as_the_table_says() {
    let world = Arc::new(World::new().await);
    let rows = Arc::new(rows());
    let walks: Vec<_> = (0..world.people.len())
        .map(|person| {
            let walk = Walk {
                world: world.clone(),
                person,
                nowhere: String::new(),
                asked: BTreeSet::new(),
                wrong: Vec::new(),
            };
            tokio::spawn(walk.go(rows.clone()))
        })
        .collect();
    let (mut asked, mut wrong) = (BTreeSet::new(), Vec::new());
    for walk in walks {
        let walk = walk.await.unwrap();
        assert!(!walk.asked.is_empty(), "{:?} asked nothing", walk.person().role);
        asked.extend(walk.asked);
        wrong.extend(walk.wrong);
    }
    assert!(wrong.is_empty(), "{} cells are not as the table says:\n{}", wrong.len(), wrong.join("\n"));
    // Nothing is left out.
    let names: Vec<String> = routes().iter().map(name).collect();
    let mut missing = Vec::new();
    for name in &names {
        for (role, agency) in Role::ALL.iter().flat_map(|role| Agency::ALL.map(|agency| (*role, agency))) {
            for scope in Scope::all() {
                if !asked.contains(&(name.as_str(), role, agency, scope)) {
                    missing.push(format!("{name} for {role:?} of {agency:?} in {scope:?}"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{} cells were not asked:\n{}", missing.len(), missing.join("\n"));
    let product = names.len() * Role::ALL.len() * Agency::ALL.len() * Scope::all().len();
    assert_eq!(asked.len(), product, "the table names a route that there is not");
}

/// The table says for each route which compartment it opens and to which roles; the program's own needs say the same. A
/// compartment is opened by some route, or is named as one that is still ahead.
#[test]
fn the_table_and_the_needs_of_routes_say_the_same() {
    let rows = rows();
    let mut opened = Vec::new();
    for route in routes() {
        let name = name(&route);
        let of: Vec<&Row> = rows.iter().filter(|row| row.route == name).collect();
        assert!(!of.is_empty(), "{name}: write into the table what is expected of it");
        let mut roles: BTreeMap<Role, bool> = BTreeMap::new();
        for row in &of {
            for (named, _) in &row.answers {
                roles.extend(named.iter().map(|role| (*role, true)));
            }
            opened.extend(row.compartment);
        }
        let (needed, compartment): (Vec<Role>, Option<Compartment>) = match route.needed {
            Needed::Nothing | Needed::SignedIn => (Role::ALL.to_vec(), None),
            Needed::May(act) => (act.roles().to_vec(), act.compartment()),
        };
        let needed: BTreeSet<Role> = needed.into_iter().collect();
        assert_eq!(roles.keys().copied().collect::<BTreeSet<Role>>(), needed, "{name}");
        assert!(of.iter().all(|row| row.compartment == compartment), "{name}: {compartment:?}");
        assert!(route.method == Method::GET || route.method == Method::POST);
    }
    for compartment in Compartment::ALL {
        assert_ne!(
            opened.contains(&compartment),
            AHEAD.contains(&compartment),
            "{compartment:?}: say which routes open it"
        );
    }
    assert_eq!(EVERYBODY, Role::ALL, "say what is expected of each role");
    assert_eq!(Scope::all().len(), 5 + ReferralPart::ALL.len());
}
