INSERT INTO customers (customer_id, rung, state) VALUES ($1, 2, $2) ON CONFLICT (customer_id) DO NOTHING
