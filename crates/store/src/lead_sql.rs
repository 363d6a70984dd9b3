//! The parts that statements about leads are put together of: what a list shows of each, and which leads it has. Listed and counted
//! are the same parts.

/// What a lead is made of.
macro_rules! lead_columns {
    ($lead:literal) => {
        concat!(
            $lead,
            ".no, ",
            $lead,
            ".rank, ",
            $lead,
            ".kinds, ",
            $lead,
            ".channels, ",
            $lead,
            ".reports, ",
            $lead,
            ".persons, ",
            $lead,
            ".children, ",
            $lead,
            ".suspects, ",
            $lead,
            ".first_received, ",
            $lead,
            ".last_received"
        )
    };
}

/// Leads, of which `$which` says where they come from and in which order.
macro_rules! leads {
    ($which:literal) => {
        concat!("SELECT ", lead_columns!("l"), " FROM ", $which)
    };
}

/// Leads as a list shows them, each with its most urgent report, the work on it, the names of whoever has it, and the
/// reference of the report that names it. `$which` says which, `$limit` how many at most, and `$by` in which order; they are
/// found by an index alone, and only their rows are read. (CROSS JOIN here and below keeps SQLite from beginning elsewhere.)
macro_rules! listed_leads {
    ($which:expr, $limit:literal, $by:ident) => {
        concat!(
            "SELECT ",
            report_columns!(),
            ", ",
            lead_columns!("listed"),
            ", CASE WHEN listed.waits = 1 THEN listed.since END, listed.version, listed.state, listed.user_id, listed.team, \
             listed.urgency, listed.decided, listed.newer, (SELECT u.name FROM app_user u WHERE u.id = listed.user_id), \
             (SELECT a.name FROM agency a WHERE a.id = listed.team), n.year, n.number FROM (SELECT l.no FROM ",
            $which,
            " ORDER BY ",
            $by!("l"),
            " LIMIT CAST(",
            $limit,
            " AS BIGINT)) AS found CROSS JOIN lead listed CROSS JOIN report n CROSS JOIN report r CROSS JOIN journal j \
             WHERE listed.no = found.no AND n.no = listed.no AND r.no = listed.top AND j.seq = r.entry ORDER BY ",
            $by!("listed")
        )
    };
}
macro_rules! by_rank {
    ($lead:literal) => {
        concat!($lead, ".rank, ", $lead, ".no")
    };
}
macro_rules! by_wait {
    ($lead:literal) => {
        concat!($lead, ".since, ", $lead, ".rank, ", $lead, ".no")
    };
}
macro_rules! by_decision {
    ($lead:literal) => {
        concat!($lead, ".version DESC")
    };
}

/// Leads that wait, after a place in the queue and before those of nothing but held reports.
macro_rules! waiting {
    () => {
        "lead l WHERE l.waits = 1 AND (l.rank, l.no) > ($1, $2) AND l.rank < $4"
    };
}

/// The leads that a user or a team has and that are not decided, by the column that names the holder.
macro_rules! held {
    ($holder:literal, $id:literal) => {
        concat!("lead l WHERE l.", $holder, " = ", $id, " AND l.state IN ('open', 'waiting', 'referred')")
    };
}

/// Leads that somebody has worked on and that stand so.
macro_rules! of_state {
    ($state:literal) => {
        concat!("lead l WHERE l.version > 0 AND l.state = ", $state)
    };
}

/// How many leads wait before a rank.
macro_rules! first_counted {
    ($before:literal) => {
        concat!("SELECT COUNT(*) FROM lead WHERE waits = 1 AND rank < ", $before)
    };
}

/// How many there are of a list, up to a bound; what is counted need not be put in order.
macro_rules! counted {
    ($which:expr, $limit:literal) => {
        concat!(
            "(SELECT COUNT(*) FROM (SELECT l.no FROM ",
            $which,
            " LIMIT CAST(",
            $limit,
            " AS BIGINT)) AS counted)"
        )
    };
}

/// Of the leads that wait within ranks those that wait since an instant or before.
macro_rules! few_since {
    () => {
        "(SELECT no FROM lead WHERE waits = 1 AND rank >= $2 AND rank < $3 ORDER BY rank, no) AS few CROSS JOIN lead l \
         WHERE l.no = few.no AND l.since <= $1"
    };
}

/// Leads that wait since an instant or before within ranks.
macro_rules! since {
    () => {
        "lead l WHERE l.waits = 1 AND l.since <= $1 AND l.rank >= $2 AND l.rank < $3"
    };
}

/// Leads that wait and that nobody has.
macro_rules! unassigned {
    ($held:literal) => {
        concat!("lead l WHERE l.waits = 1 AND l.user_id IS NULL AND l.rank < ", $held)
    };
}

/// Only leads of which one report is of these kinds and one came through these doors; -1 for all.
macro_rules! narrowed {
    ($kinds:literal, $channels:literal) => {
        concat!(
            " AND (",
            $kinds,
            " = CAST(-1 AS BIGINT) OR (l.kinds & ",
            $kinds,
            ") <> 0) AND (",
            $channels,
            " = CAST(-1 AS BIGINT) OR (l.channels & ",
            $channels,
            ") <> 0)"
        )
    };
}

/// After a place of a list in the order of ranks, as far as it is asked for.
macro_rules! from_rank {
    () => {
        concat!(" AND (l.rank, l.no) > ($3, $4)", narrowed!("$5", "$6"))
    };
}

/// After a place of a list in the order of waiting, as far as it is asked for.
macro_rules! from_wait {
    () => {
        concat!(" AND (l.since, l.rank, l.no) > ($5, $6, $7)", narrowed!("$8", "$9"))
    };
}
