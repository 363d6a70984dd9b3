//! Writing persons and leads. They follow from reports and decisions, like ranks: not in the journal, and written by
//! whoever linked last. Two programs may link at once; the revision tells one that the other wrote.

use crate::{
    StoreError,
    apply::UNRANKED,
    database::{Store, Unit, on},
    leads::cells_of,
    many::{at_once, bound},
    sql,
    tables::{self, Cell, Table},
};
use model::Instant;
use sqlx::{AssertSqlSafe, Row};
use std::collections::HashMap;

/// How far the journal is linked, as the store says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// The model that persons follow from; empty before the first run.
    pub fingerprint: String,
    /// Last journal entry that is taken in.
    pub seq: i64,
    /// Grows with every writing.
    pub revision: i64,
}

/// A person as the table has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// Key of the earliest mention ([`model::MentionRef::key`]).
    pub id: u64,
    /// Code of the party: child, adult, unknown.
    pub party: String,
    /// Mentions.
    pub mentions: i64,
    /// Reports that mention them.
    pub reports: i64,
    /// Weight of the weakest link that holds them together, thousandths of a bit; none for a single mention.
    pub weakest: Option<i64>,
}

/// What became of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnKind {
    /// They turned out to be one with another.
    Merged,
    /// Some of their mentions turned out to be another's.
    Split,
}

/// A merge or split, told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TurnRow {
    /// When.
    pub at: Instant,
    /// Which.
    pub kind: TurnKind,
    /// The person as they were called before.
    pub from: u64,
    /// The person they are, or that came of them.
    pub into: u64,
}

/// A lead as the table has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeadRow {
    /// Row number of its earliest report.
    pub no: i64,
    /// Where it stands: as its most urgent report, before or behind that by what people decided and by what the lead as
    /// a whole adds. Not looked at in writing; the store knows.
    pub rank: i64,
    /// Kinds of incident of any of its reports, as bits.
    pub kinds: i64,
    /// Doors of any of its reports, as bits.
    pub channels: i64,
    /// Reports.
    pub reports: i64,
    /// Persons, reporters left out.
    pub persons: i64,
    /// Of them, children.
    pub children: i64,
    /// Of them, suspects and facilitators.
    pub suspects: i64,
    /// When the first report came.
    pub first_received: Instant,
    /// When the last report came.
    pub last_received: Instant,
}

/// Changes of persons and leads, written together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkWrite {
    /// The model that they follow from.
    pub fingerprint: String,
    /// Last journal entry that is taken in.
    pub seq: i64,
    /// Persons as they are now.
    pub persons: Vec<PersonRow>,
    /// Persons that are no more.
    pub gone_persons: Vec<u64>,
    /// Mentions with their person.
    pub mentions: Vec<(u64, u64)>,
    /// Mentions that are no more.
    pub gone_mentions: Vec<u64>,
    /// Merges and splits: kind, before, after.
    pub turns: Vec<(TurnKind, u64, u64)>,
    /// Leads as they are now.
    pub leads: Vec<LeadRow>,
    /// Leads that are no more.
    pub gone_leads: Vec<i64>,
    /// Reports with their lead.
    pub lead_reports: Vec<(i64, i64)>,
}

impl LinkWrite {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.persons.is_empty()
            && self.gone_persons.is_empty()
            && self.mentions.is_empty()
            && self.gone_mentions.is_empty()
            && self.turns.is_empty()
            && self.leads.is_empty()
            && self.gone_leads.is_empty()
            && self.lead_reports.is_empty()
    }
}

/// A key of a mention as a column has it.
pub(crate) fn column(key: u64) -> i64 {
    key.cast_signed()
}

impl Store {
    /// How far the journal is linked.
    pub async fn linked(&self) -> Result<Linked, StoreError> {
        let mut unit = self.look().await?;
        on!(&mut unit, c => {
            let row = sqlx::query(sql::LINKED).fetch_one(c).await?;
            Ok(Linked { fingerprint: row.try_get(0)?, seq: row.try_get(1)?, revision: row.try_get(2)? })
        })
    }

