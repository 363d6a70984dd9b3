-- What a lead as a whole adds to the points of its most urgent report, and whether that was reckoned since the lead was
-- last written.
ALTER TABLE lead ADD COLUMN whole BIGINT NOT NULL DEFAULT 0;
ALTER TABLE lead ADD COLUMN weighed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX lead_unweighed ON lead (weighed, no) WHERE weighed = 0;
