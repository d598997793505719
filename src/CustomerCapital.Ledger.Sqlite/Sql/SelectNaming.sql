SELECT kind, actor_id, actor_key FROM actors
WHERE actor_key IN (
  SELECT actor_key FROM entries
  WHERE actor_key > @after AND (instr(body, @value) > 0 OR instr(natural_id, @value) > 0 OR instr(concerns_id, @value) > 0)
)
ORDER BY actor_key LIMIT @limit
