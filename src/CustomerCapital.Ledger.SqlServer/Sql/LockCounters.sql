-- One transaction at a time, to its end: the next one then sees what this one has added.
DECLARE @granted int;
EXEC @granted = sp_getapplock @Resource = N'customercapital:counters', @LockMode = N'Exclusive', @LockOwner = N'Transaction';
IF @granted < 0 THROW 51205, N'The lock of all counters was not granted.', 1;
SELECT @granted;
