-- Lists of referrals begin with what is to be answered first. What is answered, or has no day, comes after all that waits.
CREATE INDEX referral_to_due ON referral (to_agency, active, (CASE WHEN state IN ('sent', 'seen') THEN COALESCE(deadline, 9223372036854775807) ELSE 9223372036854775807 END), sent);
CREATE INDEX referral_to_user_due ON referral (to_user, active, (CASE WHEN state IN ('sent', 'seen') THEN COALESCE(deadline, 9223372036854775807) ELSE 9223372036854775807 END), sent);
CREATE INDEX referral_from_due ON referral (from_agency, active, (CASE WHEN state IN ('sent', 'seen') THEN COALESCE(deadline, 9223372036854775807) ELSE 9223372036854775807 END), sent);

-- What was decided about mentions, or taken back, after a page was made.
CREATE INDEX link_decision_entry ON link_decision (entry);
CREATE INDEX link_decision_ended ON link_decision (ended);
