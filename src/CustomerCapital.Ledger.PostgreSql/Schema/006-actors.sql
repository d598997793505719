-- From customers to actors of every kind: what they keep, what falls due, and what they tell others.
ALTER TABLE customers RENAME TO actors;
ALTER TABLE actors RENAME COLUMN customer_key TO actor_key;
ALTER TABLE actors RENAME COLUMN customer_id TO actor_id;
ALTER TABLE actors ADD COLUMN kind smallint NOT NULL DEFAULT 1; -- 1 is a customer
ALTER TABLE actors ALTER COLUMN kind DROP DEFAULT;
ALTER TABLE actors DROP CONSTRAINT customers_customer_id_key;
ALTER TABLE actors ADD CONSTRAINT actors_kind_actor_id_key UNIQUE (kind, actor_id);
ALTER INDEX customers_pkey RENAME TO actors_pkey;
DROP INDEX customers_by_rung;
CREATE INDEX actors_by_rung ON actors (rung, lapsed, actor_id) WHERE kind = 1;

-- The key of an entry is its actor's and its sequence. Its actor's row is written in the same transaction: to look it up for each entry would only cost.
-- What has a fixed width comes first: so no row has gaps.
CREATE TABLE entries_of_actors (
  actor_key    bigint      NOT NULL,
  sequence     bigint      NOT NULL,
  occurred_at  timestamptz NOT NULL,
  recorded_at  timestamptz NOT NULL,
  utc_offset   smallint    NOT NULL, -- of the caller, in minutes
  natural_id   text        COLLATE "C",
  concerns_id  text        COLLATE "C",
  content_hash text        COLLATE "C",
  body         text        NOT NULL
);

INSERT INTO entries_of_actors (actor_key, sequence, occurred_at, recorded_at, utc_offset, natural_id, concerns_id, content_hash, body)
SELECT customer_key, sequence, occurred_at, recorded_at, utc_offset, natural_id, concerns_id, content_hash, body FROM entries ORDER BY entry_key;

DROP TABLE entries;
ALTER TABLE entries_of_actors RENAME TO entries;
ALTER TABLE entries ADD PRIMARY KEY (actor_key, sequence);
CREATE UNIQUE INDEX entries_by_natural_id ON entries (actor_key, natural_id) WHERE natural_id IS NOT NULL;
CREATE INDEX entries_by_concerns_id ON entries (actor_key, concerns_id) WHERE concerns_id IS NOT NULL;

-- Parts of states that a turn writes only where it changes them.
CREATE TABLE parts (
  actor_key bigint NOT NULL,
  name      text   COLLATE "C" NOT NULL,
  state     text   NOT NULL,
  PRIMARY KEY (actor_key, name)
);

-- When an actor is looked at next, and for what. Never later than something falls due, and not moved when that is put off, as nearly every purchase does:
-- whoever looks too early moves it then.
CREATE TABLE due (
  actor_key bigint      NOT NULL,
  what      text        COLLATE "C" NOT NULL,
  look_at   timestamptz NOT NULL,
  PRIMARY KEY (actor_key, what)
);

CREATE INDEX due_by_look_at ON due (look_at, actor_key);

-- For what a customer was due was not kept: the first look finds out.
INSERT INTO due (actor_key, what, look_at) SELECT actor_key, 'any', look_at FROM actors WHERE look_at IS NOT NULL;

ALTER TABLE actors DROP COLUMN due_at, DROP COLUMN look_at;

-- What is told to others, until they have it: in order for each recipient of a topic.
ALTER TABLE messages RENAME TO outbox;
ALTER INDEX messages_pkey RENAME TO outbox_pkey;
ALTER TABLE outbox RENAME COLUMN customer_id TO recipient;
ALTER TABLE outbox RENAME COLUMN command TO body;
ALTER TABLE outbox
  ADD COLUMN topic  smallint NOT NULL DEFAULT 1, -- 1 is a customer
  ADD COLUMN tries  integer  NOT NULL DEFAULT 0,
  ADD COLUMN try_at timestamptz;
ALTER TABLE outbox ALTER COLUMN topic DROP DEFAULT;

CREATE TABLE dead_letters (
  message_id bigint      PRIMARY KEY,
  topic      smallint    NOT NULL,
  recipient  text        COLLATE "C" NOT NULL,
  body       text        NOT NULL,
  tries      integer     NOT NULL,
  reason     text        NOT NULL,
  died_at    timestamptz NOT NULL
);

-- What is summed depends on the kind.
ALTER TABLE counters RENAME COLUMN customers TO sum1;
ALTER TABLE counters RENAME COLUMN orders TO sum2;
ALTER TABLE counters RENAME COLUMN revenue TO sum3;
ALTER TABLE counters RENAME COLUMN acquisition_cost TO sum4;
