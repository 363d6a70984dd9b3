//! The figures the country is fitted to, each with its source.
//!
//! Weights are shares of a thousand. A test generates 20,000 reports and compares what came out with these tables.
//! Where no published figure was at hand the table says so: an assumption is somebody's judgement, to be replaced.

use model::{OsecForm, Relation, Sex};

/// How well a figure stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Read in a public source.
    Seen,
    /// Known from memory or at second hand: check against the primary text before resting anything on it.
    Recalled,
    /// No published figure was at hand.
    Assumption,
}

/// A distribution with its source.
#[derive(Clone, Copy, Debug)]
pub struct Figure<T: 'static> {
    /// What is distributed over what.
    pub name: &'static str,
    /// Each value with its share of a thousand.
    pub shares: &'static [(T, u32)],
    /// How well it stands.
    pub standing: Standing,
    /// Where it comes from, and what was filled in.
    pub source: &'static str,
}

impl<T: Copy + PartialEq> Figure<T> {
    /// The share of a value, of a thousand.
    pub fn share(&self, value: T) -> u32 {
        self.shares.iter().filter(|(item, _)| *item == value).map(|(_, share)| share).sum()
    }
}

/// A door through which a report reaches the centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Door {
    /// A clearing house of platform reports.
    ClearingHouse,
    /// A platform itself.
    Platform,
    /// Police of another country.
    ForeignPolice,
    /// A hotline.
    Hotline,
    /// A remittance firm or an e-wallet.
    Financial,
    /// The public page.
    Public,
}

impl Door {
    /// All doors.
    pub const ALL: [Self; 6] = [
        Self::ClearingHouse,
        Self::Platform,
        Self::ForeignPolice,
        Self::Hotline,
        Self::Financial,
        Self::Public,
    ];

    /// Name of the folder its files lie in.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::ClearingHouse => "clearing-house",
            Self::Platform => "platform",
            Self::ForeignPolice => "foreign-police",
            Self::Hotline => "hotline",
            Self::Financial => "financial",
            Self::Public => "public",
        }
    }

    /// Short name of the source that hands the files over.
    pub const fn source(self) -> &'static str {
        match self {
            Self::ClearingHouse => "ncmec",
            Self::Platform => "platform-sample",
            Self::ForeignPolice => "foreign-police",
            Self::Hotline => "hotline",
            Self::Financial => "remittance",
            Self::Public => "public",
        }
    }

    /// The kind of door in the field's terms.
    pub const fn channel(self) -> model::Channel {
        match self {
            Self::ClearingHouse => model::Channel::ClearingHouse,
            Self::Platform => model::Channel::Platform,
            Self::ForeignPolice => model::Channel::ForeignPolice,
            Self::Hotline => model::Channel::Hotline,
            Self::Financial => model::Channel::Financial,
            Self::Public => model::Channel::Public,
        }
    }
}

/// The door an incident is first reported through.
pub const FIRST_DOOR: Figure<Door> = Figure {
    name: "first door of an incident",
    shares: &[
        (Door::ClearingHouse, 460),
        (Door::ForeignPolice, 180),
        (Door::Hotline, 110),
        (Door::Financial, 90),
        (Door::Public, 90),
        (Door::Platform, 70),
    ],
    standing: Standing::Recalled,
    source: "International Justice Mission, Online Sexual Exploitation of Children in the Philippines (2020): 64 % of \
             cases began with an international referral (clearing house and foreign police together). The split within \
             the two groups is an assumption.",
};

/// How many doors one incident is reported through.
pub const DOORS_PER_INCIDENT: Figure<u32> = Figure {
    name: "reports of one incident",
    shares: &[(1, 700), (2, 200), (3, 80), (4, 20)],
    standing: Standing::Assumption,
    source: "assumption: no published figure of overlap between sources at hand",
};

/// The form of an incident.
pub const FORM: Figure<OsecForm> = Figure {
    name: "form of an incident",
    shares: &[
        (OsecForm::AbuseMaterial, 420),
        (OsecForm::LiveStreaming, 300),
        (OsecForm::Grooming, 140),
        (OsecForm::SexualExtortion, 140),
    ],
    standing: Standing::Assumption,
    source: "assumption; that abuse material leads in number follows from what platforms report",
};

/// Share of incidents with a commercial element, by form; together 830 of a thousand under [`FORM`].
pub const COMMERCIAL: Figure<OsecForm> = Figure {
    name: "commercial element, of each thousand of the form",
    shares: &[
        (OsecForm::AbuseMaterial, 850),
        (OsecForm::LiveStreaming, 980),
        (OsecForm::Grooming, 580),
        (OsecForm::SexualExtortion, 700),
    ],
    standing: Standing::Recalled,
    source: "83 % of cases in all, as named in the plan of the project (publication to be confirmed); the split by form \
             is an assumption",
};

