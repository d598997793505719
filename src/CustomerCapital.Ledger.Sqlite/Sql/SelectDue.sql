SELECT customer_key, customer_id, due_at, 0
FROM customers
WHERE due_at >= @after AND due_at <= @until AND (due_at > @after OR customer_id > @after_customer_id)
ORDER BY due_at, customer_id
LIMIT @limit
