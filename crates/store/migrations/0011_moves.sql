-- Changes of role or agency of somebody who stays; what was changed stands in the entry, and why is sealed there.
CREATE TABLE user_move (
    entry   BIGINT NOT NULL PRIMARY KEY REFERENCES journal (seq),
    user_id {{bytes}} NOT NULL REFERENCES app_user (id)
){{strict}};
CREATE INDEX user_move_user ON user_move (user_id, entry);

-- Who has which role is loud too.
DROP INDEX journal_loud;
CREATE INDEX journal_loud ON journal (action, seq) WHERE action IN ('access_refused', 'sign_in_refused', 'override_asked', 'override_decided', 'override_used', 'override_ended', 'user_offboarded', 'agency_closed', 'user_moved');
