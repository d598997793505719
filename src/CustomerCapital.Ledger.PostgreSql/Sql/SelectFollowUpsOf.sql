-- LATERAL with OFFSET 0, as in SelectEntriesByNaturalIds: whatever the statistics say, each actor is looked up by itself.
SELECT f.due_at, f.holder_id, f.follow_up_id
FROM unnest(@kind, @actor_id) AS wanted (kind, actor_id)
CROSS JOIN LATERAL (SELECT * FROM actors WHERE kind = wanted.kind AND actor_id = wanted.actor_id OFFSET 0) AS a
CROSS JOIN LATERAL (SELECT * FROM open_follow_ups WHERE holder_key = a.actor_key OFFSET 0) AS f
