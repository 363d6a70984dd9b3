//! Every fixed statement, one text for both databases. A test prepares each on both.

/// Migrations in order; the number of a migration is its place, from 1. Append, never change.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_spine.sql"),
    include_str!("../migrations/0002_linking.sql"),
    include_str!("../migrations/0003_door.sql"),
    include_str!("../migrations/0004_partner_source.sql"),
    include_str!("../migrations/0007_payments.sql"),
];

/// A list of reports: `$numbers` selects the row numbers `no`, already bounded; only those rows and their entries are read.
macro_rules! listed {
    ($numbers:literal) => {
        concat!(
            "SELECT r.no, r.id, r.year, r.number, r.source, r.source_reference, r.version, r.deliveries, r.entry, \
             r.channel, r.kinds, r.received_at, r.occurred_at, r.rank, j.facts FROM (",
            $numbers,
            ") AS listed JOIN report r ON r.no = listed.no JOIN journal j ON j.seq = r.entry ORDER BY r.rank, r.no"
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
    JOURNAL_OF_SUBJECT = "SELECT seq, at, actor, action, purpose FROM journal WHERE subject = $1 ORDER BY seq LIMIT $2";

    NEXT_REPORT_NO = "SELECT COALESCE(MAX(no), 0) + 1 FROM report";
    NEXT_REPORT_NUMBER = "SELECT COALESCE(MAX(number), -1) + 1 FROM report WHERE year = $1";
    REPORT_DELIVERED = "UPDATE report SET deliveries = deliveries + 1 WHERE id = $1";
    REPORT_REVISED = "UPDATE report SET deliveries = deliveries + 1, version = $2, digest = $3, entry = $4, kinds = $5, occurred_at = $6, channel = $7, rank_due = 0 WHERE id = $1";
    REPORT_NO_OF_ID = "SELECT no FROM report WHERE id = $1";
    REPORT_BY_REFERENCE = listed!("SELECT no FROM report WHERE year = $1 AND number = $2");
    REPORT_BY_KEY_LISTED = listed!("SELECT no FROM report WHERE source_key = $1");
    /// All shelves are looked through, each by its index (CROSS JOIN keeps SQLite from walking all identifiers instead). Of an identifier that thousands carry (a shared address) the
    /// first two thousand are put in order: it ties nothing together, and must not hold up the page.
    REPORTS_BY_TOKEN = listed!("WITH RECURSIVE shelves (shelf) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT shelf + 1 FROM shelves WHERE shelf < (SELECT COALESCE(MAX(no), 0) / 32768 FROM report)) SELECT carrier.no FROM (SELECT i.report_no FROM shelves s CROSS JOIN identifier i WHERE i.shelf = s.shelf AND i.token = $1 LIMIT 2000) AS carriers JOIN report carrier ON carrier.no = carriers.report_no ORDER BY carrier.rank, carrier.no LIMIT $2");
    COUNT_BY_TOKEN = "WITH RECURSIVE shelves (shelf) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT shelf + 1 FROM shelves WHERE shelf < (SELECT COALESCE(MAX(no), 0) / 32768 FROM report)) SELECT COUNT(*) FROM (SELECT 1 FROM shelves s CROSS JOIN identifier i WHERE i.shelf = s.shelf AND i.token = $1 LIMIT $2) AS counted";
    QUEUE = listed!("SELECT no FROM report WHERE (rank, no) > ($1, $2) ORDER BY rank, no LIMIT $3");
    QUEUE_KINDS = listed!("SELECT no FROM report WHERE (rank, no) > ($1, $2) AND (kinds & $4) <> 0 ORDER BY rank, no LIMIT $3");
    QUEUE_CHANNEL = listed!("SELECT no FROM report WHERE (rank, no) > ($1, $2) AND channel = $4 ORDER BY rank, no LIMIT $3");
    QUEUE_CHANNEL_KINDS = listed!("SELECT no FROM report WHERE (rank, no) > ($1, $2) AND channel = $4 AND (kinds & $5) <> 0 ORDER BY rank, no LIMIT $3");
    /// Reports are numbered from 1 without gaps and never deleted, so the last number is their count.
    COUNT_REPORTS = "SELECT COALESCE(MAX(no), 0) FROM report";
    COUNT_IMMEDIATE = "SELECT COUNT(*) FROM report WHERE rank < $1";
    /// From the newest back: numbers follow the order in which reports were received.
    RECEIVED_BEFORE_NO = "SELECT no, received_at, rank FROM report WHERE no < $1 ORDER BY no DESC LIMIT $2";
    COUNT_SET_ASIDE = "SELECT COUNT(*) FROM set_aside";
    SOURCES = "SELECT id FROM source ORDER BY id";
    ADD_SOURCE = "INSERT INTO source (id) VALUES ($1) ON CONFLICT (id) DO NOTHING";

    DUE_REPORTS = "SELECT r.no, r.received_at, j.facts, CAST(CASE WHEN b.no IS NOT NULL AND b.released IS NULL THEN 1 ELSE 0 END AS BIGINT) FROM report r JOIN journal j ON j.seq = r.entry LEFT JOIN held_report h ON h.report_no = r.no LEFT JOIN burst b ON b.no = h.burst WHERE r.rank_due <= $1 ORDER BY r.rank_due, r.no LIMIT $2";
    RANKS = "SELECT r.no, r.received_at, j.facts, CAST(CASE WHEN b.no IS NOT NULL AND b.released IS NULL THEN 1 ELSE 0 END AS BIGINT), r.rank, r.rank_due FROM report r JOIN journal j ON j.seq = r.entry LEFT JOIN held_report h ON h.report_no = r.no LEFT JOIN burst b ON b.no = h.burst WHERE r.no > $1 ORDER BY r.no LIMIT $2";
    SET_RANK = "UPDATE report SET rank = $2, rank_due = $3 WHERE no = $1";
    ALL_RANKS_DUE = "UPDATE report SET rank_due = 0";
    RANKED_BY = "SELECT fingerprint FROM ranked_by WHERE one = 1";
    SET_RANKED_BY = "INSERT INTO ranked_by (one, fingerprint) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET fingerprint = $1";

    /// What linking must know of: new and changed reports, erased ones, decisions. Older versions of a report are not read.
    LINK_CHANGES = "SELECT j.seq, j.action, j.facts, j.subject, CASE WHEN r.entry = j.seq THEN j.sealed END, k.wrapped, r.no, r.version, r.channel, r.kinds, r.received_at FROM journal j LEFT JOIN report r ON r.id = j.subject LEFT JOIN record_key k ON k.record = j.subject WHERE j.seq > $1 AND j.seq <= $2 AND j.action IN ('report_received', 'report_revised', 'key_destroyed', 'link_decided', 'decision_withdrawn') ORDER BY j.seq";
    END_DECISION = "UPDATE link_decision SET ended = $2 WHERE id = $1 AND ended IS NULL";
    DECISION = "SELECT d.entry, d.ended, j.at, j.actor, j.facts, j.sealed FROM link_decision d JOIN journal j ON j.seq = d.entry WHERE d.id = $1";
    REPORT_BY_NO = listed!("SELECT no FROM report WHERE no = $1");
    LINKED = "SELECT fingerprint, seq, revision FROM linked WHERE one = 1";
    SET_LINKED = "UPDATE linked SET fingerprint = $1, seq = $2, revision = revision + 1 WHERE one = 1 AND revision = $3";
    PERSON = "SELECT id, party, mentions, reports, weakest FROM person WHERE id = $1";
    PERSON_OF_MENTION = "SELECT person FROM person_mention WHERE mention = $1";
    MENTIONS_OF_PERSON = "SELECT mention FROM person_mention WHERE person = $1 ORDER BY mention LIMIT $2";
    NEXT_TURN = "SELECT COALESCE(MAX(no), 0) + 1 FROM person_turn";
    TURNS_OF_PERSON = "SELECT no, at, kind, from_person, into_person FROM person_turn WHERE from_person = $1 UNION SELECT no, at, kind, from_person, into_person FROM person_turn WHERE into_person = $1 ORDER BY 1 DESC LIMIT $2";
    LEAD = "SELECT no, rank, kinds, channels, reports, persons, children, suspects, first_received, last_received FROM lead WHERE no = $1";
    LEADS = "SELECT no, rank, kinds, channels, reports, persons, children, suspects, first_received, last_received FROM lead WHERE (rank, no) > ($1, $2) AND rank < $4 ORDER BY rank, no LIMIT $3";
    LEADS_FILTERED = "SELECT no, rank, kinds, channels, reports, persons, children, suspects, first_received, last_received FROM lead WHERE (rank, no) > ($1, $2) AND rank < $4 AND (kinds & $5) <> 0 AND (channels & $6) <> 0 ORDER BY rank, no LIMIT $3";
    COUNT_LEADS_BEFORE = "SELECT COUNT(*) FROM lead WHERE rank < $1";
    LEAD_OF_REPORT = "SELECT lead FROM lead_report WHERE report_no = $1";
    REPORTS_OF_LEAD = listed!("SELECT m.no FROM lead_report d JOIN report m ON m.no = d.report_no WHERE d.lead = $1 AND (m.rank, m.no) > ($2, $3) ORDER BY m.rank, m.no LIMIT $4");
    RANK_LEAD = "UPDATE lead SET rank = (SELECT MIN(m.rank) FROM lead_report d JOIN report m ON m.no = d.report_no WHERE d.lead = $1) WHERE no = $1 AND EXISTS (SELECT 1 FROM lead_report d WHERE d.lead = $1)";
    /// For verification only: reports that no lead shows, or that a lead shows later than it should.
    HIDDEN_REPORTS = "SELECT r.no FROM report r LEFT JOIN lead_report d ON d.report_no = r.no LEFT JOIN lead ON lead.no = d.lead WHERE lead.no IS NULL OR lead.rank > r.rank ORDER BY r.no LIMIT $1";

    INBOX_OF_LOCATOR = "SELECT id, report_no, locator, language, opened_at, status, next_at, handed, messages, waiting, waiting_since FROM inbox WHERE locator = $1";
    INBOX = "SELECT id, report_no, locator, language, opened_at, status, next_at, handed, messages, waiting, waiting_since FROM inbox WHERE id = $1";
    INBOXES_OF_REPORT = "SELECT id, report_no, locator, language, opened_at, status, next_at, handed, messages, waiting, waiting_since FROM inbox WHERE report_no = $1 ORDER BY id LIMIT $2";
    INBOXES_WAITING = "SELECT id, report_no, locator, language, opened_at, status, next_at, handed, messages, waiting, waiting_since FROM inbox WHERE waiting = 1 ORDER BY waiting_since LIMIT $1";
    COUNT_INBOXES_WAITING = "SELECT COUNT(*) FROM inbox WHERE waiting = 1";
    INBOX_SET_LOCATOR = "UPDATE inbox SET locator = $2, handed = 0 WHERE id = $1";
    INBOX_SET_STATUS = "UPDATE inbox SET status = $2, next_at = $3 WHERE id = $1";
    INBOX_FROM_REPORTER = "UPDATE inbox SET messages = messages + 1, waiting = 1, waiting_since = COALESCE(waiting_since, $2) WHERE id = $1";
    INBOX_FROM_STAFF = "UPDATE inbox SET messages = messages + 1, waiting = 0, waiting_since = NULL WHERE id = $1";
    INBOX_SETTLED = "UPDATE inbox SET waiting = 0, waiting_since = NULL WHERE id = $1";
    INBOX_DELETED = "UPDATE inbox SET locator = NULL, waiting = 0, waiting_since = NULL WHERE id = $1";
    MESSAGES_OF_INBOX = "SELECT m.entry, m.side, m.at, j.sealed FROM inbox_message m JOIN journal j ON j.seq = m.entry WHERE m.inbox = $1 ORDER BY m.entry DESC LIMIT $2";
    MESSAGE_HEADS = "SELECT side, at FROM inbox_message WHERE inbox = $1 ORDER BY entry DESC LIMIT $2";
    OPEN_BURST = "SELECT no, last_at FROM burst WHERE released IS NULL ORDER BY no DESC LIMIT 1";
    LAST_BURST = "SELECT COALESCE(MAX(no), 0) FROM burst";
    GROW_BURST = "INSERT INTO burst (no, began_at, last_at, reports, urgent, released) VALUES ($1, $2, $2, 1, $3, NULL) ON CONFLICT (no) DO UPDATE SET last_at = $2, reports = burst.reports + 1, urgent = burst.urgent + $3";
    RELEASE_BURST = "UPDATE burst SET released = $2 WHERE no = $1 AND released IS NULL";
    RELEASED_ARE_DUE = "UPDATE report SET rank_due = 0 WHERE no IN (SELECT report_no FROM held_report WHERE burst = $1)";
    BURSTS_HELD = "SELECT no, began_at, last_at, reports, urgent FROM burst WHERE released IS NULL ORDER BY no LIMIT $1";
    REPORTS_OF_BURST = listed!("SELECT report_no AS no FROM held_report WHERE burst = $1 AND report_no > $2 ORDER BY report_no LIMIT $3");
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

    FIRST_AGENCY = "SELECT id FROM agency ORDER BY id LIMIT 1";
    USER_BY_NAME = "SELECT id, name, agency, role, active, entry FROM app_user WHERE name = $1";
    USER_BY_ID = "SELECT id, name, agency, role, active, entry FROM app_user WHERE id = $1";
    USERS = "SELECT id, name, agency, role, active, entry FROM app_user ORDER BY name";
    COUNT_USERS = "SELECT COUNT(*) FROM app_user";
    USER_CHANGED = "UPDATE app_user SET role = $2, active = $3, entry = $4 WHERE id = $1";

    ADD_SESSION = "INSERT INTO session (token, id, user_id, form_token, created_at, seen_at) VALUES ($1, $2, $3, $4, $5, $5)";
    SESSION = "SELECT s.id, s.user_id, s.form_token, s.created_at, s.seen_at FROM session s WHERE s.token = $1";
    TOUCH_SESSION = "UPDATE session SET seen_at = $2 WHERE token = $1";
    END_SESSION = "DELETE FROM session WHERE token = $1";
    END_SESSIONS_OF_USER = "DELETE FROM session WHERE user_id = $1";
    END_OLD_SESSIONS = "DELETE FROM session WHERE seen_at < $1 OR created_at < $2";
    ATTEMPTS = "SELECT failures, not_before, last_step FROM sign_in_attempts WHERE name = $1";
    FAILED = "INSERT INTO sign_in_attempts (name, failures, not_before, last_step) VALUES ($1, 1, $2, 0) ON CONFLICT (name) DO UPDATE SET failures = sign_in_attempts.failures + 1, not_before = $2";
    SUCCEEDED = "INSERT INTO sign_in_attempts (name, failures, not_before, last_step) VALUES ($1, 0, 0, $2) ON CONFLICT (name) DO UPDATE SET failures = 0, not_before = 0, last_step = $2 WHERE sign_in_attempts.last_step < $2";

    // Alerts about payments.
    PAYMENT_ALERT = "SELECT id, side, state, points, safeguard, fired, raised_at, changed_at, detail FROM payment_alert WHERE id = $1";
    PAYMENT_ALERT_OF_PARTY = "SELECT id, side, state, points, safeguard, fired, raised_at, changed_at, detail FROM payment_alert WHERE party = $1";
    PAYMENT_ALERTS = "SELECT id, side, state, points, safeguard, fired, raised_at, changed_at, detail FROM payment_alert WHERE state = $1 ORDER BY points DESC, id DESC LIMIT $2";
    COUNT_PAYMENT_ALERTS = "SELECT COUNT(*) FROM payment_alert WHERE state = $1";
    RENEW_PAYMENT_ALERT = "UPDATE payment_alert SET state = 'open', points = $2, safeguard = $3, fired = $4, changed_at = $5, detail = $6 WHERE id = $1";
    SET_PAYMENT_ALERT_STATE = "UPDATE payment_alert SET state = $2, changed_at = $3 WHERE id = $1";
    PAYMENT_DECISIONS = "SELECT d.entry, d.decision, d.actor_at, j.actor, j.sealed FROM payment_decision d JOIN journal j ON j.seq = d.entry WHERE d.alert = $1 ORDER BY d.entry LIMIT $2";
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page must not walk a table that grows with the reports. SQLite says how it would run each statement.
    #[tokio::test]
    async fn no_statement_walks_a_large_table() {
        // Walks all on purpose: once, when the table of factors was changed; a table that stays small; verification.
        const ALLOWED: [&str; 3] = ["ALL_RANKS_DUE", "COUNT_SET_ASIDE", "HIDDEN_REPORTS"];
        let folder = tempfile::tempdir().unwrap();
        let machine = crate::Machine {
            clock: std::sync::Arc::new(model::FixedClock(model::Instant::from_micros(0))),
            rng: rand::SeedableRng::seed_from_u64(1),
        };
        let store = crate::Store::open(crate::Options::embedded(folder.path()), machine).await.unwrap();
        let crate::database::Unit::Sqlite(mut tx) = store.snapshot().await.unwrap() else { panic!("SQLite") };
        for (name, text) in ALL.iter().filter(|(name, _)| !ALLOWED.contains(name)) {
            let plan = format!("EXPLAIN QUERY PLAN {text}");
            let steps: Vec<(i64, i64, i64, String)> =
                sqlx::query_as(sqlx::AssertSqlSafe(plan)).fetch_all(&mut *tx).await.unwrap();
            for (.., step) in steps {
                let walked =
                    step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next()).unwrap_or_default();
                let large = [
                    "report",
                    "r",
                    "carrier",
                    "identifier",
                    "i",
                    "journal",
                    "j",
                    "record_key",
                    "k",
                    "paper",
                    "p",
                    "m",
                    "lead",
                    "lead_report",
                    "d",
                    "person",
                    "person_mention",
                    "person_turn",
                    "inbox",
                    "x",
                    "inbox_message",
                    "held_report",
                    "h",
                    "contact",
                ];
                assert!(!large.contains(&walked), "{name}: {step}");
            }
        }
    }

    #[test]
    fn the_searches_know_the_size_of_a_shelf() {
        for text in [REPORTS_BY_TOKEN, COUNT_BY_TOKEN] {
            assert!(text.contains(&format!("/ {} ", crate::apply::REPORTS_ON_A_SHELF)), "{text}");
        }
    }

    use sqlx::{Executor, SqlSafeStr};

    /// Every statement is taken by the database that the migrations made; those of PostgreSQL where a server is given.
    #[tokio::test]
    async fn both_databases_take_every_statement() {
        let folder = tempfile::tempdir().unwrap();
        let machine = crate::Machine {
            clock: std::sync::Arc::new(model::FixedClock(model::Instant::from_micros(0))),
            rng: rand::SeedableRng::seed_from_u64(1),
        };
        let mut locations = vec![crate::Location::Embedded];
        match std::env::var("TEST_POSTGRES_URL") {
            Ok(url) => {
                let pool = sqlx::PgPool::connect(&url).await.unwrap();
                sqlx::query("DROP DATABASE IF EXISTS tanglaw_statements").execute(&pool).await.unwrap();
                sqlx::query("CREATE DATABASE tanglaw_statements").execute(&pool).await.unwrap();
                let (server, _) = url.rsplit_once('/').unwrap();
                locations.push(format!("{server}/tanglaw_statements").parse().unwrap());
            }
            Err(_) => eprintln!("skipped: PostgreSQL (set TEST_POSTGRES_URL to run it)"),
        }
        for location in locations {
            let options = crate::Options { directory: folder.path().to_owned(), location, key_file: None };
            let store = crate::Store::open(options, machine.clone()).await.unwrap();
            let mut unit = store.unit().await.unwrap();
            for (name, text) in ALL {
                crate::database::on!(&mut unit, c => {
                    let prepared = c.prepare(text.into_sql_str()).await.map(|_| ());
                    assert!(prepared.is_ok(), "{name} on {}: {prepared:?}", store.engine());
                });
            }
        }
    }
}
