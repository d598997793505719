-- What a model said of each customer when everybody was last scored: amounts and numbers in ten-thousandths. Empty where nothing is said any more.
CREATE TABLE scores (
  actor_key           INTEGER NOT NULL PRIMARY KEY,
  p_alive             INTEGER,
  predicted_orders12m INTEGER,
  predicted_value12m  INTEGER,
  residual_value      INTEGER,
  scored_at           INTEGER
) STRICT, WITHOUT ROWID;
