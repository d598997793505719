CREATE TABLE IF NOT EXISTS schema_scripts (
  name       text        COLLATE "C" PRIMARY KEY,
  sha256     text        NOT NULL,
  applied_at timestamptz NOT NULL
)
