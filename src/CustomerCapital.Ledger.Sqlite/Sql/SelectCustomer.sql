SELECT state, due_at FROM customers WHERE customer_id = @customer_id
