-- What a model said of each customer when everybody was last scored: amounts and numbers in ten-thousandths. Empty where nothing is said any more.
CREATE TABLE scores (
  actor_key           bigint NOT NULL PRIMARY KEY,
  p_alive             bigint,
  predicted_orders12m bigint,
  predicted_value12m  bigint,
  residual_value      bigint,
  scored_at           timestamptz
);
