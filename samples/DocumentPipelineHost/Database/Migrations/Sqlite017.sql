-- attempts: the highest attempt of a batch that subscribers may have been shown; written before it is shown, so that a
-- crash does not take it back.

ALTER TABLE batches ADD COLUMN attempts INTEGER NOT NULL DEFAULT 1;
