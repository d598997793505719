-- Each id by itself, as in SelectEntriesByNaturalIds.
SELECT wanted.kind, wanted.actor_id
FROM unnest(@kind, @actor_id, @natural_id) AS wanted (kind, actor_id, natural_id)
CROSS JOIN LATERAL (SELECT actor_key FROM actors WHERE kind = wanted.kind AND actor_id = wanted.actor_id OFFSET 0) AS a
CROSS JOIN LATERAL (SELECT FROM entries WHERE actor_key = a.actor_key AND natural_id = wanted.natural_id OFFSET 0) AS e
