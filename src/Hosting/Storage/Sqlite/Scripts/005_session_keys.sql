-- The keys that sign sessions and forms of browsers, sealed by the admin key where there is one.
CREATE TABLE session_keys (
    name    TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL
);
