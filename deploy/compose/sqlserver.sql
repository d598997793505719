-- Makes the database of the example and the user who owns its tables and serves. Running it again changes nothing.
-- The password comes from the environment variable LOYALTY_PASSWORD; it holds letters and digits only.
IF DB_ID(N'loyalty') IS NULL CREATE DATABASE loyalty;
GO
-- Readers do not wait for writers.
ALTER DATABASE loyalty SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE;
ALTER DATABASE loyalty SET ALLOW_SNAPSHOT_ISOLATION ON;
GO
IF SUSER_ID(N'customercapital') IS NULL CREATE LOGIN customercapital WITH PASSWORD = N'$(LOYALTY_PASSWORD)', DEFAULT_DATABASE = loyalty;
GO
USE loyalty;
IF USER_ID(N'customercapital') IS NULL
BEGIN
  CREATE USER customercapital FOR LOGIN customercapital;
  ALTER ROLE db_owner ADD MEMBER customercapital;
END;
GO
