-- Alerts about payments: who is behind them and why is sealed in the journal; here stands what the list needs.

-- A party is known again by a keyed hash of its side and its key at the institution. `fired` holds short names of
-- indicators, `points` hundredths. `detail` is the entry whose sealed body holds what is known now.
CREATE TABLE payment_alert (
    id        {{bytes}} NOT NULL PRIMARY KEY,
    party     {{bytes}} NOT NULL UNIQUE,
    side      TEXT NOT NULL,
    state     TEXT NOT NULL,
    points    BIGINT NOT NULL,
    safeguard BIGINT NOT NULL,
    fired     TEXT NOT NULL,
    raised_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    detail    BIGINT NOT NULL REFERENCES journal (seq)
){{strict}};
CREATE INDEX payment_alert_state ON payment_alert (state, points, id);

-- Decisions; the reason is sealed in the entry.
CREATE TABLE payment_decision (
    entry    BIGINT NOT NULL PRIMARY KEY REFERENCES journal (seq),
    alert    {{bytes}} NOT NULL REFERENCES payment_alert (id),
    decision TEXT NOT NULL,
    actor_at BIGINT NOT NULL
){{strict}};
CREATE INDEX payment_decision_alert ON payment_decision (alert, entry);
