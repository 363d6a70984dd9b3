-- Which referral another was handed on from: it ends with it.
CREATE TABLE referral_parent (
    referral {{bytes}} NOT NULL PRIMARY KEY,
    parent   {{bytes}} NOT NULL
){{strict}};
CREATE INDEX referral_parent_parent ON referral_parent (parent);
