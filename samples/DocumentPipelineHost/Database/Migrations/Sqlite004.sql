-- Other ids of a document: those that uploads of bytes which were stored already had announced.
CREATE TABLE document_aliases (
    id          TEXT PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX document_aliases_by_document ON document_aliases (document_id);

-- What was sent under the key: another request under it is refused.
ALTER TABLE idempotency_keys ADD COLUMN fingerprint TEXT;

-- Resumable uploads (tus 1.0). The bytes are files of the segment store, each named by its row; only rows count.
CREATE TABLE uploads (
    id           TEXT PRIMARY KEY,
    owner        TEXT NOT NULL,
    document_id  TEXT NOT NULL,
    length       INTEGER NOT NULL,
    received     INTEGER NOT NULL DEFAULT 0,
    metadata     TEXT NOT NULL,
    language     TEXT NOT NULL,
    pipeline_id  TEXT,
    answer       BLOB,
    error        TEXT,
    instance     TEXT,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX uploads_by_owner ON uploads (owner);
CREATE INDEX uploads_by_expiry ON uploads (expires_at);

CREATE TABLE upload_segments (
    upload_id TEXT NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
    start     INTEGER NOT NULL,
    length    INTEGER NOT NULL,
    key       TEXT NOT NULL,
    PRIMARY KEY (upload_id, start)
) WITHOUT ROWID;
