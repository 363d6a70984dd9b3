-- Which languages somebody reads and where they work, as they say themselves: codes with a blank between them.
CREATE TABLE user_area (
    user_id   {{bytes}} NOT NULL PRIMARY KEY REFERENCES app_user (id),
    languages TEXT NOT NULL,
    countries TEXT NOT NULL,
    regions   TEXT NOT NULL
){{strict}};