/// How the facilitator stands to the child.
pub const FACILITATOR_RELATION: Figure<Relation> = Figure {
    name: "relation of the facilitator to the child",
    shares: &[
        (Relation::Parent, 410),
        (Relation::Relative, 300),
        (Relation::Sibling, 60),
        (Relation::ParentPartner, 60),
        (Relation::Neighbour, 120),
        (Relation::Other, 50),
    ],
    standing: Standing::Recalled,
    source: "IJM 2020: eight of ten related by blood or affinity (seen: newsinfo.inquirer.net/1280330); biological \
             parents 41 %, other relatives 42 % (recalled); the rest split by assumption",
};

/// Sex of the facilitator.
pub const FACILITATOR_SEX: Figure<Sex> = Figure {
    name: "sex of the facilitator",
    shares: &[(Sex::Female, 660), (Sex::Male, 340)],
    standing: Standing::Recalled,
    source: "IJM 2020 (recalled)",
};

/// Facilitators in one lead; 97 arrests in 82 operations are 1.18 each.
pub const FACILITATORS_PER_LEAD: Figure<u32> = Figure {
    name: "facilitators of one lead",
    shares: &[(1, 830), (2, 160), (3, 10)],
    standing: Standing::Seen,
    source: "US-Philippines Child Protection Compact to April 2021: 97 arrests, 82 operations (reference data-and-law, 3.1)",
};

/// Children in one facilitated lead; 312 children in 82 operations are 3.8 each.
pub const CHILDREN_PER_LEAD: Figure<u32> = Figure {
    name: "children of one facilitated lead",
    shares: &[(1, 110), (2, 180), (3, 200), (4, 180), (5, 130), (6, 90), (7, 60), (8, 50)],
    standing: Standing::Seen,
    source: "US-Philippines Child Protection Compact to April 2021: 312 children, 82 operations (reference \
             data-and-law, 3.1); the shape is an assumption",
};

/// Sex of the child.
pub const CHILD_SEX: Figure<Sex> = Figure {
    name: "sex of the child",
    shares: &[(Sex::Female, 860), (Sex::Male, 140)],
    standing: Standing::Recalled,
    source: "IJM 2020 (recalled)",
};

/// Age bands of children in facilitated leads, years, both ends included.
pub const CHILD_AGE: Figure<(u32, u32)> = Figure {
    name: "age of the child where somebody facilitates",
    shares: &[((0, 1), 27), ((2, 5), 125), ((6, 9), 250), ((10, 12), 251), ((13, 15), 240), ((16, 17), 107)],
    standing: Standing::Seen,
    source: "IJM 2020: average 11, youngest under one (seen: sunstar.com.ph 2023-09, 1 in 100 Filipino children); 50.3 % \
             twelve or younger (seen: rmn.ph, IJM to January 2017); the bands are an assumption that meets both together \
             with the older children of grooming and extortion, among the children whom reports name",
};

/// Age bands of children who were groomed or extorted without a facilitator.
pub const CHILD_AGE_ONLINE: Figure<(u32, u32)> = Figure {
    name: "age of the child who was reached online",
    shares: &[((9, 11), 100), ((12, 14), 420), ((15, 17), 480)],
    standing: Standing::Assumption,
    source: "assumption",
};

/// Country of those who pay, direct and watch.
pub const OFFENDER_COUNTRY: Figure<&str> = Figure {
    name: "country of the paying offender",
    shares: &[
        ("US", 500),
        ("AU", 74),
        ("GB", 68),
        ("CA", 60),
        ("DE", 45),
        ("SE", 45),
        ("NO", 30),
        ("NL", 28),
        ("FR", 25),
        ("JP", 22),
        ("NZ", 20),
        ("DK", 20),
        ("CH", 18),
        ("KR", 15),
        ("AE", 15),
        ("IE", 15),
    ],
    standing: Standing::Seen,
    source: "AMLC study of suspicious inward remittances 2021 to mid-2024, by count: US 50 %, AU 7.4 %, UK 6.8 % \
             (reference finance, 1); the other countries by assumption",
};

/// Age bands of paying offenders.
pub const OFFENDER_AGE: Figure<(u32, u32)> = Figure {
    name: "age of the paying offender",
    shares: &[((27, 39), 170), ((40, 49), 230), ((50, 59), 300), ((60, 69), 220), ((70, 82), 80)],
    standing: Standing::Seen,
    source: "AIC Trends & Issues 589 (2020): 27 to 82 years, mostly fifties and sixties; ECPAT Sweden 2024: 37 to 50 \
             (reference finance, 1); the bands are an assumption",
};

/// Payments of one payer to one facilitator in the year.
pub const PAYMENTS_PER_PAIR: Figure<(u32, u32)> = Figure {
    name: "payments of one payer",
    shares: &[((1, 1), 430), ((2, 4), 290), ((5, 15), 170), ((16, 30), 80), ((90, 150), 30)],
    standing: Standing::Seen,
    source: "AIC Trends & Issues 589 (2020): more than half paid more than once, 3 % of payers made half of the payments, \
             25 % made 3 % (reference finance, 1); the bands are an assumption that meets this",
};

