-- People: local accounts, sessions behind the cookies, and guesses at passwords. Times are Unix milliseconds.

CREATE TABLE accounts (
    id         TEXT PRIMARY KEY, -- the name that a person signs in with, in lower case
    password   TEXT NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;

-- A revoked session is refused at once; the sweep closes its user's connections and removes it.
CREATE TABLE sessions (
    id         TEXT PRIMARY KEY,
    owner      TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER
) WITHOUT ROWID;
CREATE INDEX sessions_by_owner ON sessions (owner);

-- Names that nobody has are counted too: a lock does not tell which names exist.
CREATE TABLE sign_in_failures (
    name         TEXT PRIMARY KEY,
    count        INTEGER NOT NULL,
    last_at      INTEGER NOT NULL,
    locked_until INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
