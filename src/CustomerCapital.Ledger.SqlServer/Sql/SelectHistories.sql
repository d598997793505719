SELECT e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body, a.kind, a.actor_id, a.actor_key
FROM @actors AS wanted
JOIN customercapital.actors AS a ON a.kind = wanted.kind AND a.actor_id = wanted.actor_id
JOIN customercapital.entries AS e ON e.actor_key = a.actor_key
ORDER BY e.actor_key, e.sequence
OPTION (LOOP JOIN, FORCE ORDER);
