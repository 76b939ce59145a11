-- Control of pipelines, and batches: parents of pipelines.
-- turn: how often a pipeline was set going by hand. fence: how often a worker began it; an earlier worker's writes are refused.

ALTER TABLE pipelines ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pipelines ADD COLUMN fence INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pipelines ADD COLUMN state_status TEXT NOT NULL DEFAULT '';
ALTER TABLE pipelines ADD COLUMN parent_id TEXT;
CREATE INDEX pipelines_by_parent ON pipelines (parent_id, seq) WHERE parent_id IS NOT NULL;

CREATE TABLE batches (
    seq           INTEGER PRIMARY KEY AUTOINCREMENT,
    id            TEXT NOT NULL UNIQUE,
    owner         TEXT NOT NULL,
    name          TEXT NOT NULL,
    language      TEXT NOT NULL,
    status        TEXT NOT NULL,
    expected      INTEGER, -- null while the request that brings the files is being read
    missing       INTEGER NOT NULL DEFAULT 0, -- expected files that were refused, or whose documents were deleted
    state         BLOB,
    state_epoch   TEXT NOT NULL DEFAULT '',
    state_version INTEGER NOT NULL DEFAULT 0,
    state_ended   INTEGER NOT NULL DEFAULT 0,
    state_status  TEXT NOT NULL DEFAULT '',
    instance      TEXT,
    created_at    INTEGER NOT NULL,
    joined_at     INTEGER NOT NULL,
    ended_at      INTEGER
);
CREATE INDEX batches_unsettled ON batches (seq) WHERE ended_at IS NULL OR state_ended = 0;
