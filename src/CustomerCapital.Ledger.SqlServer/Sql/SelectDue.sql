-- The inner part follows the index.
SELECT a.kind, a.actor_id, found.what, found.look_at, found.actor_key
FROM (
  SELECT TOP (@limit) d.actor_key, d.what, d.look_at
  FROM customercapital.due AS d
  WHERE d.look_at >= @after AND d.look_at <= @until AND (d.look_at > @after OR d.actor_key > @after_place)
  ORDER BY d.look_at, d.actor_key
) AS found
JOIN customercapital.actors AS a ON a.actor_key = found.actor_key
ORDER BY found.look_at, found.actor_key
