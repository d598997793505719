INSERT INTO customers ({columns})
VALUES ({values})
ON CONFLICT (customer_id) DO NOTHING
RETURNING customer_id, customer_key
