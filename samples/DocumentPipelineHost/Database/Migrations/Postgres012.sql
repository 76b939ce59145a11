-- Results that a pipeline makes again: drafts, until they are whole and take the former ones' place.

ALTER TABLE pipelines ADD COLUMN again TEXT NOT NULL DEFAULT ''; -- stages whose result is still to be made again

CREATE TABLE page_drafts (
    pipeline_id TEXT COLLATE "C" NOT NULL REFERENCES pipelines (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    text        TEXT NOT NULL,
    unreadable  BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (pipeline_id, number)
);

CREATE TABLE chunk_drafts (
    pipeline_id TEXT COLLATE "C" NOT NULL REFERENCES pipelines (id) ON DELETE CASCADE,
    ordinal     INTEGER NOT NULL,
    page        INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    text        TEXT NOT NULL,
    tokens      TSVECTOR NOT NULL,
    PRIMARY KEY (pipeline_id, ordinal)
);
