INSERT INTO scores (actor_key, {columns})
SELECT a.actor_key, {columns}
FROM unnest({parameters}) AS sent ({sent})
CROSS JOIN LATERAL (SELECT actor_key FROM actors WHERE kind = 1 AND actors.actor_id = sent.actor_id OFFSET 0) AS a
ON CONFLICT (actor_key) DO UPDATE SET
  p_alive = excluded.p_alive,
  predicted_orders12m = excluded.predicted_orders12m,
  predicted_value12m = excluded.predicted_value12m,
  residual_value = excluded.residual_value,
  scored_at = excluded.scored_at
