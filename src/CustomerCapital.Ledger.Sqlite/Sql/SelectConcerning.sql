-- The key follows the order of commits, and so an actor's sequences; by it the indexes are read as they stand, and nothing is sorted with its body;
-- the plus keeps the index of sequences, which would find all of an actor's entries, out of it.
SELECT e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body, e.entry_key
FROM actors a
JOIN entries e ON e.actor_key = a.actor_key
WHERE a.kind = @kind AND a.actor_id = @actor_id AND e.natural_id = @natural_id AND +e.sequence > @after_sequence
UNION ALL
SELECT e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body, e.entry_key
FROM actors a
JOIN entries e ON e.actor_key = a.actor_key
WHERE a.kind = @kind AND a.actor_id = @actor_id AND e.concerns_id = @natural_id AND +e.sequence > @after_sequence
ORDER BY 9
LIMIT @limit
