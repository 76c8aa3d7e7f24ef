-- What was measured of nodes, guests and storages. A payload has consecutive values of several of them; HistoryCodec reads it.
CREATE TABLE history (
    cluster    text    NOT NULL,
    resolution integer NOT NULL,  -- 0 minutes, 1 hours, 2 days
    part       integer NOT NULL,  -- which entities of the cluster
    start      bigint  NOT NULL,  -- seconds since 1970 UTC
    payload    bytea   NOT NULL,
    PRIMARY KEY (cluster, resolution, part, start)
);

-- Payloads are compressed already.
ALTER TABLE history ALTER COLUMN payload SET STORAGE EXTERNAL;
