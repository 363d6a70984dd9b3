//! Who is away, and who does their work meanwhile: what leave means to everybody else.

use crate::ResponseError;
use model::{Instant, UserId};
use store::{Absence, Store};

/// Somebody who is away: what a form says of them that gives work out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    /// Their name.
    pub name: String,
    /// Until when.
    pub until: Instant,
    /// Who does their work meanwhile, where anybody does.
    pub deputy: Option<String>,
}

/// Everybody who is away now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Away(Vec<Absence>);

impl Away {
    /// As it stands now.
    pub(crate) async fn now(store: &Store) -> Result<Self, ResponseError> {
        Ok(Self(store.absences().await?))
    }

    fn of(&self, user: UserId) -> Option<&Absence> {
        self.0.iter().find(|absence| absence.user == user)
    }

    /// Whether somebody is away.
    pub(crate) fn is_away(&self, user: UserId) -> bool {
        self.of(user).is_some()
    }

    /// Who does the work of a user now: the user, or while they are away whoever stands in. Stops after a few steps,
    /// where deputies are away too.
    fn acting_for(&self, user: UserId) -> UserId {
        let mut who = user;
        for _ in 0..4 {
            match self.of(who).and_then(|absence| absence.deputy) {
                Some(deputy) if deputy != user => who = deputy,
                _ => break,
            }
        }
        who
    }

    /// Those whose work a user does besides their own.
    pub(crate) fn stood_in_by(&self, user: UserId) -> Vec<UserId> {
        let others = self.0.iter().map(|absence| absence.user).filter(|away| *away != user);
        others.filter(|away| self.acting_for(*away) == user).collect()
    }

    /// What is told of somebody of these names, where they are away.
    pub(crate) fn told(&self, user: UserId, name: impl Fn(UserId) -> Option<String>) -> Option<Absent> {
        let until = self.of(user)?.until;
        let deputy = Some(self.acting_for(user)).filter(|deputy| *deputy != user).and_then(&name);
        Some(Absent { name: name(user)?, until, deputy })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u8) -> UserId {
        UserId::from_slice(&[number; 16]).unwrap()
    }

    fn away(pairs: &[(u8, Option<u8>)]) -> Away {
        let absence = |(user, deputy): &(u8, Option<u8>)| Absence {
            user: id(*user),
            until: Instant::from_micros(1),
            deputy: deputy.map(id),
        };
        Away(pairs.iter().map(absence).collect())
    }

    #[test]
    fn work_goes_to_the_first_who_is_there() {
        let all = away(&[(1, Some(2)), (2, Some(3)), (4, Some(3)), (5, None), (6, Some(6))]);
        let of = |number: u8| {
            let mut found = all.stood_in_by(id(number));
            found.sort_unstable();
            found
        };
        assert_eq!(of(3), [id(1), id(2), id(4)]);
        assert_eq!((of(1), of(2), of(5), of(6), of(9)), (vec![], vec![], vec![], vec![], vec![]));
        assert_eq!(all.acting_for(id(5)), id(5), "nobody stands in: it waits for them");
        assert_eq!(all.acting_for(id(9)), id(9));
        // Who stand in for each other, both away: each does the other's, and nobody walks in circles.
        let both = away(&[(1, Some(2)), (2, Some(1))]);
        assert_eq!((both.acting_for(id(1)), both.acting_for(id(2))), (id(2), id(1)));
        let circle = away(&[(1, Some(2)), (2, Some(3)), (3, Some(2))]);
        assert!([id(2), id(3)].contains(&circle.acting_for(id(1))));
    }
}
