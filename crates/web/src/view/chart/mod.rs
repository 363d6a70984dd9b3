//! The chart of a lead: reports, persons and identifiers in three columns, and what ties them. Drawn on the server; what
//! each node is stands in its shape and in its words, never in its colour alone. The same is in a table beside it.

mod layout;
mod svg;

use super::terms;
use crate::words::Words;
use layout::Graph;
use model::MentionRole;
use response::{
    leads::{ChartEdge, LeadView, Node},
    linking::Party,
};

/// Most nodes that can still be read.
pub(crate) const NODES: usize = 60;
/// How many of them are kept for each column where there are more.
const OF_EACH: usize = NODES / 3;

/// What a node looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Report,
    Child,
    Adult,
    Unknown,
    Identifier,
}

/// A node with its words.
#[derive(Clone, Debug)]
struct Drawn {
    shape: Shape,
    /// First line: what it is.
    what: String,
    /// Second line: its reference, or how many carry it.
    name: String,
    link: Option<String>,
}

/// A line with its words.
#[derive(Clone, Debug)]
struct Line {
    from: usize,
    to: usize,
    /// Class of the line: how it is dashed.
    class: &'static str,
}

/// A row of the table: the same as a line of the chart.
pub(crate) struct Tie {
    pub(crate) from: End,
    pub(crate) to: End,
    pub(crate) how: String,
}

/// One end of a tie.
pub(crate) struct End {
    pub(crate) text: String,
    pub(crate) link: Option<String>,
}

/// The chart and its table.
pub(crate) struct ChartView {
    /// The drawing, safe to put into a page: every text in it is escaped.
    pub(crate) svg: String,
    /// What is not drawn.
    pub(crate) left_out: Option<String>,
    /// Every tie, the undrawn too.
    pub(crate) ties: Vec<Tie>,
}

impl ChartView {
    /// The chart of a lead; nothing where there is nothing to tie.
    pub(crate) fn of(words: Words, lead: &LeadView) -> Option<Self> {
        if lead.edges.is_empty() {
            return None;
        }
        let counts = [lead.reports.len(), lead.persons.len(), lead.identifiers.len()];
        let room = share(counts);
        let mut nodes = Vec::new();
        let mut columns = Vec::new();
        for (column, room) in room.iter().enumerate() {
            for at in 0..*room {
                nodes.push(drawn(words, lead, node(column, at)));
                columns.push(column);
            }
        }
        let place = |node: Node| {
            let (column, at) = parts(node);
            (at < room[column]).then(|| room[..column].iter().sum::<usize>() + at)
        };
        let lines: Vec<Line> = lead
            .edges
            .iter()
            .filter_map(|edge| {
                let (from, to) = (place(edge.from)?, place(edge.to)?);
                Some(Line { from, to, class: class_of(lead, edge) })
            })
            .collect();
        let graph = Graph { columns, edges: lines.iter().map(|line| (line.from, line.to)).collect() };
        let title = words.fill("chart-title", "reference", &lead.line.reference);
        let description = words.tell(
            "chart-description",
            &[("reports", &room[0]), ("persons", &room[1]), ("identifiers", &room[2])],
        );
        let heads = ["chart-reports", "chart-persons", "chart-identifiers"].map(|key| words.say(key));
        let svg = svg::draw(&title, &description, &heads, &nodes, &lines, &layout::order(&graph));
        let missing = |at: usize| counts[at] - room[at];
        let out =
            [missing(0) + usize::try_from(lead.more_reports).unwrap_or(0), missing(1) + lead.more_persons];
        let left_out = (out[0] + out[1] + missing(2) > 0 || lead.cut).then(|| {
            words.tell(
                "chart-left-out",
                &[("reports", &out[0]), ("persons", &out[1]), ("identifiers", &missing(2))],
            )
        });
        let ties = lead.edges.iter().map(|edge| tie(words, lead, edge)).collect();
        Some(Self { svg, left_out, ties })
    }
}

/// How many nodes of each column are drawn: all where they fit, else a third each and what others leave free.
fn share(counts: [usize; 3]) -> [usize; 3] {
    let mut room = counts.map(|count| count.min(OF_EACH));
    if counts.iter().sum::<usize>() <= NODES {
        return counts;
    }
    let mut free = NODES - room.iter().sum::<usize>();
    for (room, count) in room.iter_mut().zip(counts) {
        let more = (count - *room).min(free);
        *room += more;
        free -= more;
    }
    room
}

fn node(column: usize, at: usize) -> Node {
    match column {
        0 => Node::Report(at),
        1 => Node::Person(at),
        _ => Node::Identifier(at),
    }
}

