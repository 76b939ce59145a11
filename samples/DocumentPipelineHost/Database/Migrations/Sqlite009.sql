-- Who is notified of what and how, and the outbox: a delivery is added in the transaction of the end that it is about.

CREATE TABLE notification_settings (
    owner    TEXT PRIMARY KEY,
    settings TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE notification_deliveries (
    id           TEXT PRIMARY KEY,
    owner        TEXT NOT NULL,
    channel      TEXT NOT NULL, -- webhook, email or sms
    event        TEXT NOT NULL,
    subject_id   TEXT NOT NULL, -- the pipeline or the batch
    payload      TEXT NOT NULL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    due_at       INTEGER, -- null once it is delivered or given up
    leased_until INTEGER NOT NULL DEFAULT 0,
    status       TEXT NOT NULL,
    detail       TEXT,
    created_at   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX notification_deliveries_due ON notification_deliveries (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX notification_deliveries_by_owner ON notification_deliveries (owner, created_at);
