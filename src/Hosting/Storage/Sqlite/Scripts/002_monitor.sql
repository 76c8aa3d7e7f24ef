-- Times are milliseconds since 1970 in UTC: they compare as times.
CREATE TABLE autonomy_actions (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  timestamp INTEGER NOT NULL,
  incident_key TEXT,
  incident_id TEXT,
  runbook_id TEXT,
  condition TEXT,
  action TEXT NOT NULL,
  action_args TEXT NOT NULL,
  result TEXT NOT NULL,
  result_details TEXT,
  verification_result TEXT,
  autonomy_level INTEGER NOT NULL,
  cluster TEXT,
  node TEXT,
  attempt_number INTEGER NOT NULL,
  escalated INTEGER NOT NULL,
  notified INTEGER NOT NULL,
  actor TEXT NOT NULL
);
CREATE INDEX ix_autonomy_actions_timestamp ON autonomy_actions (timestamp);
CREATE INDEX ix_autonomy_actions_incident_key ON autonomy_actions (incident_key);
CREATE INDEX ix_autonomy_actions_result ON autonomy_actions (result);

CREATE TABLE events (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  timestamp INTEGER NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX ix_events_timestamp ON events (timestamp);

CREATE TABLE incidents (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  key TEXT NOT NULL,
  cluster TEXT NOT NULL,
  open INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  resolved_at INTEGER,
  body TEXT NOT NULL
);
CREATE INDEX ix_incidents_key ON incidents (key, seq);
CREATE INDEX ix_incidents_open ON incidents (seq) WHERE open = 1;
CREATE INDEX ix_incidents_resolved_at ON incidents (resolved_at) WHERE open = 0;
