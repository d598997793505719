SELECT kind, actor_id, actor_key FROM actors
WHERE actor_key IN (
  SELECT e.actor_key FROM entries AS e
  WHERE e.actor_key > @after AND EXISTS (
    SELECT FROM unnest(@value) AS wanted (value)
    WHERE strpos(e.body, wanted.value) > 0 OR strpos(e.natural_id, wanted.value) > 0 OR strpos(e.concerns_id, wanted.value) > 0
  )
)
ORDER BY actor_key LIMIT @limit
