-- late_decisions: interrupts and cancels that were accepted while a worker kept the pipeline's row, for the turn in
-- which they were asked for. They are carried out as soon as the row is free, by any instance. There is no reference to
-- pipelines: it would wait for the very row.

CREATE TABLE late_decisions (
    pipeline_id TEXT NOT NULL PRIMARY KEY,
    turn INTEGER NOT NULL,
    action TEXT NOT NULL
);
