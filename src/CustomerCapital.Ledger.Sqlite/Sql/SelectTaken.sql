SELECT c.customer_id
FROM customers c
JOIN entries e ON e.customer_key = c.customer_key AND e.natural_id = @natural_id
WHERE c.customer_id = @customer_id
