//! Persons: what several reports say of one human being, with the evidence; uncertain links; decisions of analysts.
//!
//! A person is a view over mentions. Nobody edits one: an analyst confirms, splits or forbids links, with a reason.

mod carrying;
mod compare;
mod decide;
mod named;
mod names;
mod pair;

pub use carrying::{Carrying, carrying};
pub use compare::{Agreement, Field, FieldRow, FieldValue};
pub use decide::{Decided, PAIRS_OF_A_SPLIT, REASON_LONGEST, confirm, forbid, split, withdraw};
pub use named::{Named, NamedPersons, named};
pub(crate) use names::Names;
pub use pair::pair;

use crate::{
    ResponseError, Sight,
    linking::{Inside, Linker, Party},
    policy::{Permit, act},
    queue::{QueueLine, with_priority},
    triage::Factors,
};
use linkage::Explanation;
use model::{Mention, MentionRef, MentionRole, PersonReference, Reference};
use store::{DecisionRecord, PersonReport, Store, TurnKind};

/// Most mentions of a person that are shown side by side.
pub const MENTIONS_SHOWN: usize = 40;
/// Most links, turns and decisions of a person that are shown.
const LISTED: usize = 100;
/// Most uncertain links of a person that are shown.
const UNCERTAIN_SHOWN: usize = 20;

/// A person with everything that speaks for and against.
pub struct PersonView {
    /// How people name them: by their earliest mention.
    pub person: PersonReference,
    /// Whether they are a child.
    pub party: Party,
    /// What each report says, the earliest first, up to [`MENTIONS_SHOWN`].
    pub mentions: Vec<MentionSide>,
    /// Mentions that are not shown.
    pub more: usize,
    /// Field by field: what agrees and what differs.
    pub fields: Vec<FieldRow>,
    /// Links between the mentions, the strongest first.
    pub edges: Vec<EdgeView>,
    /// The link without which the person would fall apart first.
    pub weakest: Option<EdgeView>,
    /// Merges and splits, the latest first.
    pub turns: Vec<TurnView>,
    /// Decisions that name one of the mentions, the latest first.
    pub decisions: Vec<DecisionView>,
    /// Mentions elsewhere that may be the same person.
    pub uncertain: Vec<ReviewLine>,
    /// The lead of the earliest report.
    pub lead: Option<Reference>,
}

/// What one report says of a person.
pub struct MentionSide {
    /// How people name the mention.
    pub reference: PersonReference,
    /// The report, as in the queue.
    pub line: QueueLine,
    /// The role there.
    pub role: MentionRole,
    /// The mention; nothing where the report was erased.
    pub mention: Option<Mention>,
}

/// A link between two mentions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EdgeView {
    /// One mention.
    pub left: PersonReference,
    /// The other.
    pub right: PersonReference,
    /// Bits: how strongly it speaks for the same person.
    pub weight: f64,
}

/// A merge or split, told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TurnView {
    /// When.
    pub at: model::Instant,
    /// Which.
    pub kind: TurnKind,
    /// The person before.
    pub from: PersonReference,
    /// The person after, or that came of them.
    pub into: PersonReference,
}

/// A decision with its mentions named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionView {
    /// Who, when, what and why.
    pub record: DecisionRecord,
    /// Each of these …
    pub left: Vec<PersonReference>,
    /// … and each of these.
    pub right: Vec<PersonReference>,
}

/// Two mentions beside each other.
pub struct PairView {
    /// One.
    pub left: MentionSide,
    /// The other.
    pub right: MentionSide,
    /// Field by field.
    pub fields: Vec<FieldRow>,
    /// Why the two have their weight; nothing where the model does not compare them.
    pub explanation: Option<Explanation>,
    /// How many mentions speak on each side of the explanation: one each, or more where groups are compared as wholes.
    pub voices: (usize, usize),
    /// Whether they are one person at present.
    pub together: bool,
    /// The person of the left one.
    pub left_person: PersonReference,
    /// The person of the right one.
    pub right_person: PersonReference,
    /// Decisions that name one of them.
    pub decisions: Vec<DecisionView>,
}

