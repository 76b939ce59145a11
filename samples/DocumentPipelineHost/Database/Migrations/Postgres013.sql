-- attempts: the highest attempt that subscribers may have been shown; written before it is shown, so that a crash does not take it back.

ALTER TABLE pipelines ADD COLUMN attempts INTEGER NOT NULL DEFAULT 1;
