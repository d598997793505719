INSERT INTO scores (actor_key, {columns})
SELECT actor_key, {values} FROM actors WHERE kind = 1 AND actor_id = @actor_id
ON CONFLICT (actor_key) DO UPDATE SET
  p_alive = excluded.p_alive,
  predicted_orders12m = excluded.predicted_orders12m,
  predicted_value12m = excluded.predicted_value12m,
  residual_value = excluded.residual_value,
  scored_at = excluded.scored_at
