-- As many as their bodies' bytes allow, but one at least. The inner part follows the key.
SELECT e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body, a.kind, a.actor_id, e.entry_key
FROM (
  SELECT page.entry_key, page.bytes, SUM(page.bytes) OVER (ORDER BY page.entry_key ROWS UNBOUNDED PRECEDING) AS size
  FROM (
    SELECT TOP (@limit) entry_key, DATALENGTH(body) AS bytes
    FROM customercapital.entries
    WHERE entry_key > @after AND entry_key <= @through
    ORDER BY entry_key
  ) AS page
) AS sized
JOIN customercapital.entries AS e ON e.entry_key = sized.entry_key
JOIN customercapital.actors AS a ON a.actor_key = e.actor_key
WHERE sized.size <= @size_limit OR sized.size = sized.bytes
ORDER BY e.entry_key