    /// Writes changes in one unit of work, if nobody else wrote since `revision`; returns whether it did.
    pub async fn write_links(&self, revision: i64, write: &LinkWrite) -> Result<bool, StoreError> {
        let mut unit = self.unit().await?;
        let taken: u64 = on!(&mut unit, c => sqlx::query(sql::SET_LINKED)
            .bind(write.fingerprint.as_str()).bind(write.seq).bind(revision).execute(c).await?.rows_affected());
        if taken != 1 {
            return Ok(false);
        }
        let persons: Vec<i64> = write.persons.iter().map(|person| column(person.id)).collect();
        let gone: Vec<i64> = write.gone_persons.iter().map(|id| column(*id)).collect();
        let rows = write.persons.iter().map(|person| {
            vec![
                column(person.id).into(),
                person.party.as_str().into(),
                person.mentions.into(),
                person.reports.into(),
                person.weakest.into(),
            ]
        });
        replace(&mut unit, &tables::PERSON, &[persons, gone].concat(), rows.collect()).await?;
        let mentions: Vec<i64> = write.mentions.iter().map(|(mention, _)| column(*mention)).collect();
        let gone: Vec<i64> = write.gone_mentions.iter().map(|mention| column(*mention)).collect();
        let rows = write
            .mentions
            .iter()
            .map(|(mention, person)| vec![column(*mention).into(), column(*person).into()]);
        replace(&mut unit, &tables::PERSON_MENTION, &[mentions, gone].concat(), rows.collect()).await?;
        if !write.turns.is_empty() {
            let first: i64 = on!(&mut unit, c => sqlx::query_scalar(sql::NEXT_TURN).fetch_one(c).await?);
            let at = self.clock().now().micros();
            let rows: Vec<Vec<Cell>> = (first..)
                .zip(&write.turns)
                .map(|(no, (kind, from, into))| {
                    let kind = match kind {
                        TurnKind::Merged => "merged",
                        TurnKind::Split => "split",
                    };
                    vec![no.into(), at.into(), kind.into(), column(*from).into(), column(*into).into()]
                })
                .collect();
            unit.insert_rows(&tables::PERSON_TURN, &rows).await?;
        }
        write_leads(&mut unit, write, self.clock().now()).await?;
        unit.save().await?;
        Ok(true)
    }

    /// Mentions with their persons as written, after mention `after`, in order: to compare with what should be.
    pub async fn written_mentions(&self, after: u64, limit: i64) -> Result<Vec<(u64, u64)>, StoreError> {
        let mut unit = self.snapshot().await?;
        let after = [Cell::from(column(after))];
        let rows = unit.rows_after(&tables::PERSON_MENTION, Some(&after), limit).await?;
        Ok(pairs(&rows).map(|(a, b)| (a.cast_unsigned(), b.cast_unsigned())).collect())
    }

    /// Persons as written, after person `after`, in order.
    pub async fn written_persons(&self, after: u64, limit: i64) -> Result<Vec<PersonRow>, StoreError> {
        let mut unit = self.snapshot().await?;
        let rows = unit.rows_after(&tables::PERSON, Some(&[Cell::from(column(after))]), limit).await?;
        Ok(rows.into_iter().filter_map(person_from).collect())
    }

    /// Leads as written, after lead `after`, in order of their number; with rank 0.
    pub async fn written_lead_rows(&self, after: i64, limit: i64) -> Result<Vec<LeadRow>, StoreError> {
        let mut unit = self.snapshot().await?;
        let rows = unit.rows_after(&tables::LEAD, Some(&[Cell::from(after)]), limit).await?;
        Ok(rows.iter().filter_map(|row| lead_from(row)).collect())
    }

    /// Reports with their leads as written, after report `after`, in order.
    pub async fn written_leads(&self, after: i64, limit: i64) -> Result<Vec<(i64, i64)>, StoreError> {
        let mut unit = self.snapshot().await?;
        let rows = unit.rows_after(&tables::LEAD_REPORT, Some(&[Cell::from(after)]), limit).await?;
        Ok(pairs(&rows).collect())
    }
}

fn person_from(row: Vec<Cell>) -> Option<PersonRow> {
    let row: [Cell; 5] = row.try_into().ok()?;
    match row {
        [
            Cell::Int(Some(id)),
            Cell::Text(Some(party)),
            Cell::Int(Some(mentions)),
            Cell::Int(Some(reports)),
            Cell::Int(weakest),
        ] => Some(PersonRow { id: id.cast_unsigned(), party, mentions, reports, weakest }),
        _ => None,
    }
}

fn lead_from(row: &[Cell]) -> Option<LeadRow> {
    // What follows from people's decisions is not compared: it is brought up to date with every change.
    let numbers: Vec<i64> = row
        .iter()
        .map_while(|cell| if let Cell::Int(value) = cell { *value } else { None })
        .take(10)
        .collect();
    let [no, _, kinds, channels, reports, persons, children, suspects, first, last]: [i64; 10] =
        numbers.try_into().ok()?;
    Some(LeadRow {
        no,
        rank: 0,
        kinds,
        channels,
        reports,
        persons,
        children,
        suspects,
        first_received: Instant::from_micros(first),
        last_received: Instant::from_micros(last),
    })
}