fn parts(node: Node) -> (usize, usize) {
    match node {
        Node::Report(at) => (0, at),
        Node::Person(at) => (1, at),
        Node::Identifier(at) => (2, at),
    }
}

/// The word for a party.
pub(crate) fn party(words: Words, party: Party) -> String {
    words.say(match party {
        Party::Child => "role-in-child",
        Party::Adult => "party-adult",
        Party::Unknown => "party-unknown",
    })
}

/// What a person is called on a chart: their first telling role, else whether they are a child.
pub(crate) fn roles_text(words: Words, roles: &[MentionRole], whose: Party) -> String {
    let mut told: Vec<String> = Vec::new();
    for role in roles.iter().filter(|role| !matches!(role, MentionRole::Unknown)) {
        let text = words.say(terms::role(*role));
        if !told.contains(&text) {
            told.push(text);
        }
    }
    if told.is_empty() { party(words, whose) } else { told.join(", ") }
}

fn drawn(words: Words, lead: &LeadView, node: Node) -> Drawn {
    let (what, shape) = match node {
        Node::Report(at) => {
            let first = lead.reports.get(at).is_some_and(|line| line.priority.first);
            (words.say(if first { "chart-report-first" } else { "chart-report" }), Shape::Report)
        }
        Node::Person(at) => match lead.persons.get(at) {
            None => (String::new(), Shape::Unknown),
            Some(person) => {
                let shape = match person.party {
                    Party::Child => Shape::Child,
                    Party::Adult => Shape::Adult,
                    Party::Unknown => Shape::Unknown,
                };
                (roles_text(words, &person.roles, person.party), shape)
            }
        },
        Node::Identifier(at) => {
            let kind = lead.identifiers.get(at).map(|one| words.say(&terms::identifier(one.kind)));
            (kind.unwrap_or_default(), Shape::Identifier)
        }
    };
    let (name, link) = named(words, lead, node);
    Drawn { shape, what, name, link }
}

/// Reference and address of a node; for an identifier how many carry it.
fn named(words: Words, lead: &LeadView, node: Node) -> (String, Option<String>) {
    match node {
        Node::Report(at) => lead.reports.get(at).map(|line| {
            let reference = line.row.reference.to_string();
            let link = format!("/reports/{reference}");
            (reference, Some(link))
        }),
        Node::Person(at) => lead.persons.get(at).map(|person| {
            let reference = person.person.to_string();
            let link = format!("/persons/{reference}");
            (reference, Some(link))
        }),
        Node::Identifier(at) => {
            lead.identifiers.get(at).map(|one| (words.fill("chart-carriers", "count", &one.carriers), None))
        }
    }
    .unwrap_or_default()
}

fn class_of(lead: &LeadView, edge: &ChartEdge) -> &'static str {
    match edge.to {
        Node::Identifier(at) => {
            let ties = lead.identifiers.get(at).is_some_and(|one| one.ties);
            if ties { "tie" } else { "tie loose" }
        }
        _ if edge.role == Some(MentionRole::Child) => "names child",
        _ => "names",
    }
}

fn tie(words: Words, lead: &LeadView, edge: &ChartEdge) -> Tie {
    let end = |node: Node| {
        let one = drawn(words, lead, node);
        // Identifiers have no name here: a number tells one from another.
        let text = match node {
            Node::Identifier(at) => format!("{} {} ({})", one.what, at + 1, one.name),
            Node::Person(_) => format!("{} {}", one.what, one.name),
            Node::Report(_) => one.name,
        };
        End { text, link: one.link }
    };
    let how = match (edge.role, edge.to) {
        (Some(role), _) => words.fill("tie-as", "role", &words.say(terms::role(role))),
        (None, Node::Identifier(at)) => {
            let ties = lead.identifiers.get(at).is_some_and(|one| one.ties);
            words.say(if ties { "tie-carries" } else { "tie-carries-many" })
        }
        _ => words.say("tie-names"),
    };
    Tie { from: end(edge.from), to: end(edge.to), how }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_drawn_and_the_rest_is_shared_out() {
        assert_eq!(share([30, 20, 10]), [30, 20, 10]);
        assert_eq!(share([60, 80, 60]), [20, 20, 20]);
        assert_eq!(share([60, 5, 1]), [54, 5, 1]);
        assert_eq!(share([2, 80, 60]), [2, 38, 20]);
        for counts in [[60, 80, 60], [0, 100, 0], [21, 21, 21], [1, 1, 90]] {
            assert_eq!(share(counts).iter().sum::<usize>(), NODES, "{counts:?}");
        }
    }
}
