UPDATE customers SET look_at = due_at WHERE customer_key = ANY (@value)
