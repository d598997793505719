SELECT e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body
FROM customers c
JOIN entries e ON e.customer_key = c.customer_key
WHERE c.customer_id = @customer_id AND e.natural_id = @natural_id
UNION ALL
SELECT e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body
FROM customers c
JOIN entries e ON e.customer_key = c.customer_key
WHERE c.customer_id = @customer_id AND e.concerns_id = @natural_id
