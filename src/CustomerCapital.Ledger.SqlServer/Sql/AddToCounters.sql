-- Two sessions with one writer's number wait for each other, so that none adds a row that the other has just added.
DECLARE @granted int, @resource nvarchar(255) = N'customercapital:writer:' + CAST(@writer AS nvarchar(10));
EXEC @granted = sp_getapplock @Resource = @resource, @LockMode = N'Exclusive', @LockOwner = N'Transaction';
IF @granted < 0 THROW 51205, N'The lock of the counters was not granted.', 1;
UPDATE c SET
  sum1 = c.sum1 + sent.sum1,
  sum2 = c.sum2 + sent.sum2,
  sum3 = c.sum3 + sent.sum3,
  sum4 = c.sum4 + sent.sum4
FROM @counters AS sent
JOIN customercapital.counters AS c ON c.kind = sent.kind AND c.a = sent.a AND c.b = sent.b AND c.name = sent.name AND c.writer = @writer
OPTION (LOOP JOIN, FORCE ORDER);
INSERT INTO customercapital.counters ({columns}, writer)
SELECT {values}, @writer
FROM @counters AS sent
WHERE NOT EXISTS (
  SELECT * FROM customercapital.counters AS c WHERE c.kind = sent.kind AND c.a = sent.a AND c.b = sent.b AND c.name = sent.name AND c.writer = @writer)
OPTION (LOOP JOIN);
-- Whether one is so large, of this writer or of another, that a sum over a hundred writers might leave 64 bits.
SELECT CAST(CASE WHEN EXISTS (
  SELECT *
  FROM @counters AS sent
  JOIN customercapital.counters AS c ON c.kind = sent.kind AND c.a = sent.a AND c.b = sent.b AND c.name = sent.name
  WHERE c.sum1 NOT BETWEEN -90000000000000000 AND 90000000000000000
    OR c.sum2 NOT BETWEEN -90000000000000000 AND 90000000000000000
    OR c.sum3 NOT BETWEEN -90000000000000000 AND 90000000000000000
    OR c.sum4 NOT BETWEEN -90000000000000000 AND 90000000000000000
) THEN 1 ELSE 0 END AS bit)
OPTION (LOOP JOIN, FORCE ORDER);
