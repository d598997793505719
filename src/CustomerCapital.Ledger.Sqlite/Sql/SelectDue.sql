SELECT customer_id, due_at FROM customers WHERE due_at <= @until ORDER BY due_at LIMIT @limit
