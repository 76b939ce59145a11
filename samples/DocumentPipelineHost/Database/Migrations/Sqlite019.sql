-- duplicate_questions: a person is asked about an upload's bytes, which are stored already. The pipeline has
-- no document while it asks. new_id: the id that the upload announced; filename: the name that it came with. There is
-- no reference to documents: whoever deletes the document ends the pipelines that ask about it.

CREATE TABLE duplicate_questions (
    pipeline_id TEXT NOT NULL PRIMARY KEY REFERENCES pipelines (id) ON DELETE CASCADE,
    document_id TEXT NOT NULL,
    new_id      TEXT NOT NULL,
    filename    TEXT NOT NULL,
    until       INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX duplicate_questions_by_document ON duplicate_questions (document_id);
