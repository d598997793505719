SELECT e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body, c.customer_id
FROM unnest(@customer_id, @natural_id) AS wanted (customer_id, natural_id)
JOIN customers c ON c.customer_id = wanted.customer_id
JOIN entries e ON e.customer_key = c.customer_key AND e.natural_id = wanted.natural_id
UNION ALL
SELECT e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body, c.customer_id
FROM unnest(@customer_id, @natural_id) AS wanted (customer_id, natural_id)
JOIN customers c ON c.customer_id = wanted.customer_id
JOIN entries e ON e.customer_key = c.customer_key AND e.concerns_id = wanted.natural_id
