-- What of a document was left out or is not certain, by stage; and what a user's documents cost at the model, by day.

CREATE TABLE document_warnings (
    document_id TEXT COLLATE "C" NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    stage       TEXT NOT NULL,
    warnings    TEXT NOT NULL, -- JSON
    PRIMARY KEY (document_id, stage)
);

CREATE TABLE model_usage (
    owner  TEXT COLLATE "C" NOT NULL,
    day    TEXT COLLATE "C" NOT NULL, -- UTC, yyyy-MM-dd
    tokens BIGINT NOT NULL,
    PRIMARY KEY (owner, day)
);
