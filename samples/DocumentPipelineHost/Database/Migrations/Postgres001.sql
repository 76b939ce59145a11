-- Times are Unix milliseconds. What a pipeline of a deleted document left goes with it.
-- Ids and hashes are compared byte by byte, whatever the database's own language is.

CREATE TABLE instances (
    id         TEXT COLLATE "C" PRIMARY KEY,
    number     INTEGER NOT NULL UNIQUE GENERATED ALWAYS AS IDENTITY, -- of the advisory lock that it holds while it lives
    shared     BOOLEAN NOT NULL,
    started_at BIGINT NOT NULL
);

CREATE TABLE documents (
    id            TEXT COLLATE "C" PRIMARY KEY,
    owner         TEXT COLLATE "C" NOT NULL,
    project_id    TEXT COLLATE "C" NOT NULL DEFAULT '',
    filename      TEXT NOT NULL,
    size          BIGINT NOT NULL,
    sha256        TEXT COLLATE "C" NOT NULL,
    content_type  TEXT NOT NULL,
    storage_key   TEXT COLLATE "C" NOT NULL,
    title         TEXT,
    outline       TEXT,
    page_count    INTEGER,
    created_at    BIGINT NOT NULL,
    parsed_at     BIGINT,
    indexed_at    BIGINT,
    summarized_at BIGINT,
    analyzed_at   BIGINT,
    UNIQUE (owner, project_id, sha256)
);
CREATE INDEX documents_by_owner ON documents (owner, created_at DESC, id DESC);

CREATE TABLE pipelines (
    seq           BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    id            TEXT COLLATE "C" NOT NULL UNIQUE,
    owner         TEXT COLLATE "C" NOT NULL,
    document_id   TEXT COLLATE "C" REFERENCES documents (id) ON DELETE CASCADE,
    language      TEXT NOT NULL,
    stages        TEXT NOT NULL,
    status        TEXT NOT NULL,
    retries       INTEGER NOT NULL DEFAULT 0,
    state         BYTEA,
    state_epoch   TEXT COLLATE "C" NOT NULL DEFAULT '',
    state_version BIGINT NOT NULL DEFAULT 0,
    state_ended   BOOLEAN NOT NULL DEFAULT FALSE,
    error         TEXT,
    instance      TEXT COLLATE "C",
    created_at    BIGINT NOT NULL,
    ended_at      BIGINT
);
CREATE INDEX pipelines_by_document ON pipelines (document_id, seq);
CREATE INDEX pipelines_unsettled ON pipelines (seq) WHERE ended_at IS NULL OR NOT state_ended;

CREATE TABLE checkpoints (
    document_id TEXT COLLATE "C" NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    stage       TEXT COLLATE "C" NOT NULL,
    done        INTEGER NOT NULL,
    total       INTEGER NOT NULL,
    PRIMARY KEY (document_id, stage)
);

CREATE TABLE pages (
    document_id TEXT COLLATE "C" NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    text        TEXT NOT NULL,
    unreadable  BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (document_id, number)
);

CREATE TABLE chunks (
    id          BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    document_id TEXT COLLATE "C" NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    ordinal     INTEGER NOT NULL,
    page        INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    text        TEXT NOT NULL,
    tokens      TSVECTOR NOT NULL,
    UNIQUE (document_id, ordinal)
);
CREATE INDEX chunks_by_token ON chunks USING gin (tokens);

CREATE TABLE summaries (
    document_id TEXT COLLATE "C" PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    result      TEXT NOT NULL
);

CREATE TABLE analyses (
    document_id TEXT COLLATE "C" PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    result      TEXT NOT NULL
);

CREATE TABLE idempotency_keys (
    owner      TEXT COLLATE "C" NOT NULL,
    key        TEXT COLLATE "C" NOT NULL,
    call       TEXT NOT NULL,
    body       BYTEA,
    instance   TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    PRIMARY KEY (owner, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- Keys of the session cookies: who signed in at one instance is signed in at all.
CREATE TABLE cookie_keys (
    name TEXT COLLATE "C" PRIMARY KEY,
    xml  TEXT NOT NULL
);
