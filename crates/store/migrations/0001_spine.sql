-- The first schema. One text for both databases; the words in double braces are the only dialect:
-- {{bytes}} is BLOB or BYTEA, {{strict}} and {{clustered}} end a table (STRICT; STRICT, WITHOUT ROWID) on SQLite.
-- Instants are microseconds since 1970 UTC. Which table is what is declared in src/tables.rs.

-- The journal: every write, every refusal, every read of a sealed record. Sealed bodies live here and only here.
CREATE TABLE journal (
    seq     BIGINT NOT NULL PRIMARY KEY,
    at      BIGINT NOT NULL,
    actor   TEXT NOT NULL,
    agency  {{bytes}},
    action  TEXT NOT NULL,
    subject {{bytes}},
    purpose TEXT NOT NULL,
    facts   TEXT NOT NULL,
    sealed  {{bytes}},
    hash    {{bytes}} NOT NULL
){{strict}};
CREATE INDEX journal_subject ON journal (subject, seq);

-- The end of the chain, signed at every commit; also the lock that puts writers in a row.
CREATE TABLE journal_head (
    one       BIGINT NOT NULL PRIMARY KEY,
    seq       BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    hash      {{bytes}} NOT NULL,
    signature {{bytes}} NOT NULL
){{strict}};

-- Signed points along the chain.
CREATE TABLE checkpoint (
    seq       BIGINT NOT NULL PRIMARY KEY,
    at        BIGINT NOT NULL,
    hash      {{bytes}} NOT NULL,
    signature {{bytes}} NOT NULL
){{strict}};

-- A data key per record, wrapped by the instance key. Destroying the row destroys the record.
CREATE TABLE record_key (
    record  {{bytes}} NOT NULL PRIMARY KEY,
    wrapped {{bytes}} NOT NULL
){{clustered}};

CREATE TABLE report (
    no               BIGINT NOT NULL PRIMARY KEY,
    id               {{bytes}} NOT NULL UNIQUE,
    year             BIGINT NOT NULL,
    number           BIGINT NOT NULL,
    source           TEXT NOT NULL,
    source_reference TEXT,
    source_key       {{bytes}} NOT NULL UNIQUE,
    digest           {{bytes}} NOT NULL,
    version          BIGINT NOT NULL,
    deliveries       BIGINT NOT NULL,
    entry            BIGINT NOT NULL REFERENCES journal (seq),
    channel          TEXT NOT NULL,
    kinds            BIGINT NOT NULL,
    received_at      BIGINT NOT NULL,
    occurred_at      BIGINT,
    rank             BIGINT NOT NULL,
    rank_due         BIGINT NOT NULL,
    UNIQUE (year, number)
){{strict}};
-- With the kinds in them, the queue can be filtered by kind without looking at each report.
CREATE INDEX report_rank ON report (rank, no, kinds);
CREATE INDEX report_channel_rank ON report (channel, rank, no, kinds);
CREATE INDEX report_rank_due ON report (rank_due);

-- Every source that handed a report in.
CREATE TABLE source (
    id TEXT NOT NULL PRIMARY KEY
){{clustered}};

-- Keyed blind index of normalised identifiers: 64 bits of HMAC-SHA-256. Tokens are spread evenly, so that in one large
-- index every batch would touch every page; a new shelf is begun every 32,768 reports and only the newest is written.
CREATE TABLE identifier (
    shelf     BIGINT NOT NULL,
    token     BIGINT NOT NULL,
    report_no BIGINT NOT NULL REFERENCES report (no),
    PRIMARY KEY (shelf, token, report_no)
){{clustered}};
CREATE INDEX identifier_report ON identifier (report_no);

-- Further papers of a report (the PDF beside the JSON), sealed in the journal.
CREATE TABLE paper (
    entry      BIGINT NOT NULL PRIMARY KEY REFERENCES journal (seq),
    report_no  BIGINT NOT NULL REFERENCES report (no),
    digest     {{bytes}} NOT NULL,
    media_type TEXT NOT NULL,
    size       BIGINT NOT NULL
){{strict}};
CREATE INDEX paper_report ON paper (report_no);

-- Records that could not be read as reports: kept, so that nothing is lost.
CREATE TABLE set_aside (
    digest      {{bytes}} NOT NULL PRIMARY KEY,
    id          {{bytes}} NOT NULL,
    source      TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    problem     TEXT NOT NULL,
    deliveries  BIGINT NOT NULL,
    entry       BIGINT NOT NULL REFERENCES journal (seq)
){{clustered}};

CREATE TABLE agency (
    id      {{bytes}} NOT NULL PRIMARY KEY,
    name    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    country TEXT
){{strict}};

-- Secrets of a user (password hash, TOTP secret) are sealed in the journal entry that `entry` names.
CREATE TABLE app_user (
    id     {{bytes}} NOT NULL PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE,
    agency {{bytes}} NOT NULL REFERENCES agency (id),
    role   TEXT NOT NULL,
    active BIGINT NOT NULL,
    entry  BIGINT NOT NULL REFERENCES journal (seq)
){{strict}};

-- Passing state: never in the journal, never in a backup.
CREATE TABLE session (
    token      {{bytes}} NOT NULL PRIMARY KEY,
    id         {{bytes}} NOT NULL,
    user_id    {{bytes}} NOT NULL,
    form_token {{bytes}} NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL
){{strict}};
CREATE INDEX session_of_user ON session (user_id);
CREATE TABLE sign_in_attempts (
    name       {{bytes}} NOT NULL PRIMARY KEY,
    failures   BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    last_step  BIGINT NOT NULL
){{strict}};
-- Which table of factors the ranks follow from; another table makes all ranks due.
CREATE TABLE ranked_by (
    one         BIGINT NOT NULL PRIMARY KEY,
    fingerprint TEXT NOT NULL
){{strict}};
