CREATE TABLE cluster_schema_scripts (
  name       TEXT PRIMARY KEY,
  sha256     TEXT NOT NULL,
  applied_at TEXT NOT NULL DEFAULT (datetime())
) STRICT
