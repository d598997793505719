PRAGMA application_id = 1131770691;
CREATE TABLE schema_scripts (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT;
