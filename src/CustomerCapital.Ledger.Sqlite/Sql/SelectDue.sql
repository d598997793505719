SELECT a.kind, a.actor_id, d.what, d.look_at, d.actor_key
FROM due d
JOIN actors a ON a.actor_key = d.actor_key
WHERE d.look_at >= @after AND d.look_at <= @until AND (d.look_at > @after OR d.actor_key > @after_place)
ORDER BY d.look_at, d.actor_key
LIMIT @limit
