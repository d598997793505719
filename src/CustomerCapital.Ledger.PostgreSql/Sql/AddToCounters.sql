WITH added AS (
  INSERT INTO counters ({columns}, writer)
  SELECT {columns}, @writer
  FROM unnest({parameters}) AS sent ({sent})
  ON CONFLICT (kind, a, b, name, writer) DO UPDATE SET
    sum1 = counters.sum1 + excluded.sum1,
    sum2 = counters.sum2 + excluded.sum2,
    sum3 = counters.sum3 + excluded.sum3,
    sum4 = counters.sum4 + excluded.sum4
  RETURNING sum1, sum2, sum3, sum4
)
-- Whether one is so large, of this writer now or of another before, that a sum over a hundred writers might leave 64 bits.
SELECT EXISTS (
  SELECT FROM added
  WHERE greatest(sum1, sum2, sum3, sum4) > 90000000000000000 OR least(sum1, sum2, sum3, sum4) < -90000000000000000
) OR EXISTS (
  SELECT FROM unnest(@kind, @a, @b, @name) AS sent (kind, a, b, name)
  JOIN counters USING (kind, a, b, name)
  WHERE greatest(sum1, sum2, sum3, sum4) > 90000000000000000 OR least(sum1, sum2, sum3, sum4) < -90000000000000000
)
