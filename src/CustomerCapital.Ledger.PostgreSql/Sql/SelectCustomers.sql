SELECT {fields} FROM customers WHERE customer_id > @after AND {segment} ORDER BY customer_id LIMIT @limit
