//! The parts that statements about referrals are put together of: what a list shows of each, and in which order.

/// What a referral is made of.
macro_rules! referral_columns {
    () => {
        "f.id, f.lead, f.sent, f.entry, f.state, f.from_agency, f.from_user, f.to_agency, f.to_user, f.purpose, \
         f.basis, f.compartments, f.some_persons, f.sent_at, f.until, f.deadline, f.reason"
    };
}

/// Referrals, of which `$which` says where they come from and in which order.
macro_rules! referrals {
    ($which:literal) => {
        concat!("SELECT ", referral_columns!(), " FROM ", $which)
    };
}

/// Referrals as a list shows them: with how many reports are in the scope, the reference of the first of them, and the
/// names of agencies and people.
macro_rules! referral_lines {
    ($from:literal, $which:expr) => {
        concat!(
            "SELECT ",
            referral_columns!(),
            ", (SELECT COUNT(*) FROM referral_report x WHERE x.referral = f.id), n.year, n.number, \
             (SELECT a.name FROM agency a WHERE a.id = f.from_agency), (SELECT a.name FROM agency a WHERE a.id = f.to_agency), \
             (SELECT u.name FROM app_user u WHERE u.id = f.from_user), (SELECT u.name FROM app_user u WHERE u.id = f.to_user) FROM ",
            $from,
            " JOIN report n ON n.no = (SELECT MIN(x.report_no) FROM referral_report x WHERE x.referral = f.id) WHERE ",
            $which
        )
    };
}

/// By when a referral is to be answered; those that are, or have no day, come after all others.
macro_rules! referral_due {
    () => {
        "CASE WHEN f.state IN ('sent', 'seen') THEN COALESCE(f.deadline, 9223372036854775807) ELSE 9223372036854775807 END"
    };
}

/// Referrals that go on, of which `$which` says whose, in the order in which they are to be answered, after a place.
macro_rules! referrals_due {
    ($which:literal) => {
        referral_lines!(
            "referral f",
            concat!(
                $which,
                " AND f.active = 1 AND ",
                referral_due!(),
                " >= $3 AND (",
                referral_due!(),
                " > $3 OR f.sent > $4) ORDER BY ",
                referral_due!(),
                ", f.sent LIMIT CAST($2 AS BIGINT)"
            )
        )
    };
}
