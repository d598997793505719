-- Fails where a sum over the writers leaves 64 bits. Each sum is counted, or it would not be worked out.
SELECT count(sum1) + count(sum2) + count(sum3) + count(sum4)
FROM (
  SELECT sum(sum1)::bigint AS sum1, sum(sum2)::bigint AS sum2, sum(sum3)::bigint AS sum3, sum(sum4)::bigint AS sum4
  FROM counters
  GROUP BY kind, a, b, name
) AS sums
