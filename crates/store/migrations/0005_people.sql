-- People and agencies: territories, invitations, passkeys, sign-in over an agency's own directory, leave, overrides, and
-- the indexes that the audit view reads by. Everything but spent tokens and counters is projected from the journal.

-- The entry that added an agency (the first is the one that runs the server), where it works, as codes of regions with a
-- blank between them, and the entry that closed it.
ALTER TABLE agency ADD COLUMN added BIGINT NOT NULL DEFAULT 0;
UPDATE agency SET added = COALESCE((SELECT MIN(j.seq) FROM journal j WHERE j.subject = agency.id AND j.action = 'agency_added'), 0);
ALTER TABLE agency ADD COLUMN regions TEXT NOT NULL DEFAULT '';
ALTER TABLE agency ADD COLUMN closed BIGINT;

-- The directory that an agency signs its people in with; the secret is sealed in the entry.
CREATE TABLE agency_directory (
    agency    {{bytes}} NOT NULL PRIMARY KEY REFERENCES agency (id),
    issuer    TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL,
    entry     BIGINT NOT NULL REFERENCES journal (seq)
){{strict}};

-- Invitations. Of the code only its SHA-256 is kept, and that only while it is open.
CREATE TABLE invitation (
    id         {{bytes}} NOT NULL PRIMARY KEY,
    secret     {{bytes}} UNIQUE,
    user_id    {{bytes}},
    name       TEXT NOT NULL,
    agency     {{bytes}} NOT NULL REFERENCES agency (id),
    role       TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    entry      BIGINT NOT NULL REFERENCES journal (seq)
){{strict}};
CREATE INDEX invitation_name ON invitation (name);

-- Passkeys by the keyed hash of their id; the public key and the name somebody gave them are sealed in the entry.
CREATE TABLE passkey (
    credential {{bytes}} NOT NULL PRIMARY KEY,
    user_id    {{bytes}} NOT NULL REFERENCES app_user (id),
    entry      BIGINT NOT NULL REFERENCES journal (seq)
){{strict}};
CREATE INDEX passkey_user ON passkey (user_id);

-- Who somebody is in a directory: the keyed hash of issuer and subject.
CREATE TABLE directory_user (
    subject {{bytes}} NOT NULL PRIMARY KEY,
    user_id {{bytes}} NOT NULL REFERENCES app_user (id)
){{strict}};
CREATE INDEX directory_user_user ON directory_user (user_id);

-- Who is away, until when, and who stands in.
CREATE TABLE absence (
    user_id {{bytes}} NOT NULL PRIMARY KEY REFERENCES app_user (id),
    until   BIGINT NOT NULL,
    deputy  {{bytes}} REFERENCES app_user (id)
){{strict}};

-- Overrides of the policy: asked for with a reason (sealed), decided by a second person, over at an hour.
CREATE TABLE override_request (
    id          {{bytes}} NOT NULL PRIMARY KEY,
    user_id     {{bytes}} NOT NULL REFERENCES app_user (id),
    agency      {{bytes}} NOT NULL REFERENCES agency (id),
    compartment TEXT NOT NULL,
    record      TEXT NOT NULL,
    asked_at    BIGINT NOT NULL,
    state       TEXT NOT NULL,
    decided_by  {{bytes}},
    until       BIGINT,
    entry       BIGINT NOT NULL REFERENCES journal (seq)
){{strict}};
CREATE INDEX override_user ON override_request (user_id, state, asked_at);
CREATE INDEX override_agency ON override_request (agency, state, asked_at);
CREATE INDEX override_asked ON override_request (asked_at);

-- How a session began.
ALTER TABLE session ADD COLUMN way TEXT NOT NULL DEFAULT 'password';

-- Tokens that were used and must not be used again, until they would be over anyway; counters of passkeys.
CREATE TABLE spent_token (
    hash  {{bytes}} NOT NULL PRIMARY KEY,
    until BIGINT NOT NULL
){{strict}};
CREATE INDEX spent_token_until ON spent_token (until);
CREATE TABLE passkey_counter (
    credential {{bytes}} NOT NULL PRIMARY KEY,
    counter    BIGINT NOT NULL
){{strict}};

-- The audit view: what the staff did by person and by action, and what is loud. Intake has no agency, so that the
-- millions of its entries are in none of these.
CREATE INDEX journal_staff_actor ON journal (actor, seq) WHERE agency IS NOT NULL;
CREATE INDEX journal_staff_action ON journal (action, seq) WHERE agency IS NOT NULL;
CREATE INDEX journal_loud ON journal (action, seq) WHERE action IN ('access_refused', 'sign_in_refused', 'override_asked', 'override_decided', 'override_used', 'override_ended', 'user_offboarded', 'agency_closed');
