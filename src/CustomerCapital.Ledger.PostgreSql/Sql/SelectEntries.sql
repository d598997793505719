-- As many as their bodies' bytes allow, but one at least. To tell the bytes, bodies that are stored apart are not read.
SELECT sequence, natural_id, concerns_id, content_hash, occurred_at, utc_offset, recorded_at, body
FROM (
  SELECT page.*, sum(octet_length(body)) OVER (ORDER BY sequence ROWS UNBOUNDED PRECEDING) AS size
  FROM (
    SELECT e.*
    FROM actors a
    JOIN entries e ON e.actor_key = a.actor_key
    WHERE a.kind = @kind AND a.actor_id = @actor_id AND e.sequence > @after_sequence
    ORDER BY e.sequence
    LIMIT @limit
  ) AS page
) AS sized
WHERE size <= @size_limit OR size = octet_length(body)
ORDER BY sequence