/// An uncertain link, without a word about people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReviewLine {
    /// One mention.
    pub left: PersonReference,
    /// The other.
    pub right: PersonReference,
    /// The person of the left one.
    pub left_person: PersonReference,
    /// The person of the right one.
    pub right_person: PersonReference,
    /// Whether the left one is a child.
    pub left_party: Party,
    /// Whether the right one is a child.
    pub right_party: Party,
    /// Bits: how strongly it speaks for the same person.
    pub weight: f64,
    /// How many pairs of mentions a decision would join or part.
    pub changes: u64,
    /// Strong enough by itself, and held back because the rest does not agree.
    pub held: bool,
    /// Whether the two are one person at present: the weakest link of it.
    pub together: bool,
}

/// The person of a mention. Each report that is opened for it is in the journal before anything is returned.
pub async fn person(
    store: &Store,
    linker: &Linker,
    permit: &Permit<act::SeePersons>,
    sight: &Sight,
    factors: &Factors,
    reference: PersonReference,
) -> Result<PersonView, ResponseError> {
    let mention = names::mention_of(store, sight, reference).await?;
    let (person, seen) = {
        let inside = linker.look()?;
        let person = inside.state.person_of(mention.key()).ok_or(ResponseError::NotFound)?;
        (person, Seen::of(&inside, sight, person))
    };
    // Called by the earliest mention that is seen.
    let id = seen.members.first().copied().ok_or(ResponseError::NotFound)?;
    let shown: Vec<MentionRef> =
        seen.members.iter().take(MENTIONS_SHOWN).map(|key| MentionRef::of_key(*key)).collect();
    let mut reports: Vec<i64> = shown.iter().map(|mention| mention.report_no).collect();
    reports.dedup();
    let mut opened = store.open_person(permit.by(), MentionRef::of_key(id), &reports).await?;
    narrow(sight, &mut opened);
    let mut turns = store.turns_of_person(person, i64::try_from(LISTED).unwrap_or(i64::MAX)).await?;
    turns.retain(|turn| sight.key(turn.from) && sight.key(turn.into));
    let turned = turns.iter().flat_map(|turn| [turn.from, turn.into]);
    let names = Names::of(store, seen.keys().chain(turned).chain([id])).await?;
    let mentions = sides(store, factors, &names, &shown, &opened);
    let given: Vec<Option<(&Mention, &model::Report)>> = shown
        .iter()
        .map(|mention| {
            let report = opened.iter().find(|report| report.row.no == mention.report_no)?.report.as_ref()?;
            Some((report.mentions.get(usize::from(mention.position))?, report))
        })
        .collect();
    let first = MentionRef::of_key(id).report_no;
    let lead = store.lead_of_report(first).await?;
    let lead = match lead {
        Some(lead) => {
            let name = if sight.report(lead.no) { lead.no } else { first };
            store.report_rows(&[name]).await?.first().map(|row| row.reference)
        }
        None => None,
    };
    Ok(PersonView {
        person: names.person(id).ok_or(ResponseError::NotFound)?,
        party: seen.party,
        more: seen.members.len().saturating_sub(shown.len()),
        fields: compare::fields(&given),
        edges: seen.edges.iter().filter_map(|edge| names.edge(*edge)).collect(),
        weakest: seen.weakest.and_then(|edge| names.edge(edge)),
        turns: turns
            .iter()
            .filter_map(|turn| {
                let (from, into) = (names.person(turn.from)?, names.person(turn.into)?);
                Some(TurnView { at: turn.at, kind: turn.kind, from, into })
            })
            .collect(),
        decisions: decisions(store, sight, &seen.decisions).await?,
        uncertain: seen.uncertain.iter().filter_map(|line| line.named(&names)).collect(),
        lead,
        mentions,
    })
}

/// What memory holds of a person.
struct Seen {
    members: Vec<u64>,
    party: Party,
    edges: Vec<(u64, u64, f64)>,
    weakest: Option<(u64, u64, f64)>,
    decisions: Vec<model::DecisionId>,
    uncertain: Vec<Unnamed>,
}

