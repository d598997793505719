INSERT INTO counters
  (kind, a, b, name, customers, orders, revenue, acquisition_cost)
VALUES
  (@kind, @a, @b, @name, @customers, @orders, @revenue, @acquisition_cost)
ON CONFLICT (kind, a, b, name) DO UPDATE SET
  customers = counters.customers + excluded.customers,
  orders = counters.orders + excluded.orders,
  revenue = counters.revenue + excluded.revenue,
  acquisition_cost = counters.acquisition_cost + excluded.acquisition_cost
