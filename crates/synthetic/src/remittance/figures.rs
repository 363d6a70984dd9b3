//! What the year is fitted to. Amounts are Australian dollars, in which the Australian studies count; 38 pesos are one.

use crate::figures::{Figure, Standing};

/// Pesos of one dollar.
pub const PESOS_PER_DOLLAR: u32 = 38;

/// Payments of one offending payer in the year, bands with both ends included.
pub const PAYMENTS_PER_PAYER: Figure<(u32, u32)> = Figure {
    name: "payments of one offending payer",
    shares: &[((1, 1), 430), ((2, 4), 290), ((5, 15), 170), ((16, 30), 75), ((110, 250), 35)],
    standing: Standing::Seen,
    source: "AIC Trends & issues 589 (2020): more than half paid more than once, 3 % of payers made half of the payments, \
             25 % made 3 %; 2,714 payments of 256 payers; the bands are an assumption that meets this",
};

/// Pesos of one payment of a payer with few payments.
pub const FEW_PESOS: Figure<(u32, u32)> = Figure {
    name: "amount of one payment of a payer with few payments, pesos",
    shares: &[((300, 999), 60), ((1_900, 2_999), 180), ((3_000, 9_999), 640), ((10_000, 14_800), 120)],
    standing: Standing::Seen,
    source: "AMLC studies 2020 to 2023: 81 % between PHP 1,000 and 10,000, 45 to 44 at 3,000; AIC 589: classes from under \
             A$49 to A$390; together with MANY_PESOS by assumption",
};

/// Pesos of one payment of a payer with many payments.
pub const MANY_PESOS: Figure<(u32, u32)> = Figure {
    name: "amount of one payment of a payer with many payments, pesos",
    shares: &[
        ((300, 999), 130),
        ((1_000, 2_090), 510),
        ((2_091, 2_999), 50),
        ((3_000, 9_999), 280),
        ((10_000, 14_800), 30),
    ],
    standing: Standing::Seen,
    source: "AIC Trends & issues 634 (2021): high-volume payers typically paid under A$55 at intervals under 20 days; AMLC \
             as FEW_PESOS",
};

/// Payments between 22 and 5 o'clock where the payer is, of a thousand (FATF 2025 and ECPAT Sweden 2024 name the pattern;
/// the share is an assumption).
pub const NIGHT: u32 = 580;
/// Even sums, of a thousand (FATF 2025 names the pattern; the share is an assumption).
pub const EVEN: u32 = 780;
/// Recipients of one offending payer.
pub const RECIPIENTS: Figure<u32> = Figure {
    name: "recipients of one offending payer",
    shares: &[(1, 420), (2, 200), (3, 120), (5, 160), (8, 100)],
    standing: Standing::Assumption,
    source: "AMLC 2020 and FINTRAC 2020: several unrelated recipients; the shares are an assumption",
};
/// Offending payers of one recipient, on average (AUSTRAC: several payers, one common beneficiary; an assumption).
pub const PAYERS_PER_RECIPIENT: u32 = 4;
/// Text of a cover class, of a thousand (AUSTRAC 2024 and FATF 2025 name the pattern; the share is an assumption).
pub const COVER: u32 = 450;
/// Payers who also buy anonymity services, screen capture or webcam services, of a thousand (FINTRAC 2020; assumption).
pub const COMPANION: u32 = 250;
/// Payers who travel to the corridor country, of a thousand (FINTRAC 2025, Westpac; assumption).
pub const TRAVEL: u32 = 120;

/// Ordinary recipients of kin and friends who have other senders too, of a thousand (an assumption: siblings abroad support
/// the same parents; without it a second payer alone would give a crime away, which it does not).
pub const SHARED_RECIPIENT: u32 = 150;
/// Ordinary senders who use a second institution, of a thousand, and how often they do (an assumption: fees are compared).
pub const SECOND_INSTITUTION: (u32, u32) = (300, 300);
/// Ordinary senders who are up at night, of a thousand, and how often they pay then (an assumption: shift workers).
pub const NIGHT_WORKERS: (u32, u32) = (60, 550);
/// People who pay adults met online: how often at night, even, and with text of a cover class, of a thousand (assumptions,
/// set close to those of offending payers on purpose).
pub const COURTING: (u32, u32, u32) = (450, 650, 400);

/// Who sends money across borders, ordinary people, of a thousand. No published split was at hand.
pub const ORDINARY: Figure<super::Role> = {
    use super::Role;
    Figure {
        name: "ordinary senders",
        shares: &[
            (Role::Occasional, 300),
            (Role::Worker, 427),
            (Role::WorkerManyRelatives, 50),
            (Role::Sponsor, 30),
            (Role::Shopper, 70),
            (Role::Couple, 60),
            (Role::Student, 30),
            (Role::Gamer, 20),
            (Role::Expatriate, 10),
            (Role::Courting, 3),
        ],
        standing: Standing::Assumption,
        source: "assumption: confounders as named by the plan of the project (migrant workers with several relatives, \
                 sponsors, buyers of online sellers, couples, students, gamers, expatriates, people who pay adults met online)",
    }
};

/// Countries from which ordinary senders pay.
pub const ORDINARY_FROM: Figure<&str> = Figure {
    name: "country of an ordinary sender",
    shares: &[
        ("US", 380),
        ("SA", 110),
        ("AE", 90),
        ("GB", 70),
        ("AU", 70),
        ("CA", 70),
        ("SG", 60),
        ("JP", 50),
        ("HK", 40),
        ("DE", 30),
        ("SE", 15),
        ("NO", 15),
    ],
    standing: Standing::Assumption,
    source: "assumption, after the large corridors of labour migration",
};

/// Countries to which ordinary senders pay.
pub const ORDINARY_TO: Figure<&str> = Figure {
    name: "country of an ordinary recipient",
    shares: &[
        ("PH", 380),
        ("MX", 180),
        ("IN", 160),
        ("CO", 70),
        ("DO", 60),
        ("VN", 60),
        ("GH", 50),
        ("TH", 40),
    ],
    standing: Standing::Assumption,
    source: "assumption",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up() {
        let all = [
            PAYMENTS_PER_PAYER.shares.iter().map(|(_, share)| share).sum::<u32>(),
            FEW_PESOS.shares.iter().map(|(_, share)| share).sum(),
            MANY_PESOS.shares.iter().map(|(_, share)| share).sum(),
            RECIPIENTS.shares.iter().map(|(_, share)| share).sum(),
            ORDINARY.shares.iter().map(|(_, share)| share).sum(),
            ORDINARY_FROM.shares.iter().map(|(_, share)| share).sum(),
            ORDINARY_TO.shares.iter().map(|(_, share)| share).sum(),
        ];
        assert_eq!(all, [1_000; 7]);
    }
}
