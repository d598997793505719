SELECT e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body, a.kind, a.actor_id, a.actor_key
FROM actors a
JOIN entries e ON e.actor_key = a.actor_key
WHERE a.kind = @kind AND a.actor_id = @actor_id
ORDER BY e.sequence
