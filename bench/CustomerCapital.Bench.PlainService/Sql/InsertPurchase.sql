INSERT INTO purchases (customer_id, purchase_id, occurred_at, amount, body) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (customer_id, purchase_id) DO NOTHING
