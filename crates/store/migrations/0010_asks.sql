-- Questions about a lead: of whom, until when, and what came of them. The question itself is sealed in the step of the lead.
CREATE TABLE lead_ask (
    entry    BIGINT NOT NULL PRIMARY KEY REFERENCES journal (seq),
    lead     BIGINT NOT NULL,
    kind     TEXT NOT NULL,
    inbox    {{bytes}},
    source   TEXT,
    referral {{bytes}},
    user_id  {{bytes}},
    until    BIGINT NOT NULL,
    ended    BIGINT,
    how      TEXT
){{strict}};
CREATE INDEX lead_ask_lead ON lead_ask (lead, ended);
CREATE INDEX lead_ask_inbox ON lead_ask (inbox, ended);
CREATE INDEX lead_ask_referral ON lead_ask (referral, ended);
CREATE INDEX lead_ask_until ON lead_ask (ended, until);
CREATE INDEX lead_ask_user ON lead_ask (user_id, ended);
