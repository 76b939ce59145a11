-- Control of pipelines, and batches: parents of pipelines.
-- turn: how often a pipeline was set going by hand. fence: how often a worker began it; an earlier worker's writes are refused.

ALTER TABLE pipelines
    ADD COLUMN turn INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN fence BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN state_status TEXT NOT NULL DEFAULT '',
    ADD COLUMN parent_id TEXT COLLATE "C";
CREATE INDEX pipelines_by_parent ON pipelines (parent_id, seq) WHERE parent_id IS NOT NULL;

CREATE TABLE batches (
    seq           BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    id            TEXT COLLATE "C" NOT NULL UNIQUE,
    owner         TEXT COLLATE "C" NOT NULL,
    name          TEXT NOT NULL,
    language      TEXT NOT NULL,
    status        TEXT NOT NULL,
    expected      INTEGER, -- null while the request that brings the files is being read
    missing       INTEGER NOT NULL DEFAULT 0, -- expected files that were refused, or whose documents were deleted
    state         BYTEA,
    state_epoch   TEXT COLLATE "C" NOT NULL DEFAULT '',
    state_version BIGINT NOT NULL DEFAULT 0,
    state_ended   BOOLEAN NOT NULL DEFAULT FALSE,
    state_status  TEXT NOT NULL DEFAULT '',
    instance      TEXT COLLATE "C",
    created_at    BIGINT NOT NULL,
    joined_at     BIGINT NOT NULL,
    ended_at      BIGINT
);
CREATE INDEX batches_unsettled ON batches (seq) WHERE ended_at IS NULL OR NOT state_ended;
