-- Summed in decimals, since not every partial sum need fit 64 bits.
SELECT
  kind, a, b, name,
  CAST(SUM(CAST(sum1 AS decimal(38))) AS bigint),
  CAST(SUM(CAST(sum2 AS decimal(38))) AS bigint),
  CAST(SUM(CAST(sum3 AS decimal(38))) AS bigint),
  CAST(SUM(CAST(sum4 AS decimal(38))) AS bigint)
FROM customercapital.counters
WHERE kind IN (SELECT value FROM @kinds)
GROUP BY kind, a, b, name
