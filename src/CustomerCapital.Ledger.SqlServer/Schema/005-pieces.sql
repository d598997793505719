-- How much of each sku (kind 1) and of each category (kind 2) is with a customer, in ten-thousandths of a quantity.
CREATE TABLE customercapital.pieces (
  actor_key bigint         NOT NULL,
  kind      smallint       NOT NULL,
  name      varbinary(800) NOT NULL,
  quantity  bigint         NOT NULL,
  CONSTRAINT pieces_pk PRIMARY KEY (actor_key, kind, name)
);
