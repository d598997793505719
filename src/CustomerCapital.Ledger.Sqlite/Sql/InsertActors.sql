-- No customer (1) is made of an id that leads to another customer (9).
INSERT INTO actors ({columns})
SELECT {values}
WHERE NOT (@kind = 1 AND EXISTS (SELECT 1 FROM actors WHERE kind = 9 AND actor_id = @actor_id))
ON CONFLICT (kind, actor_id) DO NOTHING
RETURNING kind, actor_id, actor_key
