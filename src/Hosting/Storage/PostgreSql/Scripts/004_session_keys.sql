-- The keys that sign sessions and forms of browsers, sealed by the admin key where there is one.
CREATE TABLE session_keys (
    name    text NOT NULL PRIMARY KEY,
    content text NOT NULL
);
