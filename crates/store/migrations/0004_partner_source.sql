-- What a partner's reports are read with: the kind of door, and the country of telephone numbers without a country code.
-- Kept with the partner, so that a change of sources.toml cannot shut its door.
ALTER TABLE partner ADD COLUMN channel TEXT NOT NULL DEFAULT 'other';
ALTER TABLE partner ADD COLUMN country TEXT;
