INSERT INTO counters ({columns})
VALUES ({values})
ON CONFLICT (kind, a, b, name) DO UPDATE SET
  sum1 = counters.sum1 + excluded.sum1,
  sum2 = counters.sum2 + excluded.sum2,
  sum3 = counters.sum3 + excluded.sum3,
  sum4 = counters.sum4 + excluded.sum4
