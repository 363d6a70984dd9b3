-- The entry that noted that the time of an invitation was over. Its code stays known, so that its use is noticed.
ALTER TABLE invitation ADD COLUMN expired BIGINT;
