-- Which database this is, and how often it was probed: another file under the name, or an older copy of this one, is known by it.
CREATE TABLE database_instance (
    id     TEXT    NOT NULL,
    probes INTEGER NOT NULL  -- only grows
);
INSERT INTO database_instance VALUES (lower(hex(randomblob(16))), 0);