impl Seen {
    fn of(inside: &Inside, sight: &Sight, id: u64) -> Self {
        let cluster = inside.looks.cluster_of(id);
        let mut members = inside.state.members(id);
        members.retain(|key| sight.key(*key));
        let (mut edges, mut uncertain, mut decisions) = (Vec::new(), Vec::new(), Vec::new());
        for member in &members {
            decisions.extend(inside.decisions.of(*member));
            for (other, weight) in inside.looks.edges_of(*member) {
                if !sight.key(other) {
                    continue;
                }
                if inside.state.person_of(other) == Some(id) {
                    if *member < other {
                        edges.push((*member, other, weight));
                    }
                } else if inside.decisions.verdict(*member, other).is_none() {
                    uncertain.push(Unnamed::of(inside, *member, other, weight));
                }
            }
        }
        let carried = members.iter().flat_map(|member| {
            let report = inside.state.reports.get(&MentionRef::of_key(*member).report_no);
            report.into_iter().flat_map(|report| &report.carried).filter(|item| item.mention == Some(*member))
        });
        uncertain.extend(
            carried.filter_map(|item| Unnamed::of_conflict(inside, item.token)).map(|line| line.from(id)),
        );
        uncertain.retain_mut(|line| line.seen_by(sight));
        edges.sort_by(|a, b| b.2.total_cmp(&a.2));
        edges.truncate(LISTED);
        uncertain.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        // Of all links to one other person the strongest speaks.
        let mut others = std::collections::HashSet::new();
        uncertain.retain(|line| others.insert(line.right_person));
        uncertain.truncate(UNCERTAIN_SHOWN);
        decisions.sort_unstable_by(|a, b| b.cmp(a));
        decisions.dedup();
        decisions.truncate(LISTED);
        let weakest = cluster
            .and_then(|cluster| cluster.weakest)
            .filter(|(left, right, _)| sight.key(*left) && sight.key(*right));
        let said = members.iter().filter_map(|key| inside.state.mentions.get(key));
        let party = said.map(|mention| mention.party).min().unwrap_or(Party::Unknown);
        Self { members, party, edges, weakest, decisions, uncertain }
    }

    fn keys(&self) -> impl Iterator<Item = u64> {
        self.members
            .iter()
            .take(MENTIONS_SHOWN)
            .copied()
            .chain(self.edges.iter().chain(&self.weakest).flat_map(|(left, right, _)| [*left, *right]))
            .chain(self.uncertain.iter().flat_map(Unnamed::keys))
    }
}

/// A line of the list before its mentions are named.
#[derive(Clone, Copy)]
struct Unnamed {
    left: u64,
    right: u64,
    left_person: u64,
    right_person: u64,
    left_party: Party,
    right_party: Party,
    weight: f64,
    changes: u64,
    held: bool,
    together: bool,
}

impl Unnamed {
    fn of(inside: &Inside, left: u64, right: u64, weight: f64) -> Self {
        let person = |key: u64| inside.state.person_of(key).unwrap_or(key);
        let (left_person, right_person) = (person(left), person(right));
        let sizes = [left_person, right_person].map(|person| inside.state.members(person).len() as u64);
        Self {
            left,
            right,
            left_person,
            right_person,
            left_party: inside.state.party(left_person),
            right_party: inside.state.party(right_person),
            weight,
            changes: sizes[0].saturating_mul(sizes[1]),
            held: weight >= inside.looks.threshold(),
            together: left_person == right_person,
        }
    }

    /// The same line with this person on the left.
    fn from(self, person: u64) -> Self {
        if self.left_person == person {
            return self;
        }
        Self {
            left: self.right,
            right: self.left,
            left_person: self.right_person,
            right_person: self.left_person,
            left_party: self.right_party,
            right_party: self.left_party,
            ..self
        }
    }

    /// A child and an adult with a strong identifier in common, where nobody decided yet.
    fn of_conflict(inside: &Inside, token: u64) -> Option<Self> {
        let (left, right) = inside.state.conflicts(token)?;
        inside.decisions.verdict(left, right).is_none().then(|| {
            // The model gives the two no weight; they are as uncertain as can be.
            let weight = inside.looks.threshold();
            Self { held: true, ..Self::of(inside, left, right, weight) }
        })
    }

