-- Persons and leads. Decisions of analysts are facts: projected from the journal like every fact. Persons and leads
-- follow from reports and decisions and can be made again at any time; nothing else hangs on them.
-- A mention is one number: row number of its report times 65,536 plus its position.

-- What analysts decided about mentions; which mentions, who and why stand in the journal entry.
CREATE TABLE link_decision (
    id    {{bytes}} NOT NULL PRIMARY KEY,
    entry BIGINT NOT NULL REFERENCES journal (seq),
    ended BIGINT
){{strict}};

-- Persons by their earliest mention. The weakest link is in thousandths of a bit.
CREATE TABLE person (
    id       BIGINT NOT NULL PRIMARY KEY,
    party    TEXT NOT NULL,
    mentions BIGINT NOT NULL,
    reports  BIGINT NOT NULL,
    weakest  BIGINT
){{strict}};
CREATE TABLE person_mention (
    mention BIGINT NOT NULL PRIMARY KEY,
    person  BIGINT NOT NULL
){{strict}};
CREATE INDEX person_mention_person ON person_mention (person, mention);

-- Merges and splits of persons, so that nobody wonders where one went.
CREATE TABLE person_turn (
    no          BIGINT NOT NULL PRIMARY KEY,
    at          BIGINT NOT NULL,
    kind        TEXT NOT NULL,
    from_person BIGINT NOT NULL,
    into_person BIGINT NOT NULL
){{strict}};
CREATE INDEX person_turn_from ON person_turn (from_person, no);
CREATE INDEX person_turn_into ON person_turn (into_person, no);

-- Leads by their earliest report. Every report is in exactly one; until it is linked, in one of its own.
CREATE TABLE lead (
    no             BIGINT NOT NULL PRIMARY KEY,
    rank           BIGINT NOT NULL,
    kinds          BIGINT NOT NULL,
    channels       BIGINT NOT NULL,
    reports        BIGINT NOT NULL,
    persons        BIGINT NOT NULL,
    children       BIGINT NOT NULL,
    suspects       BIGINT NOT NULL,
    first_received BIGINT NOT NULL,
    last_received  BIGINT NOT NULL
){{strict}};
CREATE INDEX lead_rank ON lead (rank, no, kinds, channels);
CREATE TABLE lead_report (
    report_no BIGINT NOT NULL PRIMARY KEY,
    lead      BIGINT NOT NULL
){{strict}};
CREATE INDEX lead_report_lead ON lead_report (lead, report_no);

-- How far the journal is linked, under which model; the revision tells one linker that another wrote.
CREATE TABLE linked (
    one         BIGINT NOT NULL PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    seq         BIGINT NOT NULL,
    revision    BIGINT NOT NULL
){{strict}};
INSERT INTO linked (one, fingerprint, seq, revision) VALUES (1, '', 0, 0);

-- Reports of earlier versions begin as leads of their own.
INSERT INTO lead_report (report_no, lead) SELECT no, no FROM report;
INSERT INTO lead (no, rank, kinds, channels, reports, persons, children, suspects, first_received, last_received)
SELECT no, rank, kinds,
    CASE channel WHEN 'clearing_house' THEN 1 WHEN 'foreign_police' THEN 2 WHEN 'police' THEN 4 WHEN 'hotline' THEN 8
    WHEN 'platform' THEN 16 WHEN 'financial' THEN 32 WHEN 'public' THEN 64 ELSE 128 END,
    1, 0, 0, 0, received_at, received_at FROM report;
