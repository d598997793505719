-- The inner part follows the index.
SELECT a.kind, a.actor_id, found.what, found.look_at, found.actor_key
FROM (
  SELECT actor_key, what, look_at
  FROM due
  WHERE look_at >= @after AND look_at <= @until AND (look_at > @after OR actor_key > @after_place)
  ORDER BY look_at, actor_key
  LIMIT @limit
) AS found
CROSS JOIN LATERAL (SELECT kind, actor_id FROM actors WHERE actor_key = found.actor_key OFFSET 0) AS a
ORDER BY found.look_at, found.actor_key
