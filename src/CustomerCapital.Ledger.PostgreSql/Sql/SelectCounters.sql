SELECT kind, a, b, name, sum(customers)::bigint, sum(orders)::bigint, sum(revenue)::bigint, sum(acquisition_cost)::bigint
FROM counters
WHERE kind = ANY (@value)
GROUP BY kind, a, b, name
