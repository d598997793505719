SELECT customer_id FROM customers WHERE due_at <= @until ORDER BY due_at LIMIT @limit
