CREATE TABLE control_states (
  name TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  state TEXT NOT NULL
) STRICT;

CREATE TABLE counters (
  kind INTEGER NOT NULL,
  a INTEGER NOT NULL,
  b INTEGER NOT NULL,
  name TEXT NOT NULL,
  customers INTEGER NOT NULL,
  orders INTEGER NOT NULL,
  revenue INTEGER NOT NULL,
  acquisition_cost INTEGER NOT NULL,
  PRIMARY KEY (kind, a, b, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE customers (
  customer_key INTEGER PRIMARY KEY,
  customer_id TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  state TEXT NOT NULL,
  rung INTEGER NOT NULL,
  lapsed INTEGER NOT NULL,
  channel TEXT,
  orders INTEGER NOT NULL,
  revenue INTEGER NOT NULL,
  acquisition_cost INTEGER NOT NULL,
  first_order_at INTEGER,
  last_order_at INTEGER,
  due_at INTEGER
, enrolled INTEGER NOT NULL DEFAULT 0, converted_referrals INTEGER NOT NULL DEFAULT 0, known_since INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE INDEX customers_by_due_at ON customers (due_at) WHERE due_at IS NOT NULL;

CREATE INDEX customers_by_rung ON customers (rung, lapsed, customer_id);

CREATE TABLE entries (
  entry_key INTEGER PRIMARY KEY,
  customer_key INTEGER NOT NULL REFERENCES customers (customer_key),
  sequence INTEGER NOT NULL,
  natural_id TEXT,
  concerns_id TEXT,
  content_hash TEXT,
  occurred_at INTEGER NOT NULL,
  utc_offset INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE INDEX entries_by_concerns_id ON entries (customer_key, concerns_id) WHERE concerns_id IS NOT NULL;

CREATE UNIQUE INDEX entries_by_natural_id ON entries (customer_key, natural_id) WHERE natural_id IS NOT NULL;

CREATE UNIQUE INDEX entries_by_sequence ON entries (customer_key, sequence);

CREATE TABLE messages (
  message_id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id TEXT NOT NULL,
  command TEXT NOT NULL
) STRICT;

CREATE TABLE revoked_calls (
  call TEXT PRIMARY KEY,
  revoked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX revoked_calls_by_revoked_at ON revoked_calls (revoked_at);

CREATE TABLE schema_scripts (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT;
