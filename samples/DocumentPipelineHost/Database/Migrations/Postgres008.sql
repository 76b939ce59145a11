-- Who is notified of what and how, and the outbox: a delivery is added in the transaction of the end that it is about.

CREATE TABLE notification_settings (
    owner    TEXT COLLATE "C" PRIMARY KEY,
    settings TEXT NOT NULL
);

CREATE TABLE notification_deliveries (
    id           TEXT COLLATE "C" PRIMARY KEY,
    owner        TEXT COLLATE "C" NOT NULL,
    channel      TEXT NOT NULL, -- webhook, email or sms
    event        TEXT NOT NULL,
    subject_id   TEXT COLLATE "C" NOT NULL, -- the pipeline or the batch
    payload      TEXT NOT NULL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    due_at       BIGINT, -- null once it is delivered or given up
    leased_until BIGINT NOT NULL DEFAULT 0,
    status       TEXT NOT NULL,
    detail       TEXT,
    created_at   BIGINT NOT NULL
);
CREATE INDEX notification_deliveries_due ON notification_deliveries (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX notification_deliveries_by_owner ON notification_deliveries (owner, created_at);
