-- One transaction at a time, to its end.
DECLARE @granted int;
EXEC @granted = sp_getapplock @Resource = N'customercapital:schema', @LockMode = N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = -1;
IF @granted < 0 THROW 51205, N'The lock of the schema was not granted.', 1;
SELECT @granted;
