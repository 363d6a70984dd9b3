//! A year of remittances with the truth: those who pay for the abuse of children, those who are paid, children who are
//! extorted, and the ordinary people whose payments look alike.
//!
//! Made sender by sender, block by block: the same options give the same payments, and memory holds the truth only.

pub mod figures;
mod offender;
mod ordinary;
mod sender;

use crate::dice::Dice;
use sender::Ledger;
pub use sender::Remittance;

/// Senders of one block, which is made from one stream of randomness.
const BLOCK: u32 = 4_096;
/// Fewest ordinary recipients that many pay: sellers, top-up shops, charities.
const SHOPS: u32 = 600;

/// What somebody is in truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Pays for the abuse.
    OffendingPayer,
    /// A child or young person who pays under extortion: a victim.
    CoercedPayer,
    /// Sends now and then.
    Occasional,
    /// A migrant worker who supports one or two relatives.
    Worker,
    /// A migrant worker who supports many, in small sums.
    WorkerManyRelatives,
    /// Sponsors children through a charity.
    Sponsor,
    /// Buys from online sellers abroad.
    Shopper,
    /// Has a partner abroad.
    Couple,
    /// A student among friends.
    Student,
    /// Buys game credit abroad.
    Gamer,
    /// Lives partly in the country of the recipients.
    Expatriate,
    /// Sends small sums to adults met online, in good faith or deceived: no crime against a child, and very like one.
    Courting,
    /// Is paid for the abuse.
    Facilitator,
    /// Collects from extorted children.
    Collector,
    /// Is paid by ordinary people.
    OrdinaryRecipient,
}

impl Role {
    /// Whether an alert about them is a right one: offenders, those they pay, and victims who need protection.
    pub const fn is_involved(self) -> bool {
        matches!(self, Self::OffendingPayer | Self::CoercedPayer | Self::Facilitator | Self::Collector)
    }

    /// The word for it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OffendingPayer => "offending-payer",
            Self::CoercedPayer => "coerced-payer",
            Self::Occasional => "occasional",
            Self::Worker => "worker",
            Self::WorkerManyRelatives => "worker-many-relatives",
            Self::Sponsor => "sponsor",
            Self::Shopper => "shopper",
            Self::Couple => "couple",
            Self::Student => "student",
            Self::Gamer => "gamer",
            Self::Expatriate => "expatriate",
            Self::Courting => "courting",
            Self::Facilitator => "facilitator",
            Self::Collector => "collector",
            Self::OrdinaryRecipient => "ordinary-recipient",
        }
    }
}

/// A sender in truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SenderTruth {
    /// Role.
    pub role: Role,
    /// Where they send from.
    pub country: [u8; 2],
    /// Whose nationals they are.
    pub nationality: [u8; 2],
    /// Where most of their money goes.
    pub destination: [u8; 2],
}

/// How large the year is.
#[derive(Clone, Copy, Debug)]
pub struct YearOptions {
    /// Senders.
    pub senders: u32,
    /// Offending payers among a million senders: 100 is one in ten thousand.
    pub per_million: u32,
    /// Seed.
    pub seed: u64,
}

/// A year, made block by block.
#[derive(Clone, Debug)]
pub struct Year {
    options: YearOptions,
    offenders: u32,
    coerced: u32,
    facilitators: u32,
    collectors: u32,
}

/// Ordinary recipients whom more than one may pay, as numbers: each kind follows the one before it.
#[derive(Clone, Copy, Debug)]
struct Common {
    /// First number of all.
    first: u32,
    /// Sellers, top-up shops and charities.
    shops: u32,
    /// Adults whom people met online pay.
    courted: u32,
    /// Relatives and friends whom several senders support.
    family: u32,
}

impl Common {
    /// First number after all of them.
    const fn end(self) -> u32 {
        self.first + self.shops + self.courted + self.family
    }
}

impl Year {
    /// A year of these options. There is at least one offending payer.
    pub fn new(options: YearOptions) -> Self {
        let share = |per_million: u64| {
            u32::try_from(u64::from(options.senders) * per_million / 1_000_000).unwrap_or(u32::MAX).max(1)
        };
        let offenders = share(u64::from(options.per_million));
        let coerced = (offenders / 2).max(1);
        let facilitators = (offenders / figures::PAYERS_PER_RECIPIENT).max(2) + offenders / 4;
        Self { options, offenders, coerced, facilitators, collectors: (coerced / 4).max(1) }
    }

    /// Blocks that it is made of; each can be made alone.
    pub const fn blocks(&self) -> u32 {
        self.options.senders.div_ceil(BLOCK)
    }

    /// Offending payers.
    pub const fn offenders(&self) -> u32 {
        self.offenders
    }

    /// Recipients who are paid for the abuse or collect from children.
    pub const fn paid(&self) -> u32 {
        self.facilitators + self.collectors
    }

    fn common(&self) -> Common {
        let senders = self.options.senders;
        Common {
            first: self.paid(),
            shops: SHOPS.max(senders / 250),
            courted: (senders / 500).max(40),
            family: (senders / 8).max(80),
        }
    }

    /// The role of a recipient. Recipients are numbered: facilitators, collectors, those whom several ordinary people may
    /// pay, then those of each sender.
    pub const fn recipient_role(&self, recipient: u32) -> Role {
        if recipient < self.facilitators {
            Role::Facilitator
        } else if recipient < self.paid() {
            Role::Collector
        } else {
            Role::OrdinaryRecipient
        }
    }

    /// Makes one block: gives out every remittance, sender by sender and in order of time within each, and the truth of
    /// each sender.
    pub fn block(
        &self,
        block: u32,
        give: &mut dyn FnMut(&Remittance),
        truth: &mut dyn FnMut(u32, SenderTruth),
    ) {
        let mut dice = Dice::new(self.options.seed, u64::from(block));
        let first = block * BLOCK;
        let common = self.common();
        for sender in first..first.saturating_add(BLOCK).min(self.options.senders) {
            let mut ledger = Ledger::new(sender, common.end());
            let one = match self.hidden(sender) {
                Some(Role::OffendingPayer) => offender::pays(&mut dice, &mut ledger, self.facilitators),
                Some(_) => offender::is_extorted(&mut dice, &mut ledger, self.facilitators, self.collectors),
                None => ordinary::pays(&mut dice, &mut ledger, common),
            };
            truth(sender, one);
            ledger.give(give);
        }
    }

    /// Offending and coerced payers are spread evenly over the senders.
    fn hidden(&self, sender: u32) -> Option<Role> {
        let hidden = u64::from(self.offenders + self.coerced);
        let at = |sender: u64| sender * hidden / u64::from(self.options.senders.max(1));
        let (before, after) = (at(u64::from(sender)), at(u64::from(sender) + 1));
        (after > before).then_some(if before % 3 == 2 { Role::CoercedPayer } else { Role::OffendingPayer })
    }
}
