INSERT INTO customers ({columns}, look_at)
SELECT {columns}, due_at
FROM unnest({parameters}) AS sent ({sent})
ON CONFLICT (customer_id) DO NOTHING
RETURNING customer_id, customer_key
