SELECT TOP (@limit) e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body
FROM customercapital.customers AS c
JOIN customercapital.entries AS e ON e.customer_key = c.customer_key
WHERE c.customer_id = @customer_id AND e.sequence > @after_sequence
ORDER BY e.sequence
