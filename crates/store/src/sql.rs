//! Every fixed statement, one text for both databases. A test prepares each on both.
//!
//! Limits are written `CAST($n AS BIGINT)`: SQLite plans a statement anew whenever a bare limit is bound to it.

/// Migrations in order; the number of a migration is its place, from 1. Append, never change.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_spine.sql"),
    include_str!("../migrations/0002_linking.sql"),
    include_str!("../migrations/0003_door.sql"),
    include_str!("../migrations/0004_partner_source.sql"),
    include_str!("../migrations/0005_people.sql"),
    include_str!("../migrations/0006_desk.sql"),
    include_str!("../migrations/0007_payments.sql"),
    include_str!("../migrations/0008_lead_points.sql"),
    include_str!("../migrations/0009_notices.sql"),
    include_str!("../migrations/0010_asks.sql"),
    include_str!("../migrations/0011_moves.sql"),
    include_str!("../migrations/0012_lists.sql"),
    include_str!("../migrations/0013_expired.sql"),
    include_str!("../migrations/0014_areas.sql"),
    include_str!("../migrations/0015_due_and_verdicts.sql"),
    include_str!("../migrations/0016_handed_on.sql"),
];

/// How many numbers a statement of many takes at once: what a page lists takes one statement, not one for each line. Fewer
/// are filled up with one of them.
pub(crate) const AT_ONCE: usize = 64;

/// Marks for so many.
macro_rules! these {
    () => {
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, \
         $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, \
         $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, \
         $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64"
    };
}

/// Rows of three numbers for so many: row number and two values (`column1` to `column3`, as both databases name them).
macro_rules! these_with_two {
    () => {
        "(CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS BIGINT)), ($4, $5, $6), ($7, $8, $9), ($10, $11, $12), \
         ($13, $14, $15), ($16, $17, $18), ($19, $20, $21), ($22, $23, $24), ($25, $26, $27), ($28, $29, $30), \
         ($31, $32, $33), ($34, $35, $36), ($37, $38, $39), ($40, $41, $42), ($43, $44, $45), ($46, $47, $48), \
         ($49, $50, $51), ($52, $53, $54), ($55, $56, $57), ($58, $59, $60), ($61, $62, $63), ($64, $65, $66), \
         ($67, $68, $69), ($70, $71, $72), ($73, $74, $75), ($76, $77, $78), ($79, $80, $81), ($82, $83, $84), \
         ($85, $86, $87), ($88, $89, $90), ($91, $92, $93), ($94, $95, $96), ($97, $98, $99), ($100, $101, $102), \
         ($103, $104, $105), ($106, $107, $108), ($109, $110, $111), ($112, $113, $114), ($115, $116, $117), \
         ($118, $119, $120), ($121, $122, $123), ($124, $125, $126), ($127, $128, $129), ($130, $131, $132), \
         ($133, $134, $135), ($136, $137, $138), ($139, $140, $141), ($142, $143, $144), ($145, $146, $147), \
         ($148, $149, $150), ($151, $152, $153), ($154, $155, $156), ($157, $158, $159), ($160, $161, $162), \
         ($163, $164, $165), ($166, $167, $168), ($169, $170, $171), ($172, $173, $174), ($175, $176, $177), \
         ($178, $179, $180), ($181, $182, $183), ($184, $185, $186), ($187, $188, $189), ($190, $191, $192)"
    };
}

/// What a list of reports shows of each.
macro_rules! report_columns {
    () => {
        "r.no, r.id, r.year, r.number, r.source, r.source_reference, r.version, r.deliveries, r.entry, r.channel, \
         r.kinds, r.received_at, r.occurred_at, r.rank, j.facts"
    };
}

/// How many reports there are: they are numbered without gaps.
macro_rules! reports_counted {
    () => {
        "SELECT COALESCE(MAX(no), 0) FROM report"
    };
}

/// How many deliveries are set aside.
macro_rules! set_aside_counted {
    () => {
        "SELECT COUNT(*) FROM set_aside"
    };
}

/// A list of reports: `$numbers` selects the row numbers `no`, already bounded; only those rows and their entries are read.
macro_rules! listed {
    ($($numbers:expr),+) => {
        concat!(
            "SELECT ",
            report_columns!(),
            " FROM (",
            $($numbers,)+
            ") AS listed JOIN report r ON r.no = listed.no JOIN journal j ON j.seq = r.entry ORDER BY r.rank, r.no"
        )
    };
}

/// Conversations, of which `$which` says which and in which order.
macro_rules! inboxes {
    ($($which:expr),+) => {
        concat!(
            "SELECT id, report_no, locator, language, opened_at, status, next_at, handed, messages, waiting, waiting_since \
             FROM inbox WHERE ",
            $($which),+
        )
    };
}

/// What a user is made of; nobody is active whose agency is closed.
macro_rules! user_columns {
    () => {
        "u.id, u.name, u.agency, u.role, CASE WHEN a.closed IS NULL THEN u.active ELSE 0 END, u.entry"
    };
}

/// Users.
macro_rules! user {
    ($which:literal) => {
        concat!(
            "SELECT ",
            user_columns!(),
            " FROM app_user u JOIN agency a ON a.id = u.agency WHERE ",
            $which
        )
    };
}

/// Requests for an override.
macro_rules! overrides {
    ($which:literal) => {
        concat!(
            "SELECT o.id, o.user_id, u.name, u.role, o.agency, o.compartment, o.record, o.asked_at, o.state, o.decided_by, \
             o.until, o.entry, j.sealed FROM override_request o JOIN app_user u ON u.id = o.user_id \
             JOIN journal j ON j.seq = o.entry WHERE ",
            $which
        )
    };
}

macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)*) => {
        $($(#[$doc])* pub(crate) const $name: &str = $text;)*
        /// All statements that both databases take.
        #[cfg(test)]
        pub(crate) const ALL: &[(&str, &str)] = &[$((stringify!($name), $text)),*];
    };
}

/// Made before any migration, so that a store can be asked for its schema.
pub(crate) const CREATE_SCHEMA_VERSION: &str = "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY, at BIGINT NOT NULL, key_fingerprint TEXT)";
/// PostgreSQL only: SQLite's BEGIN IMMEDIATE already holds the lock.
pub(crate) const LOCK_SCHEMA_VERSION: &str = "LOCK TABLE schema_version IN EXCLUSIVE MODE";

statements! {
    READY = "SELECT 1";
    SCHEMA_VERSION = "SELECT MAX(version) FROM schema_version";
    ADD_SCHEMA_VERSION = "INSERT INTO schema_version (version, at) VALUES ($1, $2)";
    KEY_FINGERPRINT = "SELECT key_fingerprint FROM schema_version WHERE version = 1 AND key_fingerprint IS NOT NULL";
    SET_KEY_FINGERPRINT = "UPDATE schema_version SET key_fingerprint = $1 WHERE version = 1";

    LOCK_HEAD = "UPDATE journal_head SET seq = seq WHERE one = 1 RETURNING seq, at, hash, signature";
    READ_HEAD = "SELECT seq, at, hash, signature FROM journal_head WHERE one = 1";
    SET_HEAD = "UPDATE journal_head SET seq = $1, at = $2, hash = $3, signature = $4 WHERE one = 1";
    JOURNAL_ENTRY = "SELECT facts, sealed, subject FROM journal WHERE seq = $1";
    /// Whether something happened to a subject after an entry, by one of two actions.
    CHANGED_SINCE = "SELECT seq FROM journal WHERE subject = $1 AND seq > $2 AND action IN ($3, $4) LIMIT 1";
    JOURNAL_OF_SUBJECT = "SELECT seq, at, actor, action, purpose FROM journal WHERE subject = $1 ORDER BY seq LIMIT CAST($2 AS BIGINT)";

    NEXT_REPORT_NO = "SELECT COALESCE(MAX(no), 0) + 1 FROM report";
    NEXT_REPORT_NUMBER = "SELECT COALESCE(MAX(number), -1) + 1 FROM report WHERE year = $1";
    REPORT_DELIVERED = "UPDATE report SET deliveries = deliveries + 1 WHERE id = $1";
    REPORT_REVISED = "UPDATE report SET deliveries = deliveries + 1, version = $2, digest = $3, entry = $4, kinds = $5, occurred_at = $6, channel = $7, rank_due = 0 WHERE id = $1";
    REPORT_NO_OF_ID = "SELECT no FROM report WHERE id = $1";
    REPORT_BY_REFERENCE = listed!("SELECT no FROM report WHERE year = $1 AND number = $2");
    REPORT_BY_KEY_LISTED = listed!("SELECT no FROM report WHERE source_key = $1");
    /// All shelves are looked through, each by its index (CROSS JOIN keeps SQLite from walking all identifiers instead). Of an identifier that thousands carry (a shared address) the
    /// first two thousand are put in order: it ties nothing together, and must not hold up the page.
    REPORTS_BY_TOKEN = listed!("WITH RECURSIVE shelves (shelf) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT shelf + 1 FROM shelves WHERE shelf < (SELECT COALESCE(MAX(no), 0) / 32768 FROM report)) SELECT carrier.no FROM (SELECT i.report_no FROM shelves s CROSS JOIN identifier i WHERE i.shelf = s.shelf AND i.token = $1 LIMIT 2000) AS carriers JOIN report carrier ON carrier.no = carriers.report_no ORDER BY carrier.rank, carrier.no LIMIT CAST($2 AS BIGINT)");
    COUNT_BY_TOKEN = "WITH RECURSIVE shelves (shelf) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT shelf + 1 FROM shelves WHERE shelf < (SELECT COALESCE(MAX(no), 0) / 32768 FROM report)) SELECT COUNT(*) FROM (SELECT 1 FROM shelves s CROSS JOIN identifier i WHERE i.shelf = s.shelf AND i.token = $1 LIMIT CAST($2 AS BIGINT)) AS counted";
    QUEUE = listed!("SELECT no FROM report WHERE (rank, no) > ($1, $2) ORDER BY rank, no LIMIT CAST($3 AS BIGINT)");
    QUEUE_KINDS = listed!("SELECT no FROM report WHERE (rank, no) > ($1, $2) AND (kinds & $4) <> 0 ORDER BY rank, no LIMIT CAST($3 AS BIGINT)");
    QUEUE_CHANNEL = listed!("SELECT no FROM report WHERE (rank, no) > ($1, $2) AND channel = $4 ORDER BY rank, no LIMIT CAST($3 AS BIGINT)");
    QUEUE_CHANNEL_KINDS = listed!("SELECT no FROM report WHERE (rank, no) > ($1, $2) AND channel = $4 AND (kinds & $5) <> 0 ORDER BY rank, no LIMIT CAST($3 AS BIGINT)");
    /// Reports are numbered from 1 without gaps and never deleted, so the last number is their count.
    COUNT_REPORTS = reports_counted!();
    COUNT_IMMEDIATE = "SELECT COUNT(*) FROM report WHERE rank < $1";
    /// From the newest back: numbers follow the order in which reports were received.
    RECEIVED_BEFORE_NO = "SELECT no, received_at, rank FROM report WHERE no < $1 ORDER BY no DESC LIMIT CAST($2 AS BIGINT)";
    COUNT_SET_ASIDE = set_aside_counted!();
    SOURCES = "SELECT id FROM source ORDER BY id";
    ADD_SOURCE = "INSERT INTO source (id) VALUES ($1) ON CONFLICT (id) DO NOTHING";

    DUE_REPORTS = "SELECT r.no, r.received_at, j.facts, CAST(CASE WHEN b.no IS NOT NULL AND b.released IS NULL THEN 1 ELSE 0 END AS BIGINT) FROM report r JOIN journal j ON j.seq = r.entry LEFT JOIN held_report h ON h.report_no = r.no LEFT JOIN burst b ON b.no = h.burst WHERE r.rank_due <= $1 ORDER BY r.rank_due, r.no LIMIT CAST($2 AS BIGINT)";
    RANKS = "SELECT r.no, r.received_at, j.facts, CAST(CASE WHEN b.no IS NOT NULL AND b.released IS NULL THEN 1 ELSE 0 END AS BIGINT), r.rank, r.rank_due FROM report r JOIN journal j ON j.seq = r.entry LEFT JOIN held_report h ON h.report_no = r.no LEFT JOIN burst b ON b.no = h.burst WHERE r.no > $1 ORDER BY r.no LIMIT CAST($2 AS BIGINT)";
    /// Whether the clock or people changed anything that lists are read from: ranks, questions that ran out, points of leads, referrals that ran out.
    /// By the first that is due: for a row that may be anywhere PostgreSQL's kept plans walk the table.
    ANY_DUE = "SELECT CASE WHEN (SELECT MIN(rank_due) FROM report) <= $1 OR (SELECT MIN(until) FROM lead_ask WHERE ended IS NULL) <= $1 OR EXISTS (SELECT 1 FROM lead WHERE weighed = 0) OR (SELECT MIN(until) FROM referral WHERE active = 1) <= $1 THEN CAST(1 AS BIGINT) ELSE 0 END";
    SET_RANKS = concat!("UPDATE report SET rank = v.column2, rank_due = v.column3 FROM (VALUES ", these_with_two!(), ") AS v WHERE report.no = v.column1");
    ALL_RANKS_DUE = "UPDATE report SET rank_due = 0";
    RANKED_BY = "SELECT fingerprint FROM ranked_by WHERE one = 1";
    SET_RANKED_BY = "INSERT INTO ranked_by (one, fingerprint) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET fingerprint = $1";

    /// What linking must know of: new and changed reports, erased ones, decisions. Older versions of a report are not read.
    LINK_CHANGES = "SELECT j.seq, j.action, j.facts, j.subject, CASE WHEN r.entry = j.seq AND (h.report_no IS NULL OR b.released IS NOT NULL) THEN j.sealed END, k.wrapped, r.no, r.version, r.channel, r.kinds, r.received_at FROM journal j LEFT JOIN report r ON r.id = j.subject LEFT JOIN record_key k ON k.record = j.subject LEFT JOIN held_report h ON h.report_no = r.no LEFT JOIN burst b ON b.no = h.burst WHERE j.seq > $1 AND j.seq <= $2 AND j.action IN ('report_received', 'report_revised', 'key_destroyed', 'link_decided', 'decision_withdrawn', 'burst_released') ORDER BY j.seq";
    LINK_BURST = "SELECT j.seq, j.subject, j.sealed, k.wrapped, r.no, r.version, r.channel, r.kinds, r.received_at FROM held_report h JOIN report r ON r.no = h.report_no JOIN journal j ON j.seq = r.entry JOIN record_key k ON k.record = r.id WHERE h.burst = $1 AND h.report_no > $2 ORDER BY h.report_no LIMIT CAST($3 AS BIGINT)";
    /// Decisions about links that were made or taken back after an entry.
    DECISIONS_SINCE = "SELECT d.entry, j.facts FROM link_decision d JOIN journal j ON j.seq = d.entry WHERE d.entry > $1 OR d.ended > $1";
    END_DECISION = "UPDATE link_decision SET ended = $2 WHERE id = $1 AND ended IS NULL";
    DECISION = "SELECT d.entry, d.ended, j.at, j.actor, j.facts, j.sealed FROM link_decision d JOIN journal j ON j.seq = d.entry WHERE d.id = $1";
    REPORT_BY_NO = listed!("SELECT no FROM report WHERE no = $1");
    REPORTS_BY_NO = listed!("SELECT no FROM report WHERE no IN (", these!(), ")");
    LEADS_OF_REPORTS = concat!("SELECT report_no, lead FROM lead_report WHERE report_no IN (", these!(), ")");
    LINKED = "SELECT fingerprint, seq, revision FROM linked WHERE one = 1";
    SET_LINKED = "UPDATE linked SET fingerprint = $1, seq = $2, revision = revision + 1 WHERE one = 1 AND revision = $3";
    PERSON = "SELECT id, party, mentions, reports, weakest FROM person WHERE id = $1";
    PERSON_OF_MENTION = "SELECT person FROM person_mention WHERE mention = $1";
    MENTIONS_OF_PERSON = "SELECT mention FROM person_mention WHERE person = $1 ORDER BY mention LIMIT CAST($2 AS BIGINT)";
    NEXT_TURN = "SELECT COALESCE(MAX(no), 0) + 1 FROM person_turn";
    TURNS_OF_PERSON = "SELECT no, at, kind, from_person, into_person FROM person_turn WHERE from_person = $1 UNION SELECT no, at, kind, from_person, into_person FROM person_turn WHERE into_person = $1 ORDER BY 1 DESC LIMIT CAST($2 AS BIGINT)";
    LEAD = leads!("lead l WHERE l.no = $1");
    LEADS = listed_leads!(waiting!(), "$3", by_rank);
    LEADS_FILTERED = listed_leads!(concat!(waiting!(), " AND (l.kinds & $5) <> 0 AND (l.channels & $6) <> 0"), "$3", by_rank);
    /// The lead that a report belongs to, as lists show it.
    LISTED_LEAD = listed_leads!("lead_report d JOIN lead l ON l.no = d.lead WHERE d.report_no = $1", "$2", by_rank);
    ANY_UNWEIGHED = "SELECT no FROM lead WHERE weighed = 0 LIMIT 1";
    /// Takes leads that are to be weighed: no other program writes what is read of them until they are.
    TAKE_UNWEIGHED = concat!("UPDATE lead SET weighed = 1 WHERE no IN (SELECT l.no FROM lead l WHERE l.weighed = 0 ORDER BY l.no LIMIT CAST($1 AS BIGINT)) RETURNING ", lead_columns!("lead"));
    /// Of leads to which the whole adds the same points.
    WEIGH_LEADS = concat!("UPDATE lead SET rank = rank + whole - $65, whole = $65 WHERE no IN (", these!(), ")");
    ALL_LEADS_UNWEIGHED = "UPDATE lead SET weighed = 0 WHERE weighed = 1";
    COUNT_LEADS_BEFORE = first_counted!("$1");
    LEAD_OF_REPORT = "SELECT lead FROM lead_report WHERE report_no = $1";
    REPORTS_OF_LEAD = listed!("SELECT m.no FROM lead_report d JOIN report m ON m.no = d.report_no WHERE d.lead = $1 AND (m.rank, m.no) > ($2, $3) ORDER BY m.rank, m.no LIMIT CAST($4 AS BIGINT)");
    /// A lead stands where its most urgent report stands.
    RANK_LEADS = concat!("UPDATE lead SET (rank, top) = (SELECT lead.shift - lead.whole + m.rank, m.no FROM lead_report d JOIN report m ON m.no = d.report_no WHERE d.lead = lead.no ORDER BY m.rank, m.no LIMIT 1) WHERE no IN (", these!(), ") AND EXISTS (SELECT 1 FROM lead_report d WHERE d.lead = lead.no)");
    /// For verification only: reports that no lead shows, whose lead no list shows, or that a lead shows later than it should.
    HIDDEN_REPORTS = "SELECT r.no FROM report r LEFT JOIN lead_report d ON d.report_no = r.no LEFT JOIN lead ON lead.no = d.lead LEFT JOIN lead_report t ON t.report_no = lead.top AND t.lead = lead.no WHERE lead.no IS NULL OR t.report_no IS NULL OR lead.rank > r.rank + lead.shift - lead.whole ORDER BY r.no LIMIT CAST($1 AS BIGINT)";

    INBOX_OF_LOCATOR = inboxes!("locator = $1");
    INBOX = inboxes!("id = $1");
    INBOXES_OF_REPORT = inboxes!("report_no = $1 ORDER BY id LIMIT CAST($2 AS BIGINT)");
    INBOXES_WAITING = inboxes!("waiting = 1 ORDER BY waiting_since LIMIT CAST($1 AS BIGINT)");
    INBOXES_OF_REPORTS = inboxes!("report_no IN (", these!(), ") ORDER BY id");
    COUNT_INBOXES_WAITING = "SELECT COUNT(*) FROM inbox WHERE waiting = 1";
    INBOX_SET_LOCATOR = "UPDATE inbox SET locator = $2, handed = 0 WHERE id = $1";
    INBOX_SET_STATUS = "UPDATE inbox SET status = $2, next_at = $3 WHERE id = $1";
    INBOX_FROM_REPORTER = "UPDATE inbox SET messages = messages + 1, waiting = 1, waiting_since = COALESCE(waiting_since, $2) WHERE id = $1";
    INBOX_FROM_STAFF = "UPDATE inbox SET messages = messages + 1, waiting = 0, waiting_since = NULL WHERE id = $1";
    INBOX_SETTLED = "UPDATE inbox SET waiting = 0, waiting_since = NULL WHERE id = $1";
    INBOX_DELETED = "UPDATE inbox SET locator = NULL, waiting = 0, waiting_since = NULL WHERE id = $1";
    MESSAGES_OF_INBOX = "SELECT m.entry, m.side, m.at, j.sealed FROM inbox_message m JOIN journal j ON j.seq = m.entry WHERE m.inbox = $1 ORDER BY m.entry DESC LIMIT CAST($2 AS BIGINT)";
    MESSAGE_HEADS = "SELECT side, at FROM inbox_message WHERE inbox = $1 ORDER BY entry DESC LIMIT CAST($2 AS BIGINT)";
    OPEN_BURST = "SELECT no, last_at FROM burst WHERE released IS NULL ORDER BY no DESC LIMIT 1";
    LAST_BURST = "SELECT COALESCE(MAX(no), 0) FROM burst";
    GROW_BURST = "INSERT INTO burst (no, began_at, last_at, reports, urgent, released) VALUES ($1, $2, $2, 1, $3, NULL) ON CONFLICT (no) DO UPDATE SET last_at = $2, reports = burst.reports + 1, urgent = burst.urgent + $3";
    RELEASE_BURST = "UPDATE burst SET released = $2 WHERE no = $1 AND released IS NULL";
    RELEASED_ARE_DUE = "UPDATE report SET rank_due = 0 WHERE no IN (SELECT report_no FROM held_report WHERE burst = $1)";
    BURSTS_HELD = "SELECT no, began_at, last_at, reports, urgent FROM burst WHERE released IS NULL ORDER BY no LIMIT CAST($1 AS BIGINT)";
    REPORTS_OF_BURST = listed!("SELECT report_no AS no FROM held_report WHERE burst = $1 AND report_no > $2 ORDER BY report_no LIMIT CAST($3 AS BIGINT)");
    CONTACT_COUNTS = "SELECT way, outcome, category, COUNT(*) FROM contact WHERE at >= $1 AND at < $2 GROUP BY way, outcome, category ORDER BY way, outcome, category";
    CAMPAIGNS = "SELECT slug, label, added_at, ended FROM campaign ORDER BY slug";
    CAMPAIGN = "SELECT slug, label, added_at, ended FROM campaign WHERE slug = $1";
    END_CAMPAIGN = "UPDATE campaign SET ended = $2 WHERE slug = $1 AND ended IS NULL";
    COUNT_CAMPAIGN = "INSERT INTO campaign_day (slug, day, came, guided, reported) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (slug, day) DO UPDATE SET came = campaign_day.came + $3, guided = campaign_day.guided + $4, reported = campaign_day.reported + $5";
    CAMPAIGN_DAYS = "SELECT day, came, guided, reported FROM campaign_day WHERE slug = $1 AND day >= $2 ORDER BY day";
    PARTNERS = "SELECT id, name, source, scopes, secret, channel, country FROM partner ORDER BY name, id";
    PARTNER_OF_SECRET = "SELECT id, name, source, scopes, secret, channel, country FROM partner WHERE secret = $1";
    PARTNER = "SELECT id, name, source, scopes, secret, channel, country FROM partner WHERE id = $1";
    SET_PARTNER_KEY = "UPDATE partner SET secret = $2, entry = $3 WHERE id = $1";

    DELETE_IDENTIFIERS = "DELETE FROM identifier WHERE report_no = $1";
    RECORD_KEY = "SELECT wrapped FROM record_key WHERE record = $1";
    DESTROY_RECORD_KEY = "DELETE FROM record_key WHERE record = $1";
    PAPERS_OF_REPORT = "SELECT p.entry, p.media_type, p.size, j.sealed, p.digest FROM paper p JOIN journal j ON j.seq = p.entry WHERE p.report_no = $1 ORDER BY p.entry";
    PAPER_DIGESTS = "SELECT digest FROM paper WHERE report_no = $1";
    SET_ASIDE_EXISTS = "SELECT id FROM set_aside WHERE digest = $1";
    SET_ASIDE_DELIVERED = "UPDATE set_aside SET deliveries = deliveries + 1 WHERE id = $1";

    FIRST_AGENCY = "SELECT id FROM agency ORDER BY added LIMIT 1";
    USER_BY_NAME = user!("u.name = $1");
    USER_BY_ID = user!("u.id = $1");
    USERS = user!("1 = 1 ORDER BY u.name");
    COUNT_USERS = "SELECT COUNT(*) FROM app_user";
    USER_CHANGED = "UPDATE app_user SET role = $2, active = $3, entry = $4 WHERE id = $1";

    ADD_SESSION = "INSERT INTO session (token, id, user_id, form_token, created_at, seen_at, way) VALUES ($1, $2, $3, $4, $5, $5, $6)";
    /// The session of a token with its user.
    SESSION = concat!("SELECT ", user_columns!(), ", s.id, s.form_token, s.created_at, s.seen_at, s.way FROM session s JOIN app_user u ON u.id = s.user_id JOIN agency a ON a.id = u.agency WHERE s.token = $1");
    TOUCH_SESSION = "UPDATE session SET seen_at = $2 WHERE token = $1";
    END_SESSION = "DELETE FROM session WHERE token = $1";
    END_SESSIONS_OF_USER = "DELETE FROM session WHERE user_id = $1";
    OLD_SESSIONS = "SELECT y.id, y.user_id, u.agency FROM session y JOIN app_user u ON u.id = y.user_id WHERE y.seen_at < $1 OR y.created_at < $2 ORDER BY y.seen_at LIMIT CAST($3 AS BIGINT)";
    /// Unless it was used meanwhile.
    END_OLD_SESSION = "DELETE FROM session WHERE user_id = $1 AND id = $2 AND (seen_at < $3 OR created_at < $4)";
    ATTEMPTS = "SELECT failures, not_before, last_step FROM sign_in_attempts WHERE name = $1";
    FAILED = "INSERT INTO sign_in_attempts (name, failures, not_before, last_step) VALUES ($1, 1, $2, 0) ON CONFLICT (name) DO UPDATE SET failures = sign_in_attempts.failures + 1, not_before = $2";
    SUCCEEDED = "INSERT INTO sign_in_attempts (name, failures, not_before, last_step) VALUES ($1, 0, 0, $2) ON CONFLICT (name) DO UPDATE SET failures = 0, not_before = 0, last_step = $2 WHERE sign_in_attempts.last_step < $2";

    // The desk: work on leads, referrals, care for those who read.
    /// The work on leads, the newest first.
    WORK_OF_LEADS = concat!("SELECT d.lead, w.lead, w.entry, w.state, w.user_id, w.team, w.urgency, w.since, (SELECT u.name FROM app_user u WHERE u.id = w.user_id), (SELECT a.name FROM agency a WHERE a.id = w.team) FROM lead_report d JOIN lead_work w ON w.lead = d.report_no WHERE d.lead IN (", these!(), ") ORDER BY w.entry DESC");
    NEWER_REPORTS = concat!("SELECT d.lead, COUNT(*), MIN(r.received_at) FROM lead_report d JOIN report r ON r.no = d.report_no LEFT JOIN settled_report s ON s.report_no = d.report_no WHERE d.lead IN (", these!(), ") AND s.report_no IS NULL GROUP BY d.lead");
    NUMBERS_OF_LEAD = "SELECT report_no FROM lead_report WHERE lead = $1 ORDER BY report_no";
    PUT_WORK = "INSERT INTO lead_work (lead, entry, state, user_id, team, urgency, since) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (lead) DO UPDATE SET entry = $2, state = $3, user_id = $4, team = $5, urgency = $6, since = CASE WHEN $7 = 0 THEN lead_work.since ELSE $7 END";
    DROP_WORK = "DELETE FROM lead_work WHERE lead = $1";
    SETTLE_REPORT = "INSERT INTO settled_report (report_no, entry) VALUES ($1, $2) ON CONFLICT (report_no) DO UPDATE SET entry = $2";
    UNSETTLE_REPORT = "DELETE FROM settled_report WHERE report_no = $1";
    PLACE_LEAD = "UPDATE lead SET waits = $2, shift = $3, since = $4, version = $5, state = $6, user_id = $7, team = $8, urgency = $9, decided = $10, newer = $11 WHERE no = $1";
    ANY_WORK = "SELECT lead FROM lead_work LIMIT 1";
    STEPS_OF_LEAD = "SELECT s.entry, j.at, j.actor, j.agency, j.facts, j.sealed FROM lead_report d JOIN lead_step s ON s.lead = d.report_no JOIN journal j ON j.seq = s.entry WHERE d.lead = $1 ORDER BY s.entry DESC LIMIT CAST($2 AS BIGINT)";
    STEPS_AFTER = "SELECT s.entry, j.at, j.actor, j.agency, j.facts, j.sealed FROM lead_step s JOIN journal j ON j.seq = s.entry WHERE s.entry > $1 ORDER BY s.entry LIMIT CAST($2 AS BIGINT)";
    LEADS_OF_USER = listed_leads!(concat!(held!("user_id", "$1"), from_rank!()), "$2", by_rank);
    COUNT_LEADS_OF_USER = concat!("SELECT ", counted!(held!("user_id", "$1"), "$2"));
    LEADS_OF_TEAM = listed_leads!(concat!(held!("team", "$1"), from_rank!()), "$2", by_rank);
    LEADS_OF_STATE = listed_leads!(concat!(of_state!("$1"), " AND l.version < $3", narrowed!("$4", "$5")), "$2", by_decision);
    LEADS_UNASSIGNED = listed_leads!(concat!(unassigned!("$1"), from_rank!()), "$2", by_rank);
    LEADS_SINCE = listed_leads!(concat!(since!(), from_wait!()), "$4", by_wait);
    /// What waits within ranks, counted up to a bound.
    COUNT_WAITING_WITHIN = "SELECT COUNT(*) FROM (SELECT l.no FROM lead l WHERE l.waits = 1 AND l.rank >= $1 AND l.rank < $2 LIMIT CAST($3 AS BIGINT)) AS counted";
    /// The same as `LEADS_SINCE` where few wait within these ranks: all of them are looked at, instead of all that wait so long.
    LEADS_SINCE_OF_FEW = listed_leads!(concat!(few_since!(), from_wait!()), "$4", by_wait);
    /// How many reports there are, how many leads wait before a rank, how many deliveries are set aside; and how many leads each list of work has, up to a bound.
    COUNT_DESK = concat!("SELECT (", reports_counted!(), "), (", first_counted!("$9"), "), (", set_aside_counted!(), "), ", counted!(held!("user_id", "$1"), "$4"), ", ", counted!(held!("team", "$2"), "$4"), ", ", counted!(unassigned!("$3"), "$4"), ", ", counted!(of_state!("$5"), "$4"), ", ", counted!(of_state!("$6"), "$4"), ", ", counted!(of_state!("$7"), "$4"), ", ", counted!(of_state!("$8"), "$4"));
    /// How many leads wait since an instant within ranks, up to a bound; where few wait within these ranks, all of them are looked at.
    COUNT_LEADS_SINCE = concat!("SELECT CASE WHEN (SELECT COUNT(*) FROM (SELECT l.no FROM lead l WHERE l.waits = 1 AND l.rank >= $2 AND l.rank < $3 LIMIT CAST($5 AS BIGINT) + 1) AS within) <= $5 THEN (SELECT COUNT(*) FROM (SELECT l.no FROM ", few_since!(), " LIMIT CAST($4 AS BIGINT)) AS few) ELSE (SELECT COUNT(*) FROM (SELECT l.no FROM ", since!(), " LIMIT CAST($4 AS BIGINT)) AS many) END");
    /// The people of an agency with what they do on a day: open leads they have, whether they take nothing new, what they read.
    STAFF = concat!("SELECT ", user_columns!(), ", (SELECT COUNT(*) FROM lead_work w WHERE w.user_id = u.id AND w.state IN ('open', 'waiting')), (SELECT COUNT(*) FROM heavy_day y WHERE y.user_id = u.id AND y.day = $2), COALESCE(e.reads, 0), COALESCE(e.reveals, 0) FROM app_user u JOIN agency a ON a.id = u.agency LEFT JOIN exposure e ON e.actor = u.name AND e.day = $2 WHERE u.agency = $1 ORDER BY u.name");
    WORK_OF_USER = "SELECT d.lead FROM lead_work w JOIN lead_report d ON d.report_no = w.lead WHERE w.user_id = $1 ORDER BY w.lead";
    WORK_OF_TEAM = "SELECT d.lead FROM lead_work w JOIN lead_report d ON d.report_no = w.lead WHERE w.team = $1 ORDER BY w.lead";
    /// Those that take part: a removed one is given nothing any more.
    AGENCIES_BY_NAME = "SELECT id, name, kind, country FROM agency WHERE closed IS NULL ORDER BY name, id";
    REFERRAL = referrals!("referral f WHERE f.id = $1");
    REFERRALS_OF_LEAD = referrals!("lead_report d JOIN referral f ON f.lead = d.report_no WHERE d.lead = $1 ORDER BY f.sent DESC LIMIT CAST($2 AS BIGINT)");
    REFERRALS_TO_USER = referrals!("referral f WHERE f.to_user = $1 AND f.active = $2 ORDER BY f.sent DESC LIMIT CAST($3 AS BIGINT)");
    REFERRALS_FROM_USER = referrals!("referral f WHERE f.from_user = $1 AND f.active = $2 ORDER BY f.sent DESC LIMIT CAST($3 AS BIGINT)");
    REFERRALS_TO_AGENCY = referrals!("referral f WHERE f.to_agency = $1 AND f.active = 1 ORDER BY f.sent");
    REFERRALS_FROM_AGENCY = referrals!("referral f WHERE f.from_agency = $1 AND f.active = 1 ORDER BY f.sent");
    REFERRAL_LINES_TO_USER = referrals_due!("f.to_user = $1");
    REFERRAL_LINES_FROM_USER = referrals_due!("f.from_user = $1");
    REFERRAL_LINES_TO_OTHERS = referrals_due!("f.to_agency = $1 AND (f.to_user IS NULL OR f.to_user <> $5)");
    REFERRAL_LINES_FROM = referrals_due!("f.from_agency = $1");
    /// Those that wait for an answer.
    REFERRAL_LINES_UNANSWERED_TO = referrals_due!("f.to_agency = $1 AND f.state IN ('sent', 'seen') AND (f.to_user IS NULL OR f.to_user <> $5)");
    REFERRAL_LINES_LATE_FROM = referrals_due!("f.from_agency = $1 AND f.state IN ('sent', 'seen') AND f.deadline <= $5");
    /// Those that have ended, the latest first.
    REFERRAL_LINES_ENDED_TO = referral_lines!("referral f", "f.to_agency = $1 AND f.active = 0 AND f.sent < $3 ORDER BY f.sent DESC LIMIT CAST($2 AS BIGINT)");
    REFERRAL_LINES_ENDED_FROM = referral_lines!("referral f", "f.from_agency = $1 AND f.active = 0 AND f.sent < $3 ORDER BY f.sent DESC LIMIT CAST($2 AS BIGINT)");
    REFERRAL_LINES_OF_LEAD = referral_lines!("lead_report d JOIN referral f ON f.lead = d.report_no", "d.lead = $1 ORDER BY f.sent DESC LIMIT CAST($2 AS BIGINT)");
    REFERRAL_LINE = referral_lines!("referral f", "f.id = $1");
    AGENCY_STANDING = "SELECT a.kind, (SELECT COALESCE(MAX(f.entry), 0) FROM referral f WHERE f.to_agency = a.id), (SELECT turn FROM report_turn WHERE one = 1) FROM agency a WHERE a.id = $1";
    REPORTS_TURN = "UPDATE report_turn SET turn = turn + 1 WHERE one = 1";
    OPEN_REFERRALS_TO = "SELECT id, compartments, some_persons, until FROM referral WHERE to_agency = $1 AND active = 1 AND (until IS NULL OR until > $2)";
    REPORTS_REFERRED_TO = "SELECT r.no, d.lead, r.rank, r.kinds, r.channel, r.received_at FROM referral f JOIN referral_report x ON x.referral = f.id JOIN report r ON r.no = x.report_no JOIN lead_report d ON d.report_no = r.no WHERE f.to_agency = $1 AND f.active = 1";
    /// What the referrals to an agency open, each in order.
    OPENED_REPORTS = "SELECT f.id, x.report_no FROM referral f JOIN referral_report x ON x.referral = f.id WHERE f.to_agency = $1 AND f.active = 1 ORDER BY f.id, x.report_no";
    OPENED_PERSONS = "SELECT f.id, x.mention FROM referral f JOIN referral_person x ON x.referral = f.id WHERE f.to_agency = $1 AND f.active = 1 AND f.some_persons = 1 ORDER BY f.id, x.mention";
    REFERRALS_PAST = referrals!("referral f WHERE f.active = 1 AND f.until <= $1 ORDER BY f.until LIMIT CAST($2 AS BIGINT)");
    // What was handed on from a referral.
    PARENT_OF_REFERRAL = "SELECT parent FROM referral_parent WHERE referral = $1";
    HANDED_ON_RUNNING = referrals!("referral_parent up JOIN referral f ON f.id = up.referral WHERE up.parent = $1 AND f.active = 1 ORDER BY f.sent");
    REFERRAL_LINES_HANDED_ON = referral_lines!("referral_parent up JOIN referral f ON f.id = up.referral", "up.parent = $1 ORDER BY f.sent DESC LIMIT CAST($2 AS BIGINT)");
    HANDED_ON_OF_LEAD = "SELECT up.referral, up.parent FROM lead_report d JOIN referral f ON f.lead = d.report_no JOIN referral_parent up ON up.referral = f.id WHERE d.lead = $1";
    COUNT_REFERRALS_LATE = "SELECT COUNT(*) FROM referral WHERE active = 1 AND deadline <= $1 AND state <> 'accepted'";
    REPORTS_OF_REFERRAL = "SELECT report_no FROM referral_report WHERE referral = $1 ORDER BY report_no";
    PERSONS_OF_REFERRAL = "SELECT mention FROM referral_person WHERE referral = $1 ORDER BY mention";
    SET_REFERRAL_STATE = "UPDATE referral SET state = $2, active = $3, entry = $4, reason = $5 WHERE id = $1";
    SET_REFERRAL_USERS = "UPDATE referral SET from_user = $2, to_user = $3, entry = $4 WHERE id = $1";
    TOUCH_REFERRAL = "UPDATE referral SET entry = $2 WHERE id = $1";
    STEPS_OF_REFERRAL = "SELECT s.entry, j.at, j.actor, j.agency, j.action, j.facts, j.sealed FROM referral_step s JOIN journal j ON j.seq = s.entry WHERE s.referral = $1 ORDER BY s.entry";
    COUNT_EXPOSURE = "INSERT INTO exposure (actor, day, reads, reveals) VALUES ($1, $2, $3, $4) ON CONFLICT (actor, day) DO UPDATE SET reads = exposure.reads + $3, reveals = exposure.reveals + $4";
    EXPOSURE = "SELECT reads, reveals FROM exposure WHERE actor = $1 AND day = $2";
    SET_HEAVY_DAY = "INSERT INTO heavy_day (user_id, day, entry) VALUES ($1, $2, $3) ON CONFLICT (user_id, day) DO UPDATE SET entry = $3";
    END_HEAVY_DAY = "DELETE FROM heavy_day WHERE user_id = $1 AND day = $2";
    HEAVY_DAY = "SELECT day FROM heavy_day WHERE user_id = $1 AND day = $2";
    PUT_DRAFT = "INSERT INTO draft (user_id, form, at, sealed) VALUES ($1, $2, $3, $4) ON CONFLICT (user_id, form) DO UPDATE SET at = $3, sealed = $4";
    DRAFT = "SELECT at, sealed FROM draft WHERE user_id = $1 AND form = $2";
    DROP_OLD_DRAFTS = "DELETE FROM draft WHERE user_id = $1 AND form IN (SELECT form FROM draft WHERE user_id = $1 ORDER BY at DESC, form LIMIT 1000 OFFSET CAST($2 AS BIGINT))";
    DROP_DRAFT = "DELETE FROM draft WHERE user_id = $1 AND form = $2";
    NEXT_FILTER = "SELECT COALESCE(MAX(no), 0) + 1 FROM saved_filter WHERE user_id = $1";
    ADD_FILTER = "INSERT INTO saved_filter (user_id, no, sealed) VALUES ($1, $2, $3)";
    FILTERS = "SELECT no, sealed FROM saved_filter WHERE user_id = $1 ORDER BY no LIMIT CAST($2 AS BIGINT)";
    DROP_FILTER = "DELETE FROM saved_filter WHERE user_id = $1 AND no = $2";
    // Questions about leads.
    ASKS_OF_LEADS = concat!("SELECT d.lead, q.entry, q.kind, q.inbox, q.source, q.referral, q.user_id, q.until, q.lead FROM lead_report d JOIN lead_ask q ON q.lead = d.report_no WHERE d.lead IN (", these!(), ") AND q.ended IS NULL ORDER BY q.entry DESC");
    ASKS_OF_INBOX = "SELECT entry, lead FROM lead_ask WHERE inbox = $1 AND ended IS NULL ORDER BY entry DESC";
    ASKS_OF_REFERRAL = "SELECT entry, lead FROM lead_ask WHERE referral = $1 AND ended IS NULL ORDER BY entry DESC";
    ASKS_OF_REPORT = "SELECT q.entry, q.lead FROM report r JOIN lead_report x ON x.report_no = r.no JOIN lead_report d ON d.lead = x.lead JOIN lead_ask q ON q.lead = d.report_no WHERE r.id = $1 AND q.source = $2 AND q.ended IS NULL ORDER BY q.entry DESC";
    OPEN_ASK = "SELECT entry, lead FROM lead_ask WHERE entry = $1 AND ended IS NULL";
    ASKS_PAST = "SELECT entry FROM lead_ask WHERE ended IS NULL AND until <= $1 ORDER BY until LIMIT CAST($2 AS BIGINT)";
    ANY_SOURCE_ASKED = "SELECT entry FROM lead_ask WHERE ended IS NULL AND source IS NOT NULL LIMIT 1";
    END_ASK = "UPDATE lead_ask SET ended = $2, how = $3 WHERE entry = $1 AND ended IS NULL";
    WORK_WAITS_SINCE = "UPDATE lead_work SET since = $2 WHERE lead = $1";
    // What happened to somebody's own work.
    NOTICES = concat!("SELECT source, action, facts, at, entry, id, no, record FROM (", notices!("0", "0", "0"), ") AS told ORDER BY at DESC, entry DESC LIMIT 500");
    /// Leads of a centre that nobody has decided about past a time, the latest first, and how many: since after and up to an instant, within ranks.
    LEADS_ESCALATED = concat!("SELECT l.no, l.since FROM ", escalated!(), " ORDER BY l.since DESC LIMIT 200");
    COUNT_LEADS_ESCALATED = concat!("SELECT COUNT(*) FROM (SELECT l.no FROM ", escalated!(), " LIMIT 100) AS counted");
    COUNT_NOTICES = concat!("SELECT COUNT(*) FROM (SELECT 1 FROM (", notices!(seen_to!("entry"), seen_to!("turn"), seen_to!("at")), ") AS told LIMIT 100) AS counted");
    SEEN_UNTIL = "SELECT entry, turn, at FROM seen_until WHERE user_id = $1";
    SET_SEEN_UNTIL = "INSERT INTO seen_until (user_id, entry, turn, at) VALUES ($1, $2, $3, $4) ON CONFLICT (user_id) DO UPDATE SET entry = CASE WHEN seen_until.entry > $2 THEN seen_until.entry ELSE $2 END, turn = CASE WHEN seen_until.turn > $3 THEN seen_until.turn ELSE $3 END, at = CASE WHEN seen_until.at > $4 THEN seen_until.at ELSE $4 END";
    LAST_LEAD_TURN = "SELECT COALESCE(MAX(no), 0) FROM lead_turn";
    /// Whose the work under one name was until now.
    HOLDER_OF_WORK = "SELECT user_id FROM lead_work WHERE lead = $1 AND user_id IS NOT NULL";
    // People and agencies.
    LAST_MOVE = "SELECT COALESCE(MAX(entry), 0) FROM user_move WHERE user_id = $1";
    MOVES_OF_USER = "SELECT j.seq, j.at, j.actor, j.facts, j.sealed FROM user_move y JOIN journal j ON j.seq = y.entry WHERE y.user_id = $1 ORDER BY j.seq DESC LIMIT CAST($2 AS BIGINT)";
    MOVE_USER = "UPDATE app_user SET role = $2, agency = $3 WHERE id = $1";
    COUNT_OTHERS_OF_ROLE = "SELECT COUNT(*) FROM app_user u JOIN agency a ON a.id = u.agency WHERE u.role = $1 AND u.id <> $2 AND u.active = 1 AND a.closed IS NULL";
    COUNT_ROLE_ELSEWHERE = "SELECT COUNT(*) FROM app_user u JOIN agency a ON a.id = u.agency WHERE u.role = $1 AND u.agency <> $2 AND u.active = 1 AND a.closed IS NULL";
    /// Whoever stands in is of the same agency and role: not any more.
    END_STANDING_IN = "UPDATE absence SET deputy = NULL WHERE user_id = $1 OR deputy = $1";
    AGENCIES = "SELECT id, name, kind, country, regions, closed FROM agency ORDER BY name, id";
    AGENCY = "SELECT id, name, kind, country, regions, closed FROM agency WHERE id = $1";
    CHANGE_AGENCY = "UPDATE agency SET name = $2, kind = $3, country = $4, regions = $5 WHERE id = $1";
    CLOSE_AGENCY = "UPDATE agency SET closed = $2 WHERE id = $1 AND closed IS NULL";
    END_SESSIONS_OF_AGENCY = "DELETE FROM session WHERE user_id IN (SELECT id FROM app_user WHERE agency = $1)";
    END_INVITATIONS_OF_AGENCY = "UPDATE invitation SET secret = NULL WHERE agency = $1";
    USERS_OF_AGENCY = user!("u.agency = $1 ORDER BY u.name");
    SET_DIRECTORY = "INSERT INTO agency_directory (agency, issuer, client_id, entry) VALUES ($1, $2, $3, $4) ON CONFLICT (agency) DO UPDATE SET issuer = $2, client_id = $3, entry = $4";
    END_DIRECTORY = "DELETE FROM agency_directory WHERE agency = $1";
    DIRECTORIES = "SELECT y.agency, a.name, y.issuer, y.client_id, y.entry FROM agency_directory y JOIN agency a ON a.id = y.agency WHERE a.closed IS NULL ORDER BY a.name";
    DIRECTORY = "SELECT y.agency, a.name, y.issuer, y.client_id, y.entry FROM agency_directory y JOIN agency a ON a.id = y.agency WHERE a.closed IS NULL AND y.agency = $1";
    INVITATION_OF_SECRET = "SELECT id, user_id, name, agency, role, expires_at, entry, secret FROM invitation WHERE secret = $1";
    INVITATION = "SELECT id, user_id, name, agency, role, expires_at, entry, secret FROM invitation WHERE id = $1";
    INVITATION_OF_NAME = "SELECT id, user_id, name, agency, role, expires_at, entry, secret FROM invitation WHERE name = $1 AND secret IS NOT NULL";
    INVITATIONS_OPEN = "SELECT id, user_id, name, agency, role, expires_at, entry, secret FROM invitation WHERE secret IS NOT NULL ORDER BY expires_at DESC, id LIMIT CAST($1 AS BIGINT)";
    INVITATIONS_PAST = "SELECT id, agency FROM invitation WHERE secret IS NOT NULL AND expired IS NULL AND expires_at <= $1 ORDER BY expires_at LIMIT CAST($2 AS BIGINT)";
    INVITATION_NOT_NOTED = "SELECT id FROM invitation WHERE id = $1 AND secret IS NOT NULL AND expired IS NULL";
    EXPIRE_INVITATION = "UPDATE invitation SET expired = $2 WHERE id = $1";
    END_INVITATION = "UPDATE invitation SET secret = NULL WHERE id = $1";
    END_INVITATIONS_OF_USER = "UPDATE invitation SET secret = NULL WHERE user_id = $1";
    OFFBOARD_USER = "UPDATE app_user SET active = 0, entry = $2 WHERE id = $1";
    SET_USER_ENTRY = "UPDATE app_user SET entry = $2 WHERE id = $1";
    PASSKEYS_OF_USER = "SELECT p.credential, p.user_id, p.entry, q.sealed, q.at, COALESCE(c.counter, 0) FROM passkey p JOIN journal q ON q.seq = p.entry LEFT JOIN passkey_counter c ON c.credential = p.credential WHERE p.user_id = $1 ORDER BY p.entry";
    PASSKEY = "SELECT p.credential, p.user_id, p.entry, q.sealed, q.at, COALESCE(c.counter, 0) FROM passkey p JOIN journal q ON q.seq = p.entry LEFT JOIN passkey_counter c ON c.credential = p.credential WHERE p.credential = $1";
    END_PASSKEY = "DELETE FROM passkey WHERE credential = $1 AND user_id = $2";
    END_PASSKEYS_OF_USER = "DELETE FROM passkey WHERE user_id = $1";
    /// Only ever upwards: two sign-ins at once with one state of a copied authenticator cannot both pass.
    COUNT_PASSKEY = "INSERT INTO passkey_counter (credential, counter) VALUES ($1, $2) ON CONFLICT (credential) DO UPDATE SET counter = $2 WHERE passkey_counter.counter < $2";
    DIRECTORY_USER = "SELECT user_id FROM directory_user WHERE subject = $1";
    COUNT_BOUND = "SELECT COUNT(*) FROM directory_user WHERE user_id = $1";
    END_BOUND = "DELETE FROM directory_user WHERE user_id = $1";
    SET_ABSENCE = "INSERT INTO absence (user_id, until, deputy) VALUES ($1, $2, $3) ON CONFLICT (user_id) DO UPDATE SET until = $2, deputy = $3";
    END_ABSENCE = "DELETE FROM absence WHERE user_id = $1";
    ABSENCE = "SELECT until, deputy FROM absence WHERE user_id = $1";
    SET_AREA = "INSERT INTO user_area (user_id, languages, countries, regions) VALUES ($1, $2, $3, $4) ON CONFLICT (user_id) DO UPDATE SET languages = $2, countries = $3, regions = $4";
    END_AREA = "DELETE FROM user_area WHERE user_id = $1";
    AREAS = "SELECT user_id, languages, countries, regions FROM user_area ORDER BY user_id";
    /// Everybody who is away, with who stands in: whoever left, moved or has another role does not.
    ABSENCES = "SELECT absence.user_id, absence.until, instead.id FROM absence JOIN app_user away ON away.id = absence.user_id LEFT JOIN app_user instead ON instead.id = absence.deputy AND instead.active = 1 AND instead.agency = away.agency AND instead.role = away.role WHERE absence.until > $1 ORDER BY absence.until, absence.user_id";
    OVERRIDE = overrides!("o.id = $1");
    OVERRIDES_OF_USER = overrides!("o.user_id = $1 ORDER BY o.asked_at DESC LIMIT CAST($2 AS BIGINT)");
    OVERRIDES_RUNNING = overrides!("o.user_id = $1 AND o.state = 'approved' AND o.until > $2 ORDER BY o.asked_at");
    OVERRIDES_WAITING = overrides!("o.agency = $1 AND o.state = 'asked' ORDER BY o.asked_at LIMIT CAST($2 AS BIGINT)");
    OVERRIDES_LATEST = overrides!("1 = 1 ORDER BY o.asked_at DESC LIMIT CAST($1 AS BIGINT)");
    DECIDE_OVERRIDE = "UPDATE override_request SET state = $2, decided_by = $3, until = $4 WHERE id = $1 AND state = 'asked'";
    END_OVERRIDE = "UPDATE override_request SET state = 'ended' WHERE id = $1 AND state IN ('asked', 'approved')";
    END_OVERRIDES_OF_USER = "UPDATE override_request SET state = 'ended' WHERE user_id = $1 AND state IN ('asked', 'approved')";
    SESSIONS_OF_USER = "SELECT id, user_id, form_token, created_at, seen_at, way FROM session WHERE user_id = $1 ORDER BY seen_at DESC LIMIT CAST($2 AS BIGINT)";
    END_SESSION_OF_USER = "DELETE FROM session WHERE user_id = $1 AND id = $2";
    END_OTHER_SESSIONS = "DELETE FROM session WHERE user_id = $1 AND id <> $2";
    SPEND_TOKEN = "INSERT INTO spent_token (hash, until) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING";
    FORGET_TOKENS = "DELETE FROM spent_token WHERE until < $1";
    JOURNAL_AT = "SELECT at FROM journal WHERE seq = $1";
    LATEST_OF_ACTOR = "SELECT at, action FROM journal WHERE agency IS NOT NULL AND actor = $1 ORDER BY seq DESC LIMIT CAST($2 AS BIGINT)";
    AUDIT_BY_ACTOR = "SELECT seq, at, actor, action, purpose, facts FROM journal WHERE agency IS NOT NULL AND actor = $1 AND seq > $2 AND seq < $3 ORDER BY seq DESC LIMIT CAST($4 AS BIGINT)";
    AUDIT_BY_ACTION = "SELECT seq, at, actor, action, purpose, facts FROM journal WHERE agency IS NOT NULL AND action = $1 AND seq > $2 AND seq < $3 ORDER BY seq DESC LIMIT CAST($4 AS BIGINT)";
    AUDIT_LOUD = "SELECT seq, at, actor, action, purpose, facts FROM journal WHERE action IN ('access_refused', 'sign_in_refused', 'override_asked', 'override_decided', 'override_used', 'override_ended', 'user_offboarded', 'agency_closed', 'user_moved') AND action = $1 AND seq > $2 AND seq < $3 ORDER BY seq DESC LIMIT CAST($4 AS BIGINT)";
    AUDIT_ALL = "SELECT seq, at, actor, action, purpose, facts FROM journal WHERE seq > $1 AND seq < $2 ORDER BY seq DESC LIMIT CAST($3 AS BIGINT)";
    // Alerts about payments.
    PAYMENT_ALERT = "SELECT id, side, state, points, safeguard, fired, raised_at, changed_at, detail FROM payment_alert WHERE id = $1";
    PAYMENT_ALERT_OF_PARTY = "SELECT id, side, state, points, safeguard, fired, raised_at, changed_at, detail FROM payment_alert WHERE party = $1";
    PAYMENT_ALERTS = "SELECT id, side, state, points, safeguard, fired, raised_at, changed_at, detail FROM payment_alert WHERE state = $1 ORDER BY points DESC, id DESC LIMIT CAST($2 AS BIGINT)";
    COUNT_PAYMENT_ALERTS = "SELECT COUNT(*) FROM payment_alert WHERE state = $1";
    RENEW_PAYMENT_ALERT = "UPDATE payment_alert SET state = 'open', points = $2, safeguard = $3, fired = $4, changed_at = $5, detail = $6 WHERE id = $1";
    SET_PAYMENT_ALERT_STATE = "UPDATE payment_alert SET state = $2, changed_at = $3 WHERE id = $1";
    PAYMENT_DECISIONS = "SELECT d.entry, d.decision, d.actor_at, j.actor, j.sealed FROM payment_decision d JOIN journal j ON j.seq = d.entry WHERE d.alert = $1 ORDER BY d.entry LIMIT CAST($2 AS BIGINT)";
}

#[cfg(test)]
#[path = "sql_tests.rs"]
mod tests;
