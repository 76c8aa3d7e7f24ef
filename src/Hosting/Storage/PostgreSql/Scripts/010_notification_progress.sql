-- Which recipients have a message that others still wait for.
ALTER TABLE notifications ADD COLUMN progress text;
