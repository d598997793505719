-- As many as their bodies' bytes allow, but one at least.
SELECT sequence, natural_id, concerns_id, content_hash, occurred_at, utc_offset, recorded_at, body
FROM (
  SELECT page.*, sum(octet_length(body)) OVER (ORDER BY sequence ROWS UNBOUNDED PRECEDING) AS size
  FROM (
    SELECT e.*
    FROM actors a
    JOIN entries e ON e.actor_key = a.actor_key AND e.natural_id = @natural_id
    WHERE a.kind = @kind AND a.actor_id = @actor_id AND e.sequence > @after_sequence
    UNION ALL
    SELECT e.*
    FROM actors a
    JOIN entries e ON e.actor_key = a.actor_key AND e.concerns_id = @natural_id
    WHERE a.kind = @kind AND a.actor_id = @actor_id AND e.sequence > @after_sequence
    ORDER BY sequence
    LIMIT @limit
  ) AS page
) AS sized
WHERE size <= @size_limit OR size = octet_length(body)
ORDER BY sequence
