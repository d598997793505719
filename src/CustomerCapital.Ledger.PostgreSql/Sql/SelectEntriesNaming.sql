-- LATERAL with OFFSET 0, as in SelectEntries. As many as their bodies' bytes allow, but one at least.
SELECT sequence, natural_id, concerns_id, content_hash, occurred_at, utc_offset, recorded_at, body
FROM (
  SELECT page.*, sum(octet_length(body)) OVER (ORDER BY sequence ROWS UNBOUNDED PRECEDING) AS size
  FROM (
    SELECT e.*
    FROM (SELECT actor_key FROM actors WHERE kind = @kind AND actor_id = @actor_id OFFSET 0) AS a
    CROSS JOIN LATERAL (
      SELECT * FROM entries WHERE actor_key = a.actor_key AND sequence > @after_sequence AND strpos(body, @value) > 0 ORDER BY actor_key, sequence LIMIT @limit
    ) AS e
  ) AS page
) AS sized
WHERE size <= @size_limit OR size = octet_length(body)
ORDER BY sequence
