-- Which running host holds a pipeline or answers a call; null where nobody does: the pipeline waits in the queue.

ALTER TABLE pipelines ADD COLUMN instance TEXT;
ALTER TABLE idempotency_keys ADD COLUMN instance TEXT;
