-- LATERAL with OFFSET 0, as in SelectEntriesByNaturalIds. In one statement: what it finds is of one moment.
SELECT a.kind, a.actor_id, a.state, apart.name, apart.state, apart.look_at
FROM unnest(@kind, @actor_id) AS wanted (kind, actor_id)
CROSS JOIN LATERAL (SELECT * FROM actors WHERE kind = wanted.kind AND actor_id = wanted.actor_id OFFSET 0) AS a
LEFT JOIN LATERAL (
  SELECT name, state, NULL::timestamptz AS look_at FROM parts WHERE actor_key = a.actor_key
  UNION ALL
  SELECT what, NULL, look_at FROM due WHERE actor_key = a.actor_key
) AS apart ON true
