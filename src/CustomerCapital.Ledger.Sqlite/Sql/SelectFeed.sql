SELECT e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body, a.kind, a.actor_id, e.entry_key
FROM entries e
CROSS JOIN actors a ON a.actor_key = e.actor_key
WHERE e.entry_key > @after AND e.entry_key <= @through
ORDER BY e.entry_key
LIMIT @limit
