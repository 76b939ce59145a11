-- Turns at the workers: users take them one after the other. due_at: a retry that comes by itself waits until then.

ALTER TABLE pipelines ADD COLUMN due_at INTEGER NOT NULL DEFAULT 0;

CREATE TABLE owner_turns (
    owner     TEXT PRIMARY KEY,
    last_turn INTEGER NOT NULL -- counts on with each turn of anybody
) WITHOUT ROWID;

-- Whoever is free asks whose turn it is, however many pipelines have ended.
CREATE INDEX pipelines_live ON pipelines (owner, seq) WHERE ended_at IS NULL;