/// Bands of one payment in pesos.
pub const PAYMENT_PESOS: Figure<(u32, u32)> = Figure {
    name: "amount of one payment, pesos",
    shares: &[((300, 999), 110), ((1_000, 2_999), 410), ((3_000, 9_999), 400), ((10_000, 20_000), 80)],
    standing: Standing::Seen,
    source: "AMLC studies 2020 to 2023: 81 % between PHP 1,000 and 10,000; within, 45 to 44 at 3,000 (reference finance, \
             1); what lies outside is split by assumption",
};

/// How money travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rail {
    /// A remittance firm (money service business).
    Remittance,
    /// A bank.
    Bank,
    /// An e-wallet.
    Wallet,
}

/// Through what kind of firm money comes.
pub const PAYMENT_RAIL: Figure<Rail> = Figure {
    name: "rail of the payment",
    shares: &[(Rail::Remittance, 600), (Rail::Bank, 350), (Rail::Wallet, 50)],
    standing: Standing::Seen,
    source: "AMLC studies 2020: 60 % money service businesses, 35 % banks (reference finance, 1); the rest e-wallets",
};

/// Whether a payment is a round sum (a multiple of 100 pesos).
pub const ROUND_SUMS: u32 = 800;

/// Share of payments made between 22 and 5 o'clock where the payer is (FATF 2025 and ECPAT Sweden 2024 name the
/// pattern, reference finance, 1 and 2; the share is an assumption).
pub const NIGHT_PAYMENTS: u32 = 600;

/// Incidents of one lead.
pub const INCIDENTS_PER_LEAD: Figure<u32> = Figure {
    name: "incidents of one lead within the year",
    shares: &[(1, 500), (2, 250), (3, 150), (4, 100)],
    standing: Standing::Assumption,
    source: "assumption; abuse lasted two months to four years, two on average (IJM 2020, seen: sunstar.com.ph 2023-09)",
};

/// Reports of files that spread widely and point to no child who could be found.
pub const WIDELY_SHARED: u32 = 60;

/// Reports that the source hands over a second time unchanged, of a thousand (assumption).
pub const DELIVERED_AGAIN: u32 = 15;

/// Reports that the source hands over a second time with a change, of a thousand (assumption).
pub const DELIVERED_CHANGED: u32 = 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_to_a_thousand() {
        fn total<T>(figure: &Figure<T>) -> u32 {
            figure.shares.iter().map(|(_, share)| share).sum()
        }
        assert_eq!(total(&FIRST_DOOR), 1_000);
        assert_eq!(total(&DOORS_PER_INCIDENT), 1_000);
        assert_eq!(total(&FORM), 1_000);
        assert_eq!(total(&FACILITATOR_RELATION), 1_000);
        assert_eq!(total(&FACILITATOR_SEX), 1_000);
        assert_eq!(total(&FACILITATORS_PER_LEAD), 1_000);
        assert_eq!(total(&CHILDREN_PER_LEAD), 1_000);
        assert_eq!(total(&CHILD_SEX), 1_000);
        assert_eq!(total(&CHILD_AGE), 1_000);
        assert_eq!(total(&CHILD_AGE_ONLINE), 1_000);
        assert_eq!(total(&OFFENDER_COUNTRY), 1_000);
        assert_eq!(total(&OFFENDER_AGE), 1_000);
        assert_eq!(total(&PAYMENTS_PER_PAIR), 1_000);
        assert_eq!(total(&PAYMENT_PESOS), 1_000);
        assert_eq!(total(&PAYMENT_RAIL), 1_000);
        assert_eq!(total(&INCIDENTS_PER_LEAD), 1_000);
    }

    #[test]
    fn the_tables_meet_the_published_sums() {
        let commercial: u32 = FORM.shares.iter().map(|(form, share)| share * COMMERCIAL.share(*form)).sum();
        assert!((828_000..=832_000).contains(&commercial), "{commercial}");
        assert_eq!(FIRST_DOOR.share(Door::ClearingHouse) + FIRST_DOOR.share(Door::ForeignPolice), 640);
        let mean = |figure: &Figure<u32>| figure.shares.iter().map(|(n, share)| n * share).sum::<u32>();
        assert!((3_700..=3_900).contains(&mean(&CHILDREN_PER_LEAD)), "{}", mean(&CHILDREN_PER_LEAD));
        assert!((1_150..=1_200).contains(&mean(&FACILITATORS_PER_LEAD)));
        let bands = PAYMENT_PESOS.share((1_000, 2_999)) + PAYMENT_PESOS.share((3_000, 9_999));
        assert_eq!(bands, 810);
    }
}
