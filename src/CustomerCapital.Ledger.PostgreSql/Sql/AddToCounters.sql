INSERT INTO counters
  (kind, a, b, name, writer, customers, orders, revenue, acquisition_cost)
SELECT kind, a, b, name, @writer, customers, orders, revenue, acquisition_cost
FROM unnest(@kind, @a, @b, @name, @customers, @orders, @revenue, @acquisition_cost)
  AS new (kind, a, b, name, customers, orders, revenue, acquisition_cost)
ON CONFLICT (kind, a, b, name, writer) DO UPDATE SET
  customers = counters.customers + excluded.customers,
  orders = counters.orders + excluded.orders,
  revenue = counters.revenue + excluded.revenue,
  acquisition_cost = counters.acquisition_cost + excluded.acquisition_cost
