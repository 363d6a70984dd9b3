-- The desk: what was decided about leads, referrals between agencies, care for those who read. Leads are derived, so
-- work is kept under the report by which a lead was called when somebody worked on it; where leads come together, the
-- work of all of them is found through their reports, and nothing hangs on a name that may go.

-- Where the work on a lead stands, and since when (0: nothing was decided); the newest entry among those of one lead
-- counts.
CREATE TABLE lead_work (
    lead    BIGINT NOT NULL PRIMARY KEY,
    entry   BIGINT NOT NULL REFERENCES journal (seq),
    state   TEXT NOT NULL,
    user_id {{bytes}},
    team    {{bytes}},
    urgency TEXT NOT NULL,
    since   BIGINT NOT NULL
){{strict}};
CREATE INDEX lead_work_user ON lead_work (user_id, lead);
CREATE INDEX lead_work_team ON lead_work (team, lead);
CREATE INDEX lead_work_state ON lead_work (state, entry);

-- What was done, by the report that named the lead then; everything else stands in the entry.
CREATE TABLE lead_step (
    entry BIGINT NOT NULL PRIMARY KEY REFERENCES journal (seq),
    lead  BIGINT NOT NULL
){{strict}};
CREATE INDEX lead_step_lead ON lead_step (lead, entry);

-- Reports that a decision knew of: a lead waits again when it has one that no decision knew.
CREATE TABLE settled_report (
    report_no BIGINT NOT NULL PRIMARY KEY REFERENCES report (no),
    entry     BIGINT NOT NULL REFERENCES journal (seq)
){{strict}};

-- A lead handed to another agency. Words are sealed in the entry.
CREATE TABLE referral (
    id           {{bytes}} NOT NULL PRIMARY KEY,
    lead         BIGINT NOT NULL,
    sent         BIGINT NOT NULL REFERENCES journal (seq),
    entry        BIGINT NOT NULL REFERENCES journal (seq),
    state        TEXT NOT NULL,
    active       BIGINT NOT NULL,
    from_agency  {{bytes}} NOT NULL,
    from_user    {{bytes}},
    to_agency    {{bytes}} NOT NULL,
    to_user      {{bytes}},
    purpose      TEXT NOT NULL,
    basis        TEXT NOT NULL,
    compartments BIGINT NOT NULL,
    some_persons BIGINT NOT NULL,
    sent_at      BIGINT NOT NULL,
    until        BIGINT,
    deadline     BIGINT,
    reason       TEXT
){{strict}};
CREATE INDEX referral_to ON referral (to_agency, active, sent);
CREATE INDEX referral_to_user ON referral (to_user, active, sent);
CREATE INDEX referral_from ON referral (from_agency, active, sent);
CREATE INDEX referral_from_user ON referral (from_user, active, sent);
CREATE INDEX referral_lead ON referral (lead, sent);
CREATE INDEX referral_until ON referral (active, until);
CREATE INDEX referral_deadline ON referral (active, deadline);
CREATE TABLE referral_report (
    referral  {{bytes}} NOT NULL,
    report_no BIGINT NOT NULL REFERENCES report (no),
    PRIMARY KEY (referral, report_no)
){{clustered}};
CREATE TABLE referral_person (
    referral {{bytes}} NOT NULL,
    mention  BIGINT NOT NULL,
    PRIMARY KEY (referral, mention)
){{clustered}};
CREATE TABLE referral_step (
    entry    BIGINT NOT NULL PRIMARY KEY REFERENCES journal (seq),
    referral {{bytes}} NOT NULL
){{strict}};
CREATE INDEX referral_step_referral ON referral_step (referral, entry);

-- Care for those who read: how often on each day (days since 1970 UTC), and days on which somebody takes nothing new.
CREATE TABLE exposure (
    actor   TEXT NOT NULL,
    day     BIGINT NOT NULL,
    reads   BIGINT NOT NULL,
    reveals BIGINT NOT NULL,
    PRIMARY KEY (actor, day)
){{clustered}};
CREATE TABLE heavy_day (
    user_id {{bytes}} NOT NULL,
    day     BIGINT NOT NULL,
    entry   BIGINT NOT NULL REFERENCES journal (seq),
    PRIMARY KEY (user_id, day)
){{clustered}};

-- People's own papers, sealed under their own key: what was typed and not sent, and filters they keep.
CREATE TABLE draft (
    user_id {{bytes}} NOT NULL,
    form    TEXT NOT NULL,
    at      BIGINT NOT NULL,
    sealed  {{bytes}} NOT NULL,
    PRIMARY KEY (user_id, form)
){{clustered}};
CREATE TABLE saved_filter (
    user_id {{bytes}} NOT NULL,
    no      BIGINT NOT NULL,
    sealed  {{bytes}} NOT NULL,
    PRIMARY KEY (user_id, no)
){{clustered}};

-- What the list of leads needs of all this: whether the lead waits for a decision, since when, and by how much people
-- put it before or behind its points.
ALTER TABLE lead ADD COLUMN waits BIGINT NOT NULL DEFAULT 1;
ALTER TABLE lead ADD COLUMN shift BIGINT NOT NULL DEFAULT 0;
ALTER TABLE lead ADD COLUMN since BIGINT NOT NULL DEFAULT 0;
UPDATE lead SET since = first_received;
CREATE INDEX lead_waits ON lead (waits, rank, no, kinds, channels);
CREATE INDEX lead_since ON lead (waits, since, rank);
