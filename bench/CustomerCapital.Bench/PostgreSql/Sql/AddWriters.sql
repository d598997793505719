-- The counters of so many silos as there may be in a database: of those added each counts nothing in every cell, so that sums stay.
INSERT INTO counters (kind, a, b, name, writer, sum1, sum2, sum3, sum4)
SELECT kind, a, b, name, n, 0, 0, 0, 0
FROM (SELECT DISTINCT kind, a, b, name FROM counters) AS cells, generate_series($1, $2) AS n
ON CONFLICT DO NOTHING
