-- The same questions as the engine's tables answer, as one would lay them out for a service that keeps each customer's row up to date.
CREATE SCHEMA IF NOT EXISTS plain;

CREATE TABLE IF NOT EXISTS customers (
  customer_id text     COLLATE "C" PRIMARY KEY,
  rung        smallint NOT NULL,
  state       jsonb    NOT NULL
);

CREATE TABLE IF NOT EXISTS purchases (
  purchase_key bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id  text        COLLATE "C" NOT NULL REFERENCES customers (customer_id),
  purchase_id  text        COLLATE "C" NOT NULL,
  occurred_at  timestamptz NOT NULL,
  amount       bigint      NOT NULL,
  body         jsonb       NOT NULL,
  UNIQUE (customer_id, purchase_id)
);

-- Each sum stands in 64 rows, chosen by the customer, so that purchases at the same time seldom wait for each other; a report adds them up.
CREATE TABLE IF NOT EXISTS counters (
  kind      smallint NOT NULL,
  a         integer  NOT NULL,
  b         integer  NOT NULL,
  name      text     COLLATE "C" NOT NULL,
  shard     smallint NOT NULL,
  customers bigint   NOT NULL,
  orders    bigint   NOT NULL,
  revenue   bigint   NOT NULL,
  PRIMARY KEY (kind, a, b, name, shard)
);

-- Pages are left half empty, so that a use is counted without a change of the index.
CREATE TABLE IF NOT EXISTS vouchers (
  code    text    COLLATE "C" PRIMARY KEY,
  percent numeric NOT NULL,
  most    bigint  NOT NULL,
  uses    bigint  NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
