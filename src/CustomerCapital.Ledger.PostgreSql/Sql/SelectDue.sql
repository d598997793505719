SELECT customer_key, customer_id, due_at, look_at IS DISTINCT FROM due_at
FROM customers
WHERE look_at <= @until AND (@with_early OR due_at <= @until)
ORDER BY look_at
LIMIT @limit
