-- Alone, to the end of the transaction: everyone who may have read an older fence has ended, and whoever comes next reads the new one.
DECLARE @alone int;
EXEC @alone = sp_getapplock @Resource = N'customercapital:fence', @LockMode = N'Exclusive', @LockOwner = N'Transaction';
IF @alone < 0 THROW 51205, N'The lock of the fence was not granted.', 1;
SELECT @alone;
