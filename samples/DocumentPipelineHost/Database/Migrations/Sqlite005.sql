-- Attempts at a stage, counted before they begin: those whose end nobody saw, and those that ended their parsing process.

CREATE TABLE stage_attempts (
    pipeline_id TEXT NOT NULL REFERENCES pipelines (id) ON DELETE CASCADE,
    stage       TEXT NOT NULL,
    begun       INTEGER NOT NULL DEFAULT 0,
    ended       INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (pipeline_id, stage)
) WITHOUT ROWID;
