SELECT e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body
FROM actors a
JOIN entries e ON e.actor_key = a.actor_key
WHERE a.kind = @kind AND a.actor_id = @actor_id AND e.sequence > @after_sequence AND instr(e.body, @value) > 0
ORDER BY e.sequence
LIMIT @limit
