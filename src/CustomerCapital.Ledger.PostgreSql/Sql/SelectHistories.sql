-- LATERAL with OFFSET 0, as in SelectEntriesByNaturalIds: whatever the statistics say, each actor is looked up by itself.
SELECT e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body, a.kind, a.actor_id, a.actor_key
FROM unnest(@kind, @actor_id) AS wanted (kind, actor_id)
CROSS JOIN LATERAL (SELECT * FROM actors WHERE kind = wanted.kind AND actor_id = wanted.actor_id OFFSET 0) AS a
CROSS JOIN LATERAL (SELECT * FROM entries WHERE actor_key = a.actor_key OFFSET 0) AS e
ORDER BY e.actor_key, e.sequence
