-- From customers to actors of every kind: what they keep, what falls due, and what they tell others.
EXEC sp_rename N'customercapital.customers', N'actors';
EXEC sp_rename N'customercapital.customers_pk', N'actors_pk', N'OBJECT';
EXEC sp_rename N'customercapital.actors.customer_key', N'actor_key', N'COLUMN';
EXEC sp_rename N'customercapital.actors.customer_id', N'actor_id', N'COLUMN';
DROP INDEX customers_by_customer_id ON customercapital.actors;
DROP INDEX customers_by_rung ON customercapital.actors;
ALTER TABLE customercapital.actors ADD kind smallint NOT NULL CONSTRAINT actors_of_before DEFAULT 1; -- 1 is a customer
ALTER TABLE customercapital.actors DROP CONSTRAINT actors_of_before;
CREATE UNIQUE INDEX actors_by_actor_id ON customercapital.actors (kind, actor_id);
CREATE INDEX actors_by_rung ON customercapital.actors (rung, lapsed, actor_id) WHERE kind = 1;

-- The row of an entry's actor is written in the same transaction: to look it up for each entry would only cost.
ALTER TABLE customercapital.entries DROP CONSTRAINT entries_of_customers;
EXEC sp_rename N'customercapital.entries.customer_key', N'actor_key', N'COLUMN';

-- Parts of states that a turn writes only where it changes them.
CREATE TABLE customercapital.parts (
  actor_key bigint         NOT NULL,
  name      varbinary(200) NOT NULL,
  state     varchar(max)   COLLATE Latin1_General_100_BIN2_UTF8 NOT NULL,
  CONSTRAINT parts_pk PRIMARY KEY (actor_key, name)
);

-- When an actor is looked at next, and for what. Never later than something falls due, and not moved when that is put off, as nearly every purchase does:
-- whoever looks too early moves it then.
CREATE TABLE customercapital.due (
  actor_key bigint         NOT NULL,
  what      varbinary(200) NOT NULL,
  look_at   datetime2(6)   NOT NULL,
  CONSTRAINT due_pk PRIMARY KEY (actor_key, what)
);

CREATE INDEX due_by_look_at ON customercapital.due (look_at, actor_key);

-- For what a customer was due was not kept: the first look finds out.
INSERT INTO customercapital.due (actor_key, what, look_at) SELECT actor_key, CAST('any' AS varbinary(200)), look_at FROM customercapital.actors WHERE look_at IS NOT NULL;

DROP INDEX customers_by_look_at ON customercapital.actors;
ALTER TABLE customercapital.actors DROP COLUMN due_at, look_at;

-- What is told to others, until they have it: in order for each recipient of a topic.
EXEC sp_rename N'customercapital.messages', N'outbox';
EXEC sp_rename N'customercapital.messages_pk', N'outbox_pk', N'OBJECT';
EXEC sp_rename N'customercapital.outbox.customer_id', N'recipient', N'COLUMN';
EXEC sp_rename N'customercapital.outbox.command', N'body', N'COLUMN';
ALTER TABLE customercapital.outbox ADD
  topic  smallint     NOT NULL CONSTRAINT outbox_topic DEFAULT 1, -- 1 is a customer
  tries  int          NOT NULL CONSTRAINT outbox_tries DEFAULT 0,
  try_at datetime2(6);

CREATE TABLE customercapital.dead_letters (
  message_id bigint         NOT NULL CONSTRAINT dead_letters_pk PRIMARY KEY,
  topic      smallint       NOT NULL,
  recipient  varbinary(512) NOT NULL,
  body       varchar(max)   COLLATE Latin1_General_100_BIN2_UTF8 NOT NULL,
  tries      int            NOT NULL,
  reason     varchar(max)   COLLATE Latin1_General_100_BIN2_UTF8 NOT NULL,
  died_at    datetime2(6)   NOT NULL
);

-- What is summed depends on the kind.
EXEC sp_rename N'customercapital.counters.customers', N'sum1', N'COLUMN';
EXEC sp_rename N'customercapital.counters.orders', N'sum2', N'COLUMN';
EXEC sp_rename N'customercapital.counters.revenue', N'sum3', N'COLUMN';
EXEC sp_rename N'customercapital.counters.acquisition_cost', N'sum4', N'COLUMN';

-- Types in which rows are sent are made anew by their columns.
DECLARE @drop nvarchar(max) = (
  SELECT STRING_AGG(N'DROP TYPE customercapital.' + QUOTENAME(name), N'; ') FROM sys.table_types WHERE schema_id = SCHEMA_ID(N'customercapital'));
EXEC (@drop);
