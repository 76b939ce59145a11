-- People: local accounts, sessions behind the cookies, and guesses at passwords. Times are Unix milliseconds.

CREATE TABLE accounts (
    id         TEXT COLLATE "C" PRIMARY KEY, -- the name that a person signs in with, in lower case
    password   TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- A revoked session is refused at once; the sweep closes its user's connections and removes it.
CREATE TABLE sessions (
    id         TEXT COLLATE "C" PRIMARY KEY,
    owner      TEXT COLLATE "C" NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX sessions_by_owner ON sessions (owner);

-- Names that nobody has are counted too: a lock does not tell which names exist.
CREATE TABLE sign_in_failures (
    name         TEXT COLLATE "C" PRIMARY KEY,
    count        INTEGER NOT NULL,
    last_at      BIGINT NOT NULL,
    locked_until BIGINT NOT NULL DEFAULT 0
);
