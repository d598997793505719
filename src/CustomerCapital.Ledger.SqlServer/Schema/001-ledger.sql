-- Tables stand in a schema of their own, customercapital, which is made before the first script is run. Money is a count of ten-thousandths of the program's
-- currency; instants are in UTC. Texts by which rows are told apart and ordered are the bytes of their UTF-8: SQL Server compares texts without regard to spaces at
-- their ends, whatever the collation, and bytes as they are, which is the order of code points. Documents are JSON, in UTF-8 too, readable as they stand.

-- One row per customer: the folded state, and the columns by which customers are listed and found.
CREATE TABLE customercapital.customers (
  customer_key        bigint IDENTITY NOT NULL CONSTRAINT customers_pk PRIMARY KEY,
  customer_id         varbinary(512)  NOT NULL,
  version             bigint          NOT NULL,
  state               varchar(max)    COLLATE Latin1_General_100_BIN2_UTF8 NOT NULL,
  rung                smallint        NOT NULL,
  lapsed              bit             NOT NULL,
  channel             varbinary(800),
  orders              bigint          NOT NULL,
  revenue             bigint          NOT NULL,
  acquisition_cost    bigint          NOT NULL,
  first_order_at      datetime2(6),
  last_order_at       datetime2(6),
  enrolled            bit             NOT NULL,
  converted_referrals bigint          NOT NULL,
  known_since         datetime2(6)    NOT NULL,
  due_at              datetime2(6),
  look_at             datetime2(6) -- Never later than due_at, and not moved when that is put off: so a purchase writes no entry of its index.
);

CREATE UNIQUE INDEX customers_by_customer_id ON customercapital.customers (customer_id);
CREATE INDEX customers_by_look_at ON customercapital.customers (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX customers_by_rung ON customercapital.customers (rung, lapsed, customer_id);

-- The history, for ever. The key follows the order of writing, so that new entries are written at the end of the table.
CREATE TABLE customercapital.entries (
  entry_key    bigint IDENTITY NOT NULL CONSTRAINT entries_pk PRIMARY KEY,
  customer_key bigint          NOT NULL CONSTRAINT entries_of_customers REFERENCES customercapital.customers (customer_key),
  sequence     bigint          NOT NULL,
  natural_id   varbinary(800),
  concerns_id  varbinary(800),
  content_hash varchar(64)     COLLATE Latin1_General_100_BIN2_UTF8,
  occurred_at  datetime2(6)    NOT NULL,
  utc_offset   smallint        NOT NULL, -- of the caller, in minutes
  recorded_at  datetime2(6)    NOT NULL,
  body         varchar(max)    COLLATE Latin1_General_100_BIN2_UTF8 NOT NULL
);

CREATE UNIQUE INDEX entries_by_sequence ON customercapital.entries (customer_key, sequence);
CREATE UNIQUE INDEX entries_by_natural_id ON customercapital.entries (customer_key, natural_id) WHERE natural_id IS NOT NULL;
CREATE INDEX entries_by_concerns_id ON customercapital.entries (customer_key, concerns_id) WHERE concerns_id IS NOT NULL;

-- Sums over customers from which every report is made. Each writer adds to rows of its own; a reader adds the writers up.
CREATE TABLE customercapital.counters (
  kind             smallint       NOT NULL,
  a                int            NOT NULL,
  b                int            NOT NULL,
  name             varbinary(800) NOT NULL,
  writer           smallint       NOT NULL,
  customers        bigint         NOT NULL,
  orders           bigint         NOT NULL,
  revenue          bigint         NOT NULL,
  acquisition_cost bigint         NOT NULL,
  CONSTRAINT counters_pk PRIMARY KEY (kind, a, b, name, writer)
);

-- Commands for other customers, until they are delivered.
CREATE TABLE customercapital.messages (
  message_id  bigint IDENTITY NOT NULL CONSTRAINT messages_pk PRIMARY KEY,
  customer_id varbinary(512)  NOT NULL,
  command     varchar(max)    COLLATE Latin1_General_100_BIN2_UTF8 NOT NULL
);

-- State of actors other than customers, such as the policy.
CREATE TABLE customercapital.control_states (
  name    varbinary(800) NOT NULL CONSTRAINT control_states_pk PRIMARY KEY,
  version bigint         NOT NULL,
  state   varchar(max)   COLLATE Latin1_General_100_BIN2_UTF8 NOT NULL
);

-- In these a group's rows are sent. Texts are wider than in the tables, so that one that is too long is refused there and not cut here.
CREATE TYPE customercapital.customer_rows AS TABLE (
  customer_id         varbinary(1000) NOT NULL,
  version             bigint          NOT NULL,
  state               nvarchar(max)   NOT NULL,
  rung                smallint        NOT NULL,
  lapsed              bit             NOT NULL,
  channel             varbinary(1000),
  orders              bigint          NOT NULL,
  revenue             bigint          NOT NULL,
  acquisition_cost    bigint          NOT NULL,
  first_order_at      datetime2(6),
  last_order_at       datetime2(6),
  enrolled            bit             NOT NULL,
  converted_referrals bigint          NOT NULL,
  known_since         datetime2(6)    NOT NULL,
  due_at              datetime2(6),
  expected_version    bigint          NOT NULL
);

CREATE TYPE customercapital.entry_rows AS TABLE (
  customer_key bigint        NOT NULL,
  sequence     bigint        NOT NULL,
  natural_id   varbinary(1000),
  concerns_id  varbinary(1000),
  content_hash nvarchar(max),
  occurred_at  datetime2(6)  NOT NULL,
  utc_offset   smallint      NOT NULL,
  recorded_at  datetime2(6)  NOT NULL,
  body         nvarchar(max) NOT NULL
);

CREATE TYPE customercapital.message_rows AS TABLE (
  place       int             NOT NULL,
  customer_id varbinary(1000) NOT NULL,
  command     nvarchar(max)   NOT NULL
);

CREATE TYPE customercapital.counter_rows AS TABLE (
  kind             smallint        NOT NULL,
  a                int             NOT NULL,
  b                int             NOT NULL,
  name             varbinary(1000) NOT NULL,
  customers        bigint          NOT NULL,
  orders           bigint          NOT NULL,
  revenue          bigint          NOT NULL,
  acquisition_cost bigint          NOT NULL
);

CREATE TYPE customercapital.natural_id_rows AS TABLE (
  customer_id varbinary(1000) NOT NULL,
  natural_id  varbinary(1000) NOT NULL
);

CREATE TYPE customercapital.text_rows AS TABLE (value varbinary(1000) NOT NULL);
CREATE TYPE customercapital.number_rows AS TABLE (value bigint NOT NULL);
CREATE TYPE customercapital.instant_rows AS TABLE (value datetime2(6) NOT NULL);
