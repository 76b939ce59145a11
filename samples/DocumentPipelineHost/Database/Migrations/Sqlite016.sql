-- What the pages of a document are; and what is known of a page beside its text, so that a run that is resumed warns of it too.

ALTER TABLE documents ADD COLUMN page_kind TEXT; -- page, slide or section; null before it is parsed
ALTER TABLE pages ADD COLUMN mostly_picture INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pages ADD COLUMN guessed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pages ADD COLUMN lost_pieces INTEGER NOT NULL DEFAULT 0;
ALTER TABLE page_drafts ADD COLUMN mostly_picture INTEGER NOT NULL DEFAULT 0;
ALTER TABLE page_drafts ADD COLUMN guessed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE page_drafts ADD COLUMN lost_pieces INTEGER NOT NULL DEFAULT 0;

-- A new reader may cut pages, and a new chunker chunks, elsewhere than the former one: what is half done begins from nothing.
DELETE FROM pages WHERE document_id IN (SELECT id FROM documents WHERE parsed_at IS NULL);
DELETE FROM chunks WHERE document_id IN (SELECT id FROM documents WHERE indexed_at IS NULL);
DELETE FROM checkpoints WHERE (stage = 'parse' AND document_id IN (SELECT id FROM documents WHERE parsed_at IS NULL))
    OR (stage = 'index' AND document_id IN (SELECT id FROM documents WHERE indexed_at IS NULL));
DELETE FROM page_drafts;
DELETE FROM chunk_drafts;

-- Whose turn it is, and what the newest took, without a look at every row.
CREATE INDEX pipelines_in_hand ON pipelines (owner) WHERE ended_at IS NULL AND instance IS NOT NULL;
CREATE INDEX owner_turns_by_turn ON owner_turns (last_turn);
CREATE INDEX stage_times_by_stage ON stage_times (stage, ended_at DESC);
