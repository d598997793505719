-- Fails where a sum over the writers leaves 64 bits; summed in decimals, since not every partial sum need fit. Each sum is compared, or it would not be worked out.
SELECT MAX(customers), MAX(orders), MAX(revenue), MAX(acquisition_cost)
FROM (
  SELECT
    CAST(SUM(CAST(customers AS decimal(38))) AS bigint) AS customers,
    CAST(SUM(CAST(orders AS decimal(38))) AS bigint) AS orders,
    CAST(SUM(CAST(revenue AS decimal(38))) AS bigint) AS revenue,
    CAST(SUM(CAST(acquisition_cost AS decimal(38))) AS bigint) AS acquisition_cost
  FROM customercapital.counters
  GROUP BY kind, a, b, name
) AS sums
