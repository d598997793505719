CREATE TABLE actors (
  actor_key INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  actor_id TEXT NOT NULL,
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
  enrolled INTEGER NOT NULL,
  converted_referrals INTEGER NOT NULL,
  known_since INTEGER NOT NULL, email_consent INTEGER NOT NULL DEFAULT 0, phone_consent INTEGER NOT NULL DEFAULT 0, post_consent INTEGER NOT NULL DEFAULT 0, email_known INTEGER NOT NULL DEFAULT 0, phone_known INTEGER NOT NULL DEFAULT 0, language TEXT, primary_language TEXT, time_zone TEXT, birthday INTEGER, email_survey_consent INTEGER NOT NULL DEFAULT 0, phone_survey_consent INTEGER NOT NULL DEFAULT 0, post_survey_consent INTEGER NOT NULL DEFAULT 0, last_interaction_at INTEGER, last_contacted_at INTEGER, usual_interval_days INTEGER, next_order_expected_at INTEGER, at_risk_at INTEGER, points INTEGER NOT NULL DEFAULT 0, stamps INTEGER NOT NULL DEFAULT 0, credit INTEGER NOT NULL DEFAULT 0, vouchers_open INTEGER NOT NULL DEFAULT 0, reward_cost INTEGER NOT NULL DEFAULT 0, enrolled_at INTEGER, surveys_open INTEGER NOT NULL DEFAULT 0, surveys_unanswered INTEGER NOT NULL DEFAULT 0, last_survey_at INTEGER, next_follow_up_at INTEGER, follow_ups_open INTEGER NOT NULL DEFAULT 0,
  UNIQUE (kind, actor_id)
) STRICT;

CREATE INDEX actors_by_rung ON actors (rung, lapsed, actor_id) WHERE kind = 1;

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
  sum1 INTEGER NOT NULL,
  sum2 INTEGER NOT NULL,
  sum3 INTEGER NOT NULL,
  sum4 INTEGER NOT NULL,
  PRIMARY KEY (kind, a, b, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE dead_letters (
  message_id INTEGER PRIMARY KEY,
  topic INTEGER NOT NULL,
  recipient TEXT NOT NULL,
  body TEXT NOT NULL,
  tries INTEGER NOT NULL,
  reason TEXT NOT NULL,
  died_at INTEGER NOT NULL
) STRICT;

CREATE TABLE due (
  actor_key INTEGER NOT NULL,
  what TEXT NOT NULL,
  look_at INTEGER NOT NULL,
  PRIMARY KEY (actor_key, what)
) STRICT, WITHOUT ROWID;

CREATE INDEX due_by_look_at ON due (look_at, actor_key);

CREATE TABLE "entries" (
  entry_key INTEGER PRIMARY KEY,
  actor_key INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  natural_id TEXT,
  concerns_id TEXT,
  content_hash TEXT,
  occurred_at INTEGER NOT NULL,
  utc_offset INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE INDEX entries_by_concerns_id ON entries (actor_key, concerns_id) WHERE concerns_id IS NOT NULL;

CREATE UNIQUE INDEX entries_by_natural_id ON entries (actor_key, natural_id) WHERE natural_id IS NOT NULL;

CREATE UNIQUE INDEX entries_by_sequence ON entries (actor_key, sequence);

CREATE TABLE open_follow_ups (
  holder_key INTEGER NOT NULL,
  follow_up_id TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  holder_id TEXT NOT NULL,
  PRIMARY KEY (holder_key, follow_up_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX open_follow_ups_by_due_at ON open_follow_ups (due_at, holder_id, follow_up_id);

CREATE TABLE "outbox" (
  message_id INTEGER PRIMARY KEY AUTOINCREMENT,
  recipient TEXT NOT NULL,
  body TEXT NOT NULL
, topic INTEGER NOT NULL DEFAULT 1, tries INTEGER NOT NULL DEFAULT 0, try_at INTEGER) STRICT;

CREATE TABLE parts (
  actor_key INTEGER NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (actor_key, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE pieces (
  actor_key INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  PRIMARY KEY (actor_key, kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE revoked_calls (
  call TEXT PRIMARY KEY,
  revoked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX revoked_calls_by_revoked_at ON revoked_calls (revoked_at);

CREATE TABLE schema_scripts (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT;

CREATE TABLE scores (
  actor_key INTEGER NOT NULL PRIMARY KEY,
  p_alive INTEGER,
  predicted_orders12m INTEGER,
  predicted_value12m INTEGER,
  residual_value INTEGER,
  scored_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE search_keys (
  holder_key INTEGER NOT NULL,
  search_key TEXT NOT NULL,
  holder_id TEXT NOT NULL,
  PRIMARY KEY (holder_key, search_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX search_keys_by_key ON search_keys (search_key, holder_id);
