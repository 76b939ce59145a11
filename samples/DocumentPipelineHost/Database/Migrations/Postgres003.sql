-- Other ids of a document: those that uploads of bytes which were stored already had announced.
CREATE TABLE document_aliases (
    id          TEXT COLLATE "C" PRIMARY KEY,
    document_id TEXT COLLATE "C" NOT NULL REFERENCES documents (id) ON DELETE CASCADE
);
CREATE INDEX document_aliases_by_document ON document_aliases (document_id);

-- What was sent under the key: another request under it is refused.
ALTER TABLE idempotency_keys ADD COLUMN fingerprint TEXT COLLATE "C";

-- Resumable uploads (tus 1.0). The bytes are files of the segment store, each named by its row; only rows count.
CREATE TABLE uploads (
    id           TEXT COLLATE "C" PRIMARY KEY,
    owner        TEXT COLLATE "C" NOT NULL,
    document_id  TEXT COLLATE "C" NOT NULL,
    length       BIGINT NOT NULL,
    received     BIGINT NOT NULL DEFAULT 0,
    metadata     TEXT NOT NULL,
    language     TEXT NOT NULL,
    pipeline_id  TEXT COLLATE "C",
    answer       BYTEA,
    error        TEXT,
    instance     TEXT COLLATE "C",
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL
);
CREATE INDEX uploads_by_owner ON uploads (owner);
CREATE INDEX uploads_by_expiry ON uploads (expires_at);

CREATE TABLE upload_segments (
    upload_id TEXT COLLATE "C" NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
    start     BIGINT NOT NULL,
    length    BIGINT NOT NULL,
    key       TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (upload_id, start)
);
