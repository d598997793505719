WITH added AS (
  INSERT INTO counters ({columns}, writer)
  SELECT {columns}, @writer
  FROM unnest({parameters}) AS sent ({sent})
  ON CONFLICT (kind, a, b, name, writer) DO UPDATE SET
    customers = counters.customers + excluded.customers,
    orders = counters.orders + excluded.orders,
    revenue = counters.revenue + excluded.revenue,
    acquisition_cost = counters.acquisition_cost + excluded.acquisition_cost
  RETURNING customers, orders, revenue, acquisition_cost
)
-- Whether one is so large, of this writer now or of another before, that a sum over a hundred writers might leave 64 bits.
SELECT EXISTS (
  SELECT FROM added
  WHERE greatest(customers, orders, revenue, acquisition_cost) > 90000000000000000 OR least(customers, orders, revenue, acquisition_cost) < -90000000000000000
) OR EXISTS (
  SELECT FROM unnest(@kind, @a, @b, @name) AS sent (kind, a, b, name)
  JOIN counters USING (kind, a, b, name)
  WHERE greatest(customers, orders, revenue, acquisition_cost) > 90000000000000000 OR least(customers, orders, revenue, acquisition_cost) < -90000000000000000
)
