-- Who completes the cluster's tables waits for whoever does. A lock that is not granted is no error of its own: it is made one.
DECLARE @granted int;
EXEC @granted = sp_getapplock @Resource = 'customercapital cluster schema', @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = -1;
IF @granted < 0 THROW 50001, 'The lock of the cluster schema was not granted.', 1;
