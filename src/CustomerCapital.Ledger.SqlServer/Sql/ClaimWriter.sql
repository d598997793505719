-- For as long as the session lives.
DECLARE @granted int, @claim nvarchar(255) = N'customercapital:claim:' + CAST(@number AS nvarchar(10));
EXEC @granted = sp_getapplock @Resource = @claim, @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = 0;
SELECT CAST(CASE WHEN @granted >= 0 THEN 1 ELSE 0 END AS bit);
