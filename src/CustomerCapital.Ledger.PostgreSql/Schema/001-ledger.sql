-- Tables stand in the first schema of the search path, "customercapital" unless the connection string names another, which is made
-- before the first script is run: scripts need not know its name. Money is a count of ten-thousandths of the program's currency.
-- COLLATE "C": texts are told apart and ordered by their code points, whatever the database's locale.

-- One row per customer: the folded state, and the columns by which customers are listed and found.
CREATE TABLE customers (
  customer_key     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id      text        COLLATE "C" NOT NULL UNIQUE,
  version          bigint      NOT NULL,
  state            text        NOT NULL,
  rung             smallint    NOT NULL,
  lapsed           boolean     NOT NULL,
  channel          text        COLLATE "C",
  orders           bigint      NOT NULL,
  revenue          bigint      NOT NULL,
  acquisition_cost bigint      NOT NULL,
  first_order_at   timestamptz,
  last_order_at    timestamptz,
  due_at           timestamptz
);

CREATE INDEX customers_by_due_at ON customers (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX customers_by_rung ON customers (rung, lapsed, customer_id);

-- The history, for ever.
CREATE TABLE entries (
  entry_key    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_key bigint      NOT NULL REFERENCES customers (customer_key),
  sequence     bigint      NOT NULL,
  natural_id   text        COLLATE "C",
  concerns_id  text        COLLATE "C",
  content_hash text        COLLATE "C",
  occurred_at  timestamptz NOT NULL,
  utc_offset   smallint    NOT NULL, -- of the caller, in minutes
  recorded_at  timestamptz NOT NULL,
  body         text        NOT NULL
);

CREATE UNIQUE INDEX entries_by_sequence ON entries (customer_key, sequence);
CREATE UNIQUE INDEX entries_by_natural_id ON entries (customer_key, natural_id) WHERE natural_id IS NOT NULL;
CREATE INDEX entries_by_concerns_id ON entries (customer_key, concerns_id) WHERE concerns_id IS NOT NULL;

-- Sums over customers from which every report is made. Each writer adds to rows of its own; a reader adds the writers up.
CREATE TABLE counters (
  kind             smallint NOT NULL,
  a                integer  NOT NULL,
  b                integer  NOT NULL,
  name             text     COLLATE "C" NOT NULL,
  writer           smallint NOT NULL,
  customers        bigint   NOT NULL,
  orders           bigint   NOT NULL,
  revenue          bigint   NOT NULL,
  acquisition_cost bigint   NOT NULL,
  PRIMARY KEY (kind, a, b, name, writer)
);

-- Commands for other customers, until they are delivered.
CREATE TABLE messages (
  message_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id text   COLLATE "C" NOT NULL,
  command     text   NOT NULL
);

-- State of actors other than customers, such as the policy.
CREATE TABLE control_states (
  name    text   COLLATE "C" PRIMARY KEY,
  version bigint NOT NULL,
  state   text   NOT NULL
);
