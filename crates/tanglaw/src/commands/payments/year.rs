//! The synthetic year as payments, with its truth.

use payments::{
    Channel, Collector, Kind, Land, Payment, Plan, Tie, Words,
    backtest::{Paid, Truth},
    even_step,
    subject::Side,
};
use std::collections::BTreeMap;
use synthetic::remittance::{Remittance, Role, SenderTruth, Year};

/// A remittance as a payment; `id` is its number.
pub(super) fn payment(row: &Remittance, id: u64) -> Payment {
    let land = |code: &[u8; 2]| Land::from_letters(code).unwrap_or_default();
    Payment {
        sender_country: land(&row.from),
        recipient_country: land(&row.to),
        institution: row.institution,
        local_minute: row.local_minute,
        sent_step: even_step(u64::from(row.cents)),
        landed_step: even_step(row.landed),
        kind: Kind::from_code(row.kind).unwrap_or_default(),
        channel: Channel::from_code(row.channel).unwrap_or_default(),
        words: Words::from_code(row.words).unwrap_or_default(),
        tie: Tie::from_code(row.tie).unwrap_or_default(),
        sender_age: row.age,
        same_surname: row.same_surname,
        ..Payment::transfer(id, row.at, row.sender, row.recipient.unwrap_or(payments::NONE), row.cents)
    }
}

/// The truth of a year.
pub(super) struct YearTruth {
    senders: Vec<SenderTruth>,
    paid: u32,
    year: Year,
    offenders: Vec<u32>,
    series: BTreeMap<u32, Vec<Paid>>,
    /// Payments of the year.
    pub(super) rows: u64,
}

/// One thread's share of the year.
struct Share<'p> {
    collectors: Vec<Collector<'p>>,
    senders: Vec<(u32, SenderTruth)>,
    series: BTreeMap<u32, Vec<Paid>>,
    rows: u32,
}

/// Makes the year once for several plans: collectors of each plan, and the truth.
pub(super) fn make<'p>(
    year: &Year,
    plans: &[&'p Plan],
    threads: usize,
) -> anyhow::Result<(Vec<Vec<Collector<'p>>>, YearTruth)> {
    let threads = u32::try_from(threads.clamp(1, 64))?;
    let per_thread = year.blocks().div_ceil(threads).max(1);
    // Rows are numbered by thread: each has room of its own.
    let room = u32::MAX / threads;
    let work = |thread: u32| {
        let mut share = Share {
            collectors: plans.iter().map(|plan| Collector::rows(plan, thread * room)).collect(),
            senders: Vec::new(),
            series: BTreeMap::new(),
            rows: 0,
        };
        for block in (thread * per_thread..year.blocks()).take(per_thread as usize) {
            let mut offends = BTreeMap::<u32, Vec<Paid>>::new();
            let (collectors, rows) = (&mut share.collectors, &mut share.rows);
            let mut senders = Vec::new();
            let mut known = None;
            let offending = std::cell::Cell::new(None);
            year.block(
                block,
                &mut |row| {
                    let payment = payment(row, u64::from(*rows));
                    for collector in &mut *collectors {
                        collector.push(&payment);
                    }
                    *rows += 1;
                    if offending.get() == Some(row.sender) && row.kind == "transfer" {
                        let recipient = row.recipient.unwrap_or(payments::NONE);
                        offends.entry(row.sender).or_default().push(Paid {
                            at: row.at,
                            amount: row.cents,
                            recipient,
                        });
                    }
                },
                &mut |sender, truth| {
                    if truth.role == Role::OffendingPayer {
                        offending.set(Some(sender));
                    }
                    known = Some(sender);
                    senders.push((sender, truth));
                },
            );
            let _: Option<u32> = known;
            share.senders.extend(senders);
            share.series.extend(offends);
        }
        share
    };
    let shares: Vec<Share<'p>> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|thread| scope.spawn(move || work(thread))).collect();
        all.into_iter()
            .map(|one| match one.join() {
                Ok(share) => share,
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    });
    let mut collectors: Vec<Vec<Collector<'p>>> = plans.iter().map(|_| Vec::new()).collect();
    let (mut senders, mut series, mut rows) = (Vec::new(), BTreeMap::new(), 0);
    for share in shares {
        anyhow::ensure!(
            share.rows < room,
            "the year has more payments than can be numbered; take fewer senders"
        );
        for (list, collector) in collectors.iter_mut().zip(share.collectors) {
            list.push(collector);
        }
        senders.extend(share.senders);
        series.extend(share.series);
        rows += u64::from(share.rows);
    }
    senders.sort_by_key(|(sender, _)| *sender);
    let senders: Vec<SenderTruth> = senders.into_iter().map(|(_, truth)| truth).collect();
    let offenders = (0_u32..)
        .zip(&senders)
        .filter(|(_, truth)| truth.role == Role::OffendingPayer)
        .map(|(sender, _)| sender)
        .collect();
    let truth = YearTruth { senders, paid: year.paid(), year: year.clone(), offenders, series, rows };
    Ok((collectors, truth))
}

fn group(kind: &str, code: [u8; 2]) -> String {
    format!("{kind} {}", String::from_utf8_lossy(&code))
}

impl Truth for YearTruth {
    fn is_involved(&self, side: Side, party: u32) -> bool {
        match side {
            Side::Payer => self.senders.get(party as usize).is_some_and(|truth| truth.role.is_involved()),
            Side::Payee => self.year.recipient_role(party).is_involved(),
        }
    }

    fn involved(&self, side: Side) -> u64 {
        match side {
            Side::Payer => self.senders.iter().filter(|truth| truth.role.is_involved()).count() as u64,
            Side::Payee => u64::from(self.paid),
        }
    }

    fn offenders(&self) -> &[u32] {
        &self.offenders
    }

    fn payments(&self, party: u32) -> &[Paid] {
        self.series.get(&party).map_or(&[], Vec::as_slice)
    }

    fn groups(&self, party: u32) -> Vec<String> {
        let Some(truth) = self.senders.get(party as usize) else { return Vec::new() };
        let corridor = format!(
            "corridor {}-{}",
            String::from_utf8_lossy(&truth.country),
            String::from_utf8_lossy(&truth.destination)
        );
        vec![corridor, group("nationality", truth.nationality), format!("role {}", truth.role.code())]
    }

    fn group_sizes(&self) -> BTreeMap<String, u64> {
        let mut sizes = BTreeMap::new();
        for party in (0_u32..).take(self.senders.len()) {
            for group in self.groups(party) {
                *sizes.entry(group).or_default() += 1;
            }
        }
        sizes
    }

    fn days(&self) -> i64 {
        365
    }
}
