-- The monitor's own records. Times are microseconds since 1970 UTC. AUTOINCREMENT, because a cursor or a sequence
-- that was given once must never name another row after clean-up.

CREATE TABLE autonomy_actions (
    seq                 INTEGER PRIMARY KEY AUTOINCREMENT,
    id                  TEXT    NOT NULL UNIQUE,
    timestamp           INTEGER NOT NULL,
    incident_key        TEXT,
    incident_id         TEXT,
    runbook_id          TEXT,
    condition           TEXT,
    action              TEXT    NOT NULL,
    action_args         TEXT    NOT NULL,
    result              TEXT    NOT NULL,
    result_details      TEXT,
    verification_result TEXT,
    autonomy_level      INTEGER NOT NULL,
    cluster             TEXT,
    node                TEXT,
    attempt_number      INTEGER NOT NULL,
    escalated           INTEGER NOT NULL,
    notified            INTEGER NOT NULL,
    actor               TEXT    NOT NULL
);

CREATE INDEX autonomy_actions_timestamp ON autonomy_actions (timestamp);
CREATE INDEX autonomy_actions_incident_key ON autonomy_actions (incident_key, timestamp);
CREATE INDEX autonomy_actions_incident_id ON autonomy_actions (incident_id);
CREATE INDEX autonomy_actions_result ON autonomy_actions (result);

CREATE TABLE events (
    sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT    NOT NULL UNIQUE,
    timestamp    INTEGER NOT NULL,
    type         TEXT    NOT NULL,
    severity     TEXT    NOT NULL,
    source       TEXT    NOT NULL,
    cluster      TEXT,
    node         TEXT,
    guest        INTEGER,
    condition    TEXT,
    incident_key TEXT,
    incident_id  TEXT,
    title        TEXT    NOT NULL,
    message      TEXT    NOT NULL,
    details      TEXT    NOT NULL  -- a JSON object of strings
);

CREATE INDEX events_timestamp ON events (timestamp);

CREATE TABLE incidents (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT    NOT NULL UNIQUE,
    key         TEXT    NOT NULL,
    condition   TEXT    NOT NULL,
    severity    TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    cluster     TEXT    NOT NULL,
    entity_kind TEXT    NOT NULL,
    entity_node TEXT,
    entity_name TEXT    NOT NULL,
    node        TEXT,
    opened_at   INTEGER NOT NULL,
    resolved_at INTEGER,
    title       TEXT    NOT NULL,
    cause       TEXT    NOT NULL,
    timeline    TEXT    NOT NULL  -- a JSON array, oldest first
);

CREATE INDEX incidents_key ON incidents (key);
CREATE INDEX incidents_cluster ON incidents (cluster);
CREATE INDEX incidents_open ON incidents (cluster) WHERE state <> 'resolved';
CREATE INDEX incidents_resolved_at ON incidents (resolved_at) WHERE state = 'resolved';

-- Written and emptied again while the file does not store, to notice when it does.
CREATE TABLE storage_probe (payload BLOB NOT NULL);
