//! The statement that says what happened to somebody's own work, put together of one part a source. Listed and counted are
//! the same parts, from another floor on: from the beginning, or from where somebody has seen all.
//!
//! $1 the user, $2 their name, $3 their agency, $4 now, $5 a day from now, $6 a day ago. Then what the policy says, as 1
//! or 0: $7 sees referrals, $8 decides about leads, $9 answers reporters, $10 is the second person of overrides, $11 keeps
//! accounts. Whoever stands in for somebody is told of what happened to that one's work: $12 and $13 are the user and the
//! name of whoever is told. Only to themselves is told what is nobody's there. Each part yields: source, action, facts, at,
//! entry (or turn), id, number of the report, record.

/// Where somebody has seen all of it, by one of the three ways to count.
macro_rules! seen_to {
    ($of:literal) => {
        concat!("(SELECT COALESCE(MAX(", $of, "), 0) FROM seen_until WHERE user_id = $12)")
    };
}

/// Whether whoever asks is of a national centre, whose leads these are.
macro_rules! of_centre {
    () => {
        "EXISTS (SELECT 1 FROM agency a WHERE a.id = $3 AND a.kind = 'national_centre' AND a.closed IS NULL)"
    };
}

/// The leads that somebody has now.
macro_rules! leads_held {
    () => {
        "(SELECT y.lead FROM lead_work w JOIN lead_report y ON y.report_no = w.lead WHERE w.user_id = $1)"
    };
}

/// Steps of referrals on one side, those of others: of referrals that are theirs or nobody's there. That somebody was
/// given one is told to them, and only where their own side gave it.
macro_rules! notice_steps {
    ($source:literal, $agency:literal, $user:literal, $actions:literal, $floor:expr) => {
        concat!(
            "SELECT * FROM (SELECT ", $source, " AS source, j.action AS action, j.facts AS facts, j.at AS at, s.entry AS entry, \
             own.id AS id, (SELECT MIN(x.report_no) FROM referral_report x WHERE x.referral = own.id) AS no, '' AS record \
             FROM (SELECT f.id, f.", $user, " AS holder FROM referral f WHERE $7 = 1 AND f.", $agency, " = $3 AND f.entry > ",
            $floor, " AND (f.", $user, " = $1 OR ($1 = $12 AND f.", $user, " IS NULL)) ORDER BY f.entry DESC LIMIT 200) AS own \
             CROSS JOIN referral_step s CROSS JOIN journal j WHERE s.referral = own.id AND s.entry > ", $floor,
            " AND j.seq = s.entry AND j.actor <> $2 AND j.actor <> $13 AND j.action IN ", $actions,
            " AND j.facts NOT LIKE '%\"step\":\"see\"%' AND (j.action <> 'referral_given' OR (j.agency = $3 AND own.holder = $1)) \
             ORDER BY s.entry DESC LIMIT 200) AS steps"
        )
    };
}

/// Referrals whose answer is due within a day or late: the receiver is told of both, the sender of what is late.
macro_rules! notice_deadlines {
    ($agency:literal, $user:literal, $until:literal, $floor:expr) => {
        concat!(
            "SELECT * FROM (SELECT CASE WHEN f.deadline <= $4 THEN 'overdue' ELSE 'due' END AS source, '' AS action, '' AS facts, \
             CASE WHEN f.deadline <= $4 THEN f.deadline ELSE f.deadline - 86400000000 END AS at, 0 AS entry, f.id AS id, \
             (SELECT MIN(x.report_no) FROM referral_report x WHERE x.referral = f.id) AS no, '' AS record FROM referral f \
             WHERE $7 = 1 AND f.", $agency, " = $3 AND f.active = 1 AND f.state IN ('sent', 'seen') AND (f.", $user,
            " = $1 OR ($1 = $12 AND f.", $user, " IS NULL)) AND f.deadline <= ", $until,
            " AND CASE WHEN f.deadline <= $4 THEN f.deadline ELSE f.deadline - 86400000000 END > ", $floor,
            " ORDER BY f.deadline DESC LIMIT 200) AS dues"
        )
    };
}

