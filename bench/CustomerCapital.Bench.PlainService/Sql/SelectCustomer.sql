SELECT state FROM customers WHERE customer_id = $1 FOR UPDATE
