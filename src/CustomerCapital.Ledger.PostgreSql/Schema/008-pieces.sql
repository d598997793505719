-- How much of each sku (kind 1) and of each category (kind 2) is with a customer, in ten-thousandths of a quantity.
CREATE TABLE pieces (
  actor_key bigint   NOT NULL,
  kind      smallint NOT NULL,
  name      text     COLLATE "C" NOT NULL,
  quantity  bigint   NOT NULL,
  PRIMARY KEY (actor_key, kind, name)
);
