-- The key follows the order of commits, and so a customer's sequences; by it the indexes are read as they stand, and nothing is sorted with its body;
-- the plus keeps the index of sequences, which would find all of a customer's entries, out of it.
SELECT e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body, e.entry_key
FROM customers c
JOIN entries e ON e.customer_key = c.customer_key
WHERE c.customer_id = @customer_id AND e.natural_id = @natural_id AND +e.sequence > @after_sequence
UNION ALL
SELECT e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body, e.entry_key
FROM customers c
JOIN entries e ON e.customer_key = c.customer_key
WHERE c.customer_id = @customer_id AND e.concerns_id = @natural_id AND +e.sequence > @after_sequence
ORDER BY 9
LIMIT @limit
