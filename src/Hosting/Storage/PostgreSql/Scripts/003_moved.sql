-- Whether what is here came from a SQLite file: a move that broke off goes on, and one onto other data is refused.
CREATE TABLE moved_from (
    source   text        NOT NULL PRIMARY KEY,
    began    timestamptz NOT NULL DEFAULT now(),
    finished timestamptz
);