/// All of it from these floors on: of entries, of turns of leads, of instants.
macro_rules! notices {
    ($entry:expr, $turn:expr, $at:expr) => {
        concat!(
            notice_steps!("'to'", "to_agency", "to_user", "('referral_sent', 'referral_stepped', 'referral_widened', 'referral_given')", $entry),
            " UNION ALL ",
            notice_steps!("'from'", "from_agency", "from_user", "('referral_stepped', 'referral_given')", $entry),
            " UNION ALL ",
            notice_deadlines!("to_agency", "to_user", "$5", $at),
            " UNION ALL ",
            notice_deadlines!("from_agency", "from_user", "$4", $at),
            // Leads that were given or taken.
            " UNION ALL SELECT * FROM (SELECT CASE h.gained WHEN 1 THEN 'gained' ELSE 'lost' END AS source, '' AS action, '' AS facts, \
             j.at AS at, h.entry AS entry, h.user_id AS id, h.lead AS no, '' AS record FROM lead_hold h CROSS JOIN journal j \
             WHERE $8 = 1 AND ", of_centre!(), " AND h.user_id = $1 AND h.entry > ", $entry,
            " AND j.seq = h.entry AND j.actor <> $2 AND j.actor <> $13 ORDER BY h.entry DESC LIMIT 200) AS holds",
            // Questions of theirs that were answered, or came back without an answer.
            " UNION ALL SELECT * FROM (SELECT CASE q.how WHEN 'answered' THEN 'answered' ELSE 'unanswered' END AS source, '' AS action, \
             '' AS facts, j.at AS at, q.ended AS entry, q.user_id AS id, q.lead AS no, '' AS record FROM lead_ask q CROSS JOIN journal j \
             WHERE $8 = 1 AND ", of_centre!(), " AND q.user_id = $1 AND q.ended > ", $entry,
            " AND q.how <> 'withdrawn' AND j.seq = q.ended ORDER BY q.ended DESC LIMIT 200) AS asks",
            // Leads that grew, while they are theirs.
            " UNION ALL SELECT * FROM (SELECT CASE t.merged WHEN 1 THEN 'merged' ELSE 'grew' END AS source, '' AS action, '' AS facts, \
             t.at AS at, t.no AS entry, t.user_id AS id, t.lead AS no, '' AS record FROM lead_turn t \
             WHERE $8 = 1 AND ", of_centre!(), " AND t.user_id = $1 AND t.no > ", $turn,
            " AND (SELECT d.lead FROM lead_report d WHERE d.report_no = t.lead) IN ", leads_held!(),
            " ORDER BY t.no DESC LIMIT 200) AS turns",
            // Conversations that wait: of a lead of theirs, or one that they wrote in; where they may read it.
            " UNION ALL SELECT * FROM (SELECT 'wrote' AS source, '' AS action, '' AS facts, inbox.waiting_since AS at, \
             (SELECT MAX(x.entry) FROM inbox_message x WHERE x.inbox = inbox.id) AS entry, inbox.id AS id, inbox.report_no AS no, '' AS record \
             FROM inbox WHERE $9 = 1 AND inbox.waiting = 1 AND (SELECT MAX(x.entry) FROM inbox_message x WHERE x.inbox = inbox.id) > ", $entry,
            " AND (", of_centre!(), " OR EXISTS (SELECT 1 FROM referral f CROSS JOIN referral_report x WHERE f.to_agency = $3 \
             AND f.active = 1 AND f.some_persons = 0 AND (f.compartments & 8) <> 0 \
             AND (f.until IS NULL OR f.until > $4) AND x.referral = f.id AND x.report_no = inbox.report_no)) \
             AND ((SELECT d.lead FROM lead_report d WHERE d.report_no = inbox.report_no) IN ", leads_held!(),
            " OR EXISTS (SELECT 1 FROM inbox_message x CROSS JOIN journal j WHERE x.inbox = inbox.id AND x.side = 'staff' \
             AND j.seq = x.entry AND j.actor = $2)) ORDER BY inbox.waiting_since DESC LIMIT 200) AS answers",
            // Overrides: one that waits for a second person, and one that was used, once.
            " UNION ALL SELECT * FROM (SELECT 'asked' AS source, '' AS action, '' AS facts, o.asked_at AS at, o.entry AS entry, o.id AS id, \
             0 AS no, o.record AS record FROM override_request o JOIN app_user u ON u.id = o.user_id WHERE $10 = 1 AND o.agency = $3 \
             AND u.agency = $3 AND u.active = 1 AND o.state = 'asked' AND o.user_id <> $1 AND o.asked_at >= $6 AND o.entry > ", $entry,
            " ORDER BY o.asked_at DESC LIMIT 200) AS asked",
            " UNION ALL SELECT * FROM (SELECT 'used' AS source, '' AS action, '' AS facts, MAX(used.at) AS at, MAX(used.seq) AS entry, \
             o.id AS id, 0 AS no, o.record AS record FROM (SELECT j.seq, j.at, j.subject FROM journal j WHERE $10 = 1 \
             AND j.agency = $3 AND j.agency IS NOT NULL AND j.action = 'override_used' AND j.seq > ", $entry,
            " ORDER BY j.seq DESC LIMIT 200) AS used JOIN override_request o ON o.id = used.subject \
             WHERE o.agency = $3 AND o.user_id <> $1 GROUP BY o.id, o.record) AS overrides",
            // Invitations that they sent.
            " UNION ALL SELECT * FROM (SELECT 'invited' AS source, '' AS action, '' AS facts, used.at AS at, used.seq AS entry, u.id AS id, \
             0 AS no, '' AS record FROM (SELECT j.seq, j.at, j.subject FROM journal j WHERE $11 = 1 AND j.agency IS NOT NULL \
             AND j.action = 'invitation_used' AND j.seq > ", $entry, " ORDER BY j.seq DESC LIMIT 200) AS used \
             JOIN invitation v ON v.id = used.subject JOIN journal j ON j.seq = v.entry JOIN app_user u ON u.name = v.name \
             WHERE j.actor = $2) AS invited"
        )
    };
}

/// Leads that wait since after an instant and up to another, within ranks, where the agency is a national centre.
macro_rules! escalated {
    () => {
        "lead l WHERE l.waits = 1 AND l.since > $1 AND l.since <= $2 AND l.rank >= $3 AND l.rank < $4 \
         AND EXISTS (SELECT 1 FROM agency a WHERE a.id = $5 AND a.kind = 'national_centre' AND a.closed IS NULL)"
    };
}
