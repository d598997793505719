-- Fails where a sum over the writers leaves 64 bits. Each sum is counted, or it would not be worked out.
SELECT count(customers) + count(orders) + count(revenue) + count(acquisition_cost)
FROM (
  SELECT sum(customers)::bigint AS customers, sum(orders)::bigint AS orders, sum(revenue)::bigint AS revenue, sum(acquisition_cost)::bigint AS acquisition_cost
  FROM counters
  GROUP BY kind, a, b, name
) AS sums
