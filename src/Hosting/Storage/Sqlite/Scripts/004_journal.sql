-- The journal of remediations, and the hash chain of the audit log: one chain per cluster, and one ('') of rows without a cluster.

ALTER TABLE autonomy_actions ADD COLUMN remediation_id TEXT;
ALTER TABLE autonomy_actions ADD COLUMN upid TEXT;
ALTER TABLE autonomy_actions ADD COLUMN verdicts TEXT;  -- a JSON array
ALTER TABLE autonomy_actions ADD COLUMN chain_sequence INTEGER NOT NULL DEFAULT 0;  -- 0: stored before there was a chain
ALTER TABLE autonomy_actions ADD COLUMN previous_hash TEXT;
ALTER TABLE autonomy_actions ADD COLUMN hash TEXT;

CREATE UNIQUE INDEX autonomy_actions_chain ON autonomy_actions (coalesce(cluster, ''), chain_sequence) WHERE chain_sequence > 0;
CREATE INDEX autonomy_actions_unchained ON autonomy_actions (coalesce(cluster, ''), seq) WHERE chain_sequence = 0;
CREATE INDEX autonomy_actions_remediation ON autonomy_actions (remediation_id) WHERE remediation_id IS NOT NULL;

CREATE TABLE audit_chains (
    name            TEXT    NOT NULL PRIMARY KEY,
    head            INTEGER NOT NULL,  -- chain_sequence of the last row, 0 for none
    head_hash       TEXT    NOT NULL,
    anchor          INTEGER NOT NULL,  -- chain_sequence of the last row that retention deleted, 0 for none
    anchor_hash     TEXT    NOT NULL,
    unchained_until INTEGER NOT NULL   -- seq of the last row from before there was a chain, 0 for none
);

-- Rows that are there already stay outside: nobody can say any more that they are what was stored. Their chains begin after them.
INSERT INTO audit_chains
SELECT coalesce(cluster, ''), 0, printf('%064d', 0), 0, printf('%064d', 0), max(seq) FROM autonomy_actions GROUP BY coalesce(cluster, '');
