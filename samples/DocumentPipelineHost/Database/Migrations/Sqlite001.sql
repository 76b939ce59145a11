-- Times are Unix milliseconds. What a pipeline of a deleted document left goes with it.

CREATE TABLE documents (
    id            TEXT PRIMARY KEY,
    owner         TEXT NOT NULL,
    project_id    TEXT NOT NULL DEFAULT '',
    filename      TEXT NOT NULL,
    size          INTEGER NOT NULL,
    sha256        TEXT NOT NULL,
    content_type  TEXT NOT NULL,
    storage_key   TEXT NOT NULL,
    title         TEXT,
    outline       TEXT,
    page_count    INTEGER,
    created_at    INTEGER NOT NULL,
    parsed_at     INTEGER,
    indexed_at    INTEGER,
    summarized_at INTEGER,
    analyzed_at   INTEGER,
    UNIQUE (owner, project_id, sha256)
);
CREATE INDEX documents_by_owner ON documents (owner, created_at DESC, id DESC);

CREATE TABLE pipelines (
    seq           INTEGER PRIMARY KEY AUTOINCREMENT,
    id            TEXT NOT NULL UNIQUE,
    owner         TEXT NOT NULL,
    document_id   TEXT REFERENCES documents (id) ON DELETE CASCADE,
    language      TEXT NOT NULL,
    stages        TEXT NOT NULL,
    status        TEXT NOT NULL,
    retries       INTEGER NOT NULL DEFAULT 0,
    state         BLOB,
    state_epoch   TEXT NOT NULL DEFAULT '',
    state_version INTEGER NOT NULL DEFAULT 0,
    state_ended   INTEGER NOT NULL DEFAULT 0,
    error         TEXT,
    created_at    INTEGER NOT NULL,
    ended_at      INTEGER
);
CREATE INDEX pipelines_by_document ON pipelines (document_id, seq);
CREATE INDEX pipelines_unsettled ON pipelines (seq) WHERE ended_at IS NULL OR state_ended = 0;

CREATE TABLE checkpoints (
    document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    stage       TEXT NOT NULL,
    done        INTEGER NOT NULL,
    total       INTEGER NOT NULL,
    PRIMARY KEY (document_id, stage)
) WITHOUT ROWID;

CREATE TABLE pages (
    document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    text        TEXT NOT NULL,
    unreadable  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (document_id, number)
);

CREATE TABLE chunks (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ordinal     INTEGER NOT NULL,
    page        INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    text        TEXT NOT NULL,
    UNIQUE (document_id, ordinal)
);
CREATE VIRTUAL TABLE chunk_search USING fts5 (tokens, content = '', contentless_delete = 1, tokenize = 'unicode61');
CREATE TRIGGER chunks_deleted AFTER DELETE ON chunks BEGIN
    DELETE FROM chunk_search WHERE rowid = old.id;
END;

CREATE TABLE summaries (
    document_id TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    result      TEXT NOT NULL
);

CREATE TABLE analyses (
    document_id TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    result      TEXT NOT NULL
);

CREATE TABLE idempotency_keys (
    owner      TEXT NOT NULL,
    key        TEXT NOT NULL,
    call       TEXT NOT NULL,
    status     INTEGER,
    body       BLOB,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (owner, key)
) WITHOUT ROWID;
