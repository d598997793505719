-- Every customer has bought once, as in the engine.
WITH filled AS (
  INSERT INTO plain.customers (customer_id, rung, state)
  SELECT 'c' || n, 3, jsonb_build_object(
    'orders', 1, 'revenue', 250000, 'firstOrderAt', now() - interval '1 hour', 'lastOrderAt', now() - interval '1 hour', 'channel', 'web',
    'months', jsonb_build_array(jsonb_build_object('month', extract(year FROM now()) * 12 + extract(month FROM now()), 'orders', 1, 'revenue', 250000)))
  FROM generate_series(0, $1 - 1) AS n
  RETURNING customer_id)
INSERT INTO plain.purchases (customer_id, purchase_id, occurred_at, amount, body)
SELECT customer_id, 'first', now() - interval '1 hour', 250000,
  '{"purchaseId": "first", "currency": "EUR", "channel": "web", "lines": [{"sku": "KIT-104", "category": "kitchen", "quantity": 1, "unitPrice": 25}]}'
FROM filled
