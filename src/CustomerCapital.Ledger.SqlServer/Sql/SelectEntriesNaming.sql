-- As many as their bodies' bytes allow, but one at least.
SELECT e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body
FROM (
  SELECT page.entry_key, page.bytes, SUM(page.bytes) OVER (ORDER BY page.sequence ROWS UNBOUNDED PRECEDING) AS size
  FROM (
    SELECT TOP (@limit) e.entry_key, e.sequence, DATALENGTH(e.body) AS bytes
    FROM customercapital.actors AS a
    JOIN customercapital.entries AS e ON e.actor_key = a.actor_key
    WHERE a.kind = @kind AND a.actor_id = @actor_id AND e.sequence > @after_sequence AND CHARINDEX(@value, CAST(e.body AS varbinary(max))) > 0
    ORDER BY e.sequence
  ) AS page
) AS sized
JOIN customercapital.entries AS e ON e.entry_key = sized.entry_key
WHERE sized.size <= @size_limit OR sized.size = sized.bytes
ORDER BY e.sequence
