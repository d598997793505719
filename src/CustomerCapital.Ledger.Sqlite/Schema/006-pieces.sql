-- How much of each sku (kind 1) and of each category (kind 2) is with a customer, in ten-thousandths of a quantity. STRICT: a sum that leaves 64 bits is an error.
CREATE TABLE pieces (
  actor_key INTEGER NOT NULL,
  kind      INTEGER NOT NULL,
  name      TEXT    NOT NULL,
  quantity  INTEGER NOT NULL,
  PRIMARY KEY (actor_key, kind, name)
) STRICT, WITHOUT ROWID;
