-- The database's own id: what a store of originals and pieces carries, so that no other database sweeps it. And receivers that failed again and again.

CREATE TABLE database_identity (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id  TEXT COLLATE "C" NOT NULL
);

CREATE TABLE notification_failures (
    owner    TEXT COLLATE "C" NOT NULL,
    channel  TEXT NOT NULL, -- webhook, email or sms
    failed   INTEGER NOT NULL, -- deliveries given up since the last one that was taken
    since    BIGINT NOT NULL, -- when the first of them was given up
    off_at   BIGINT, -- since when nothing is sent on the channel; null while it is on
    reason   TEXT,
    PRIMARY KEY (owner, channel)
);
