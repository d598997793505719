-- As many as their bodies' bytes allow, but one at least. To tell the bytes, bodies that are stored apart are not read.
SELECT sized.sequence, sized.natural_id, sized.concerns_id, sized.content_hash, sized.occurred_at, sized.utc_offset, sized.recorded_at, sized.body, a.kind, a.actor_id, sized.entry_key
FROM (
  SELECT page.*, sum(octet_length(body)) OVER (ORDER BY entry_key ROWS UNBOUNDED PRECEDING) AS size
  FROM (
    SELECT * FROM entries WHERE entry_key > @after AND entry_key <= @through ORDER BY entry_key LIMIT @limit
  ) AS page
) AS sized
JOIN actors a ON a.actor_key = sized.actor_key
WHERE sized.size <= @size_limit OR sized.size = octet_length(sized.body)
ORDER BY sized.entry_key
