INSERT INTO counters ({columns})
VALUES ({values})
ON CONFLICT (kind, a, b, name) DO UPDATE SET
  customers = counters.customers + excluded.customers,
  orders = counters.orders + excluded.orders,
  revenue = counters.revenue + excluded.revenue,
  acquisition_cost = counters.acquisition_cost + excluded.acquisition_cost
