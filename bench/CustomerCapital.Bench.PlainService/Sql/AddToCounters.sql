INSERT INTO counters (kind, a, b, name, shard, customers, orders, revenue)
SELECT kind, a, b, name, $1, customers, orders, revenue
FROM unnest($2, $3, $4, $5, $6, $7, $8) AS new (kind, a, b, name, customers, orders, revenue)
ON CONFLICT (kind, a, b, name, shard) DO UPDATE SET
  customers = counters.customers + excluded.customers,
  orders = counters.orders + excluded.orders,
  revenue = counters.revenue + excluded.revenue
