-- Which database this is, and how often it was probed: another database under the name, or an older state of this one, is known by it.
CREATE TABLE database_instance (
    id     text   NOT NULL,
    probes bigint NOT NULL  -- only grows
);
INSERT INTO database_instance VALUES (replace(gen_random_uuid()::text, '-', ''), 0);
