-- What was measured of nodes, guests and storages. A payload has consecutive values of several of them; HistoryCodec reads it.
CREATE TABLE history (
    cluster    TEXT    NOT NULL,
    resolution INTEGER NOT NULL,  -- 0 minutes, 1 hours, 2 days
    part       INTEGER NOT NULL,  -- which entities of the cluster
    start      INTEGER NOT NULL,  -- seconds since 1970 UTC
    payload    BLOB    NOT NULL,
    PRIMARY KEY (cluster, resolution, part, start)
) WITHOUT ROWID;
