-- What a list shows of a lead stands in its row: its most urgent report, and where the work on it stands (the newest, with
-- whoever has it), written by whoever changes them. A lead that nobody has worked on is open and has version 0.
ALTER TABLE lead ADD COLUMN top BIGINT NOT NULL DEFAULT 0;
ALTER TABLE lead ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE lead ADD COLUMN state TEXT NOT NULL DEFAULT 'open';
ALTER TABLE lead ADD COLUMN user_id {{bytes}};
ALTER TABLE lead ADD COLUMN team {{bytes}};
ALTER TABLE lead ADD COLUMN urgency TEXT NOT NULL DEFAULT 'as_scored';
ALTER TABLE lead ADD COLUMN decided BIGINT NOT NULL DEFAULT 0;
ALTER TABLE lead ADD COLUMN newer BIGINT NOT NULL DEFAULT 0;
UPDATE lead SET top = no;
UPDATE lead SET top = (SELECT m.no FROM lead_report d JOIN report m ON m.no = d.report_no WHERE d.lead = lead.no ORDER BY m.rank, m.no LIMIT 1)
WHERE reports > 1 AND EXISTS (SELECT 1 FROM lead_report d WHERE d.lead = lead.no);
UPDATE lead SET
    version = (SELECT MAX(w.entry) FROM lead_report d JOIN lead_work w ON w.lead = d.report_no WHERE d.lead = lead.no),
    state = (SELECT w.state FROM lead_report d JOIN lead_work w ON w.lead = d.report_no WHERE d.lead = lead.no ORDER BY w.entry DESC LIMIT 1),
    user_id = (SELECT w.user_id FROM lead_report d JOIN lead_work w ON w.lead = d.report_no WHERE d.lead = lead.no AND (w.user_id IS NOT NULL OR w.team IS NOT NULL) ORDER BY w.entry DESC LIMIT 1),
    team = (SELECT w.team FROM lead_report d JOIN lead_work w ON w.lead = d.report_no WHERE d.lead = lead.no AND (w.user_id IS NOT NULL OR w.team IS NOT NULL) ORDER BY w.entry DESC LIMIT 1),
    urgency = (SELECT w.urgency FROM lead_report d JOIN lead_work w ON w.lead = d.report_no WHERE d.lead = lead.no ORDER BY w.entry DESC LIMIT 1),
    decided = (SELECT w.since FROM lead_report d JOIN lead_work w ON w.lead = d.report_no WHERE d.lead = lead.no ORDER BY w.entry DESC LIMIT 1),
    newer = (SELECT COUNT(*) FROM lead_report d LEFT JOIN settled_report s ON s.report_no = d.report_no WHERE d.lead = lead.no AND s.report_no IS NULL)
WHERE no IN (SELECT d.lead FROM lead_work w JOIN lead_report d ON d.report_no = w.lead);
CREATE INDEX lead_user ON lead (user_id, rank, no) WHERE user_id IS NOT NULL;
CREATE INDEX lead_team ON lead (team, rank, no) WHERE team IS NOT NULL;
CREATE INDEX lead_state ON lead (state, version) WHERE version > 0;
CREATE INDEX lead_free ON lead (rank, no) WHERE waits = 1 AND user_id IS NULL;

-- Grows whenever the rank, the facts or the lead of a report change: what was put together from them holds as long as it stays.
CREATE TABLE report_turn (
    one  BIGINT NOT NULL PRIMARY KEY,
    turn BIGINT NOT NULL
){{strict}};
INSERT INTO report_turn (one, turn) VALUES (1, 0);
