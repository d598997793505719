-- With others who append, to the end of the transaction: until then the fence stays where it is.
DECLARE @shared int;
EXEC @shared = sp_getapplock @Resource = N'customercapital:fence', @LockMode = N'Shared', @LockOwner = N'Transaction';
IF @shared < 0 THROW 51205, N'The lock of the fence was not granted.', 1;
SELECT @shared;
