-- What happened to somebody's own work is told from what stands already. Three things stand nowhere: who had a lead before
-- a step, when a lead that somebody has grew, and until where somebody has seen all of it. The first two follow from
-- facts and begin with this version; the third is people's own.
CREATE TABLE lead_hold (
    entry   BIGINT NOT NULL,
    user_id {{bytes}} NOT NULL,
    lead    BIGINT NOT NULL,
    gained  BIGINT NOT NULL,
    PRIMARY KEY (entry, user_id)
){{clustered}};
CREATE INDEX lead_hold_user ON lead_hold (user_id, entry);
CREATE TABLE lead_turn (
    no      BIGINT NOT NULL PRIMARY KEY,
    at      BIGINT NOT NULL,
    user_id {{bytes}} NOT NULL,
    lead    BIGINT NOT NULL,
    merged  BIGINT NOT NULL
){{strict}};
CREATE INDEX lead_turn_user ON lead_turn (user_id, no);
CREATE TABLE seen_until (
    user_id {{bytes}} NOT NULL PRIMARY KEY,
    entry   BIGINT NOT NULL,
    turn    BIGINT NOT NULL,
    at      BIGINT NOT NULL
){{clustered}};
CREATE INDEX referral_to_entry ON referral (to_agency, entry);
CREATE INDEX referral_from_entry ON referral (from_agency, entry);
