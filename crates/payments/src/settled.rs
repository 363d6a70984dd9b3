//! The payments that are true: each once, by its institution and reference, in its latest version, without those that were
//! withdrawn or never settled. Whatever lists, counts or reports payments reads them through this, as the windows do.

use crate::{
    batch::{Dropped, drop_repeated},
    payment::{Kind, Payment},
};

/// The payments that count, with their rows, in the order given. The rules are those of a batch: of one id the highest
/// version stays, of one version the row that came first; what is withdrawn then counts nowhere.
pub fn settled(rows: &[Payment]) -> impl Iterator<Item = (u32, &Payment)> {
    let dropped: Dropped = drop_repeated(rows.len(), || {
        (0_u32..).zip(rows).map(|(row, payment)| (payment.id, payment.version, row))
    });
    (0_u32..).zip(rows).filter(move |(row, payment)| payment.kind != Kind::Withdrawn && !dropped.has(*row))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payment_id;

    #[test]
    fn each_payment_counts_once_and_as_it_is_now() {
        let one = |institution: &str, reference: &str, version: u16, amount: u32| Payment {
            version,
            ..Payment::transfer(payment_id(institution, reference), 1, 2, 3, amount)
        };
        let gone = Payment { kind: Kind::Withdrawn, ..one("A", "T-3", 2, 700) };
        let rows = [
            one("A", "T-1", 0, 100),
            one("A", "T-2", 1, 200),
            one("A", "T-1", 0, 100),
            one("B", "T-1", 0, 300),
            one("A", "T-2", 3, 400),
            one("A", "T-2", 2, 500),
            one("A", "T-2", 3, 600),
            one("A", "T-3", 0, 700),
            gone,
        ];
        let left: Vec<(u32, u32)> = settled(&rows).map(|(row, payment)| (row, payment.amount)).collect();
        assert_eq!(left, [(0, 100), (3, 300), (4, 400)]);
    }
}