fn pairs(rows: &[Vec<Cell>]) -> impl Iterator<Item = (i64, i64)> {
    rows.iter().filter_map(|row| match row.as_slice() {
        [Cell::Int(Some(a)), Cell::Int(Some(b))] => Some((*a, *b)),
        _ => None,
    })
}

async fn write_leads(unit: &mut Unit, write: &LinkWrite, at: Instant) -> Result<(), StoreError> {
    let reports: Vec<i64> = write.lead_reports.iter().map(|(report, _)| *report).collect();
    let worked = crate::desk::any_work(unit).await?;
    let grown = if worked { grown(unit, &write.lead_reports).await? } else { HashMap::new() };
    if !reports.is_empty() {
        unit.run(sql::REPORTS_TURN).await?;
    }
    let rows = write.lead_reports.iter().map(|(report, lead)| vec![(*report).into(), (*lead).into()]);
    replace(unit, &tables::LEAD_REPORT, &reports, rows.collect()).await?;
    let leads: Vec<i64> = write.leads.iter().map(|lead| lead.no).collect();
    let rows = write.leads.iter().map(|lead| cells_of(&LeadRow { rank: UNRANKED, ..*lead }));
    replace(unit, &tables::LEAD, &[leads.as_slice(), &write.gone_leads].concat(), rows.collect()).await?;
    let mut turns: Vec<(model::UserId, i64, bool)> = Vec::new();
    if worked {
        for lead in &leads {
            let holder = crate::desk::place_lead(unit, *lead).await?;
            turns.extend(holder.zip(grown.get(lead)).map(|(holder, merged)| (holder, *lead, *merged)));
        }
    }
    crate::ranking::rank_leads(unit, &leads).await?;
    if turns.is_empty() {
        return Ok(());
    }
    let last: i64 = on!(&mut *unit, c => sqlx::query_scalar(sql::LAST_LEAD_TURN).fetch_one(c).await?);
    let rows: Vec<Vec<Cell>> = (last + 1..)
        .zip(turns)
        .map(|(no, (holder, lead, merged))| {
            let holder = holder.as_bytes().as_slice().into();
            vec![no.into(), at.micros().into(), holder, lead.into(), i64::from(merged).into()]
        })
        .collect();
    unit.insert_rows(&tables::LEAD_TURN, &rows).await
}

/// The leads to which reports come by these changes: whether one comes alone, or a lead of several comes to be one with it
/// (`true`). To be asked before they are written.
async fn grown(unit: &mut Unit, now: &[(i64, i64)]) -> Result<HashMap<i64, bool>, StoreError> {
    let reports: Vec<i64> = now.iter().map(|(report, _)| *report).collect();
    let mut before: HashMap<i64, i64> = HashMap::new();
    for some in at_once(&reports) {
        on!(&mut *unit, c => for row in bound(sqlx::query(sql::LEADS_OF_REPORTS), some).fetch_all(c).await? {
            before.insert(row.try_get(0)?, row.try_get(1)?);
        });
    }
    // How many reports go from one lead to another.
    let mut moved: HashMap<(i64, i64), usize> = HashMap::new();
    for (report, lead) in now {
        if let Some(old) = before.get(report).filter(|old| *old != lead) {
            *moved.entry((*old, *lead)).or_default() += 1;
        }
    }
    let mut grown = HashMap::new();
    for ((_, lead), reports) in moved {
        // What splits off becomes a lead that was none before: no growth of it.
        if before.get(&lead).is_none_or(|its| *its == lead) {
            *grown.entry(lead).or_default() |= reports > 1;
        }
    }
    Ok(grown)
}

/// Takes rows of these keys out and puts others in.
async fn replace(
    unit: &mut Unit,
    table: &Table,
    keys: &[i64],
    rows: Vec<Vec<Cell>>,
) -> Result<(), StoreError> {
    let mut rest = keys;
    while !rest.is_empty() {
        let (now, later) = rest.split_at(1 << rest.len().min(512).ilog2());
        rest = later;
        let marks = (1..=now.len()).map(unit.mark()).collect::<Vec<_>>().join(", ");
        let text = format!("DELETE FROM {} WHERE {} IN ({marks})", table.name, table.key_list());
        on!(&mut *unit, c => {
            let mut query = sqlx::query(AssertSqlSafe(text));
            for key in now {
                query = query.bind(*key);
            }
            query.execute(c).await?;
        });
    }
    unit.insert_rows(table, &rows).await
}
