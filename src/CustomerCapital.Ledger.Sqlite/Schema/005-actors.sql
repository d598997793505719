-- From customers to actors of every kind: what they keep, what falls due, and what they tell others.
CREATE TABLE actors (
  actor_key           INTEGER PRIMARY KEY,
  kind                INTEGER NOT NULL, -- 1 is a customer
  actor_id            TEXT    NOT NULL,
  version             INTEGER NOT NULL,
  state               TEXT    NOT NULL,
  rung                INTEGER NOT NULL,
  lapsed              INTEGER NOT NULL,
  channel             TEXT,
  orders              INTEGER NOT NULL,
  revenue             INTEGER NOT NULL,
  acquisition_cost    INTEGER NOT NULL,
  first_order_at      INTEGER,
  last_order_at       INTEGER,
  enrolled            INTEGER NOT NULL,
  converted_referrals INTEGER NOT NULL,
  known_since         INTEGER NOT NULL,
  UNIQUE (kind, actor_id)
) STRICT;

INSERT INTO actors
SELECT
  customer_key, 1, customer_id, version, state, rung, lapsed, channel, orders, revenue, acquisition_cost, first_order_at, last_order_at,
  enrolled, converted_referrals, known_since
FROM customers;

CREATE INDEX actors_by_rung ON actors (rung, lapsed, actor_id) WHERE kind = 1;

-- Parts of states that a turn writes only where it changes them.
CREATE TABLE parts (
  actor_key INTEGER NOT NULL,
  name      TEXT    NOT NULL,
  state     TEXT    NOT NULL,
  PRIMARY KEY (actor_key, name)
) STRICT, WITHOUT ROWID;

-- When an actor is looked at next, and for what. Never later than something falls due, and not moved when that is put off, as nearly every purchase does:
-- whoever looks too early moves it then.
CREATE TABLE due (
  actor_key INTEGER NOT NULL,
  what      TEXT    NOT NULL,
  look_at   INTEGER NOT NULL,
  PRIMARY KEY (actor_key, what)
) STRICT, WITHOUT ROWID;

CREATE INDEX due_by_look_at ON due (look_at, actor_key);

-- For what a customer was due was not kept: the first look finds out.
INSERT INTO due SELECT customer_key, 'any', due_at FROM customers WHERE due_at IS NOT NULL;

-- Its actor's row is written in the same transaction as an entry: to look it up for each entry would only cost.
CREATE TABLE entries_of_actors (
  entry_key    INTEGER PRIMARY KEY,
  actor_key    INTEGER NOT NULL,
  sequence     INTEGER NOT NULL,
  natural_id   TEXT,
  concerns_id  TEXT,
  content_hash TEXT,
  occurred_at  INTEGER NOT NULL,
  utc_offset   INTEGER NOT NULL, -- of the caller, in minutes
  recorded_at  INTEGER NOT NULL,
  body         TEXT    NOT NULL
) STRICT;

INSERT INTO entries_of_actors SELECT * FROM entries;
DROP TABLE entries;
DROP TABLE customers;
ALTER TABLE entries_of_actors RENAME TO entries;

CREATE UNIQUE INDEX entries_by_sequence ON entries (actor_key, sequence);
CREATE UNIQUE INDEX entries_by_natural_id ON entries (actor_key, natural_id) WHERE natural_id IS NOT NULL;
CREATE INDEX entries_by_concerns_id ON entries (actor_key, concerns_id) WHERE concerns_id IS NOT NULL;

-- What is told to others, until they have it: in order for each recipient of a topic.
ALTER TABLE messages RENAME TO outbox;
ALTER TABLE outbox RENAME COLUMN customer_id TO recipient;
ALTER TABLE outbox RENAME COLUMN command TO body;
ALTER TABLE outbox ADD COLUMN topic INTEGER NOT NULL DEFAULT 1; -- 1 is a customer
ALTER TABLE outbox ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN try_at INTEGER;

CREATE TABLE dead_letters (
  message_id INTEGER PRIMARY KEY,
  topic      INTEGER NOT NULL,
  recipient  TEXT    NOT NULL,
  body       TEXT    NOT NULL,
  tries      INTEGER NOT NULL,
  reason     TEXT    NOT NULL,
  died_at    INTEGER NOT NULL
) STRICT;

-- What is summed depends on the kind.
ALTER TABLE counters RENAME COLUMN customers TO sum1;
ALTER TABLE counters RENAME COLUMN orders TO sum2;
ALTER TABLE counters RENAME COLUMN revenue TO sum3;
ALTER TABLE counters RENAME COLUMN acquisition_cost TO sum4;
