-- Fails where a sum over the writers leaves 64 bits; summed in decimals, since not every partial sum need fit. Each sum is compared, or it would not be worked out.
SELECT MAX(sum1), MAX(sum2), MAX(sum3), MAX(sum4)
FROM (
  SELECT
    CAST(SUM(CAST(sum1 AS decimal(38))) AS bigint) AS sum1,
    CAST(SUM(CAST(sum2 AS decimal(38))) AS bigint) AS sum2,
    CAST(SUM(CAST(sum3 AS decimal(38))) AS bigint) AS sum3,
    CAST(SUM(CAST(sum4 AS decimal(38))) AS bigint) AS sum4
  FROM customercapital.counters
  GROUP BY kind, a, b, name
) AS sums
