SELECT customer_id, state, due_at FROM customers WHERE customer_id = ANY (@value)
