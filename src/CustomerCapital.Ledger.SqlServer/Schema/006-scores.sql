-- What a model said of each customer when everybody was last scored: amounts and numbers in ten-thousandths. Empty where nothing is said any more.
CREATE TABLE customercapital.scores (
  actor_key           bigint NOT NULL CONSTRAINT scores_pk PRIMARY KEY,
  p_alive             bigint,
  predicted_orders12m bigint,
  predicted_value12m  bigint,
  residual_value      bigint,
  scored_at           datetime2(6)
);
