INSERT INTO actors ({columns})
VALUES ({values})
ON CONFLICT (kind, actor_id) DO NOTHING
RETURNING kind, actor_id, actor_key