    /// Whether both mentions are seen; the persons are called by mentions that may not be, and then by these.
    fn seen_by(&mut self, sight: &Sight) -> bool {
        if !sight.key(self.left_person) {
            self.left_person = self.left;
        }
        if !sight.key(self.right_person) {
            self.right_person = self.right;
        }
        sight.key(self.left) && sight.key(self.right)
    }

    fn keys(&self) -> [u64; 4] {
        [self.left, self.right, self.left_person, self.right_person]
    }

    fn named(&self, names: &Names) -> Option<ReviewLine> {
        Some(ReviewLine {
            left: names.person(self.left)?,
            right: names.person(self.right)?,
            left_person: names.person(self.left_person)?,
            right_person: names.person(self.right_person)?,
            left_party: self.left_party,
            right_party: self.right_party,
            weight: self.weight,
            changes: self.changes,
            held: self.held,
            together: self.together,
        })
    }
}

/// Takes out of opened reports what is not seen.
fn narrow(sight: &Sight, opened: &mut [PersonReport]) {
    for one in opened {
        if let Some(report) = &mut one.report {
            sight.narrow(one.row.no, report);
        }
    }
}

fn sides(
    store: &Store,
    factors: &Factors,
    names: &Names,
    shown: &[MentionRef],
    opened: &[PersonReport],
) -> Vec<MentionSide> {
    shown
        .iter()
        .filter_map(|mention| {
            let report = opened.iter().find(|report| report.row.no == mention.report_no)?;
            let said =
                report.report.as_ref().and_then(|report| report.mentions.get(usize::from(mention.position)));
            Some(MentionSide {
                reference: names.person(mention.key())?,
                line: with_priority(store, factors, vec![report.row.clone()]).pop()?,
                role: said.map(|mention| mention.role).unwrap_or_default(),
                mention: said.cloned(),
            })
        })
        .collect()
}

async fn decisions(
    store: &Store,
    sight: &Sight,
    ids: &[model::DecisionId],
) -> Result<Vec<DecisionView>, ResponseError> {
    // Reasons are the centre's own words, about all of the mentions they name.
    if !sight.is_whole() {
        return Ok(Vec::new());
    }
    let mut views = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(record) = store.decision(*id).await? else { continue };
        let names =
            Names::of(store, record.left.iter().chain(&record.right).map(|mention| mention.key())).await?;
        let named = |mentions: &[MentionRef]| {
            mentions.iter().filter_map(|mention| names.person(mention.key())).collect::<Vec<_>>()
        };
        views.push(DecisionView { left: named(&record.left), right: named(&record.right), record });
    }
    Ok(views)
}

/// Uncertain links of the whole store, those first whose decision would change most. No word about people.
pub async fn review(
    store: &Store,
    linker: &Linker,
    _permit: &Permit<act::SeePersons>,
    sight: &Sight,
    limit: usize,
) -> Result<Vec<ReviewLine>, ResponseError> {
    // What to decide about links is a question to whoever sees all of them.
    if !sight.is_whole() {
        return Ok(Vec::new());
    }
    let lines: Vec<Unnamed> = {
        let inside = linker.look()?;
        let mut conflicts: Vec<Unnamed> = inside
            .state
            .identifiers
            .keys()
            .filter_map(|token| Unnamed::of_conflict(&inside, *token))
            .collect();
        conflicts.sort_by_key(|line| (std::cmp::Reverse(line.changes), line.left, line.right));
        conflicts.dedup_by_key(|line| (line.left, line.right));
        // Half of the list at most, so that the others are seen too.
        conflicts.truncate(limit.div_ceil(2));
        let found = inside.looks.review(limit - conflicts.len());
        let uncertain = found.into_iter().map(|review| Unnamed {
            changes: review.changes,
            held: review.held,
            together: review.together,
            ..Unnamed::of(&inside, review.left, review.right, review.weight)
        });
        conflicts.into_iter().chain(uncertain).collect()
    };
    let names = Names::of(store, lines.iter().flat_map(Unnamed::keys)).await?;
    Ok(lines.iter().filter_map(|line| line.named(&names)).collect())
}
