-- How long each attempt at a stage took, kept with the pipeline's end.

CREATE TABLE stage_times (
    pipeline_id  TEXT NOT NULL REFERENCES pipelines (id) ON DELETE CASCADE,
    stage        TEXT NOT NULL,
    attempt      INTEGER NOT NULL,
    ended_at     INTEGER NOT NULL,
    milliseconds INTEGER NOT NULL,
    PRIMARY KEY (pipeline_id, stage, attempt)
) WITHOUT ROWID;
CREATE INDEX stage_times_by_end ON stage_times (ended_at);
CREATE INDEX pipelines_by_end ON pipelines (ended_at) WHERE ended_at IS NOT NULL;
