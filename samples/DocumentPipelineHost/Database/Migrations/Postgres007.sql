-- How long each attempt at a stage took, kept with the pipeline's end.

CREATE TABLE stage_times (
    pipeline_id  TEXT COLLATE "C" NOT NULL REFERENCES pipelines (id) ON DELETE CASCADE,
    stage        TEXT COLLATE "C" NOT NULL,
    attempt      BIGINT NOT NULL,
    ended_at     BIGINT NOT NULL,
    milliseconds BIGINT NOT NULL,
    PRIMARY KEY (pipeline_id, stage, attempt)
);
CREATE INDEX stage_times_by_end ON stage_times (ended_at);
CREATE INDEX pipelines_by_end ON pipelines (ended_at) WHERE ended_at IS NOT NULL;
