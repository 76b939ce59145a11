-- What of a document was left out or is not certain, by stage; and what a user's documents cost at the model, by day.

CREATE TABLE document_warnings (
    document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    stage       TEXT NOT NULL,
    warnings    TEXT NOT NULL, -- JSON
    PRIMARY KEY (document_id, stage)
) WITHOUT ROWID;

CREATE TABLE model_usage (
    owner  TEXT NOT NULL,
    day    TEXT NOT NULL, -- UTC, yyyy-MM-dd
    tokens INTEGER NOT NULL,
    PRIMARY KEY (owner, day)
) WITHOUT ROWID;
