-- Which incident explains another, and how it is told, held and recognised (a JSON object). Rows of before have told nothing of it.

ALTER TABLE incidents ADD COLUMN parent_id TEXT;
ALTER TABLE incidents ADD COLUMN notice TEXT NOT NULL DEFAULT '{}';

CREATE INDEX incidents_parent_id ON incidents (parent_id) WHERE parent_id IS NOT NULL;
