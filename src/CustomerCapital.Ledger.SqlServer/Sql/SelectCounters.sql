-- Summed in decimals, since not every partial sum need fit 64 bits.
SELECT
  kind, a, b, name,
  CAST(SUM(CAST(customers AS decimal(38))) AS bigint),
  CAST(SUM(CAST(orders AS decimal(38))) AS bigint),
  CAST(SUM(CAST(revenue AS decimal(38))) AS bigint),
  CAST(SUM(CAST(acquisition_cost AS decimal(38))) AS bigint)
FROM customercapital.counters
WHERE kind IN (SELECT value FROM @kinds)
GROUP BY kind, a, b, name
