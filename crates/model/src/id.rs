//! Identities: UUID version 7 (RFC 9562, section 5.7), one type for each kind of thing.

use crate::time::Clock;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// Makes a UUID version 7 from a clock and a source of randomness that the caller holds.
///
/// Ids made later sort after ids made earlier, which keeps database indexes compact.
pub fn new_id<Id: From<Uuid>>(clock: &dyn Clock, rng: &mut impl rand::Rng) -> Id {
    let mut random = [0_u8; 10];
    rng.fill_bytes(&mut random);
    let millis = u64::try_from(clock.now().micros() / 1_000).unwrap_or(0);
    Id::from(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The sixteen bytes, as the store keeps them.
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
            /// Reads the sixteen bytes back; `None` where there are not sixteen.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                Uuid::from_slice(bytes).ok().map(Self)
            }
            /// The id without its kind.
            pub fn uuid(self) -> Uuid {
                self.0
            }
        }
        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

ids! {
    /// One report, the same through all its versions and deliveries.
    ReportId,
    /// An organisation that takes part.
    AgencyId,
    /// A person of the staff.
    UserId,
    /// One decision of an analyst about mentions.
    DecisionId,
    /// One conversation with somebody who reported without a name.
    InboxId,
    /// A platform, hotline or office that hands reports over by machine.
    PartnerId,
    /// One sign-in of one user, as the journal names it (not the secret token).
    SessionId,
    /// A lead handed to another agency.
    ReferralId,
    /// One invitation of one person.
    InvitationId,
    /// One request to go past the policy for one record.
    OverrideId,
    /// One alert about payments of one party.
    AlertId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{FixedClock, Instant};
    use rand::SeedableRng;

    #[test]
    fn ids_are_version_7_and_sort_by_time() {
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(1);
        let early: ReportId = new_id(&FixedClock(Instant::from_micros(1_000_000)), &mut rng);
        let late: ReportId = new_id(&FixedClock(Instant::from_micros(2_000_000)), &mut rng);
        assert_eq!(early.uuid().get_version_num(), 7);
        assert!(early < late);
        assert_eq!(early.to_string().parse::<ReportId>(), Ok(early));
    }
}
