-- The public door: conversations with people who reported without a name, reports held back in a burst, contacts of the
-- hotline, campaigns, partners. Everything but the counts of campaigns is projected from the journal.

-- A conversation. It is found by a slow keyed hash of the reporter's code and by nothing else; a deleted one is found by
-- nobody (its locator is gone, its key destroyed).
CREATE TABLE inbox (
    id        {{bytes}} NOT NULL PRIMARY KEY,
    report_no BIGINT NOT NULL REFERENCES report (no),
    locator   {{bytes}} UNIQUE,
    language  TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    status    TEXT NOT NULL,
    next_at   BIGINT,
    handed    BIGINT NOT NULL,
    messages  BIGINT NOT NULL,
    waiting   BIGINT NOT NULL,
    waiting_since BIGINT
){{strict}};
CREATE INDEX inbox_report ON inbox (report_no);
CREATE INDEX inbox_waiting ON inbox (waiting, waiting_since);

-- Messages; their words are sealed in the journal entry under the key of the conversation.
CREATE TABLE inbox_message (
    entry BIGINT NOT NULL PRIMARY KEY REFERENCES journal (seq),
    inbox {{bytes}} NOT NULL REFERENCES inbox (id),
    side  TEXT NOT NULL,
    at    BIGINT NOT NULL
){{strict}};
CREATE INDEX inbox_message_inbox ON inbox_message (inbox, entry);

-- Bursts: reports that came too many at once wait behind the queue until somebody lets them in.
CREATE TABLE burst (
    no       BIGINT NOT NULL PRIMARY KEY,
    began_at BIGINT NOT NULL,
    last_at  BIGINT NOT NULL,
    reports  BIGINT NOT NULL,
    urgent   BIGINT NOT NULL,
    released BIGINT
){{strict}};
CREATE TABLE held_report (
    report_no BIGINT NOT NULL PRIMARY KEY REFERENCES report (no),
    burst     BIGINT NOT NULL REFERENCES burst (no)
){{strict}};
CREATE INDEX held_report_burst ON held_report (burst, report_no);

-- Contacts of the hotline by what came of them; nothing of who called.
CREATE TABLE contact (
    entry    BIGINT NOT NULL PRIMARY KEY REFERENCES journal (seq),
    at       BIGINT NOT NULL,
    way      TEXT NOT NULL,
    outcome  TEXT NOT NULL,
    category TEXT
){{strict}};
CREATE INDEX contact_at ON contact (at);

-- Campaigns and how many came, read the guide and reported on each day (days since 1970 UTC).
CREATE TABLE campaign (
    slug  TEXT NOT NULL PRIMARY KEY,
    label TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    ended BIGINT
){{strict}};
CREATE TABLE campaign_day (
    slug     TEXT NOT NULL,
    day      BIGINT NOT NULL,
    came     BIGINT NOT NULL,
    guided   BIGINT NOT NULL,
    reported BIGINT NOT NULL,
    PRIMARY KEY (slug, day)
){{clustered}};

-- Partners that hand reports over by machine; of a key only its SHA-256 is kept.
CREATE TABLE partner (
    id     {{bytes}} NOT NULL PRIMARY KEY,
    name   TEXT NOT NULL,
    source TEXT NOT NULL,
    scopes TEXT NOT NULL,
    secret {{bytes}} UNIQUE,
    entry  BIGINT NOT NULL REFERENCES journal (seq)
){{strict}};
