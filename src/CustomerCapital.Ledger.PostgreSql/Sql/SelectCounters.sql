SELECT kind, a, b, name, sum(sum1)::bigint, sum(sum2)::bigint, sum(sum3)::bigint, sum(sum4)::bigint
FROM counters
WHERE kind = ANY (@value)
GROUP BY kind, a, b, name
