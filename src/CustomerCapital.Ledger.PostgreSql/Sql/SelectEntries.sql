-- As many as their bodies' bytes allow, but one at least. To tell the bytes, bodies that are stored apart are not read.
SELECT sequence, natural_id, concerns_id, content_hash, occurred_at, utc_offset, recorded_at, body
FROM (
  SELECT page.*, sum(octet_length(body)) OVER (ORDER BY sequence ROWS UNBOUNDED PRECEDING) AS size
  FROM (
    SELECT e.*
    FROM customers c
    JOIN entries e ON e.customer_key = c.customer_key
    WHERE c.customer_id = @customer_id AND e.sequence > @after_sequence
    ORDER BY e.sequence
    LIMIT @limit
  ) AS page
) AS sized
WHERE size <= @size_limit OR size = octet_length(body)
ORDER BY sequence
