-- The outbox: which destination is notified of which step of an incident.
CREATE TABLE notifications (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    id              TEXT    NOT NULL UNIQUE,
    destination     TEXT    NOT NULL,
    incident_id     TEXT    NOT NULL,
    recovery        INTEGER NOT NULL,  -- 1 if it reports the end of the incident
    created_at      INTEGER NOT NULL,
    route           TEXT    NOT NULL,
    notice          TEXT    NOT NULL,  -- a JSON object: the step as it was
    state           TEXT    NOT NULL,
    attempts        INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    last_attempt_at INTEGER,
    held_until      INTEGER,
    last_error      TEXT
);

CREATE INDEX notifications_pending ON notifications (destination, seq) WHERE state = 'pending';
CREATE INDEX notifications_incident_id ON notifications (incident_id, destination);
CREATE INDEX notifications_created_at ON notifications (created_at) WHERE state <> 'pending';
