SELECT TOP (@limit) kind, actor_id, actor_key FROM customercapital.actors
WHERE actor_key IN (
  SELECT e.actor_key FROM customercapital.entries AS e
  WHERE e.actor_key > @after AND EXISTS (
    SELECT * FROM @wanted AS wanted
    WHERE CHARINDEX(wanted.value, CAST(e.body AS varbinary(max))) > 0 OR CHARINDEX(wanted.value, e.natural_id) > 0 OR CHARINDEX(wanted.value, e.concerns_id) > 0
  )
)
ORDER BY actor_key;
