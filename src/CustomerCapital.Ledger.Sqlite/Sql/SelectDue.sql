SELECT customer_id, due_at
FROM customers
WHERE due_at >= @after AND due_at <= @until AND (due_at > @after OR customer_id > @after_customer_id)
ORDER BY due_at, customer_id
LIMIT @limit
