-- A person asked for an interrupt while the file was still coming in: the pipeline stops once it is stored, whatever happens in between.

ALTER TABLE pipelines ADD COLUMN interrupt_asked BOOLEAN NOT NULL DEFAULT FALSE;
