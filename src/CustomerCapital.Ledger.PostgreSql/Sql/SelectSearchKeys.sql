-- LATERAL with OFFSET 0, as in SelectEntriesByNaturalIds: whatever the statistics say, each actor is looked up by itself.
SELECT k.holder_id, k.search_key
FROM unnest(@kind, @actor_id) AS wanted (kind, actor_id)
CROSS JOIN LATERAL (SELECT * FROM actors WHERE kind = wanted.kind AND actor_id = wanted.actor_id OFFSET 0) AS a
CROSS JOIN LATERAL (SELECT * FROM search_keys WHERE holder_key = a.actor_key OFFSET 0) AS k
