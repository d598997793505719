-- What Orleans' ADO.NET providers keep in a database: who is in the cluster, the control state of grains, and reminders.
-- The providers hold no SQL. They read each query from OrleansQuery by its key, give it the parameters named in it (texts as nvarchar), and read the answer's columns
-- by name. No query says which schema: the default schema of the login does. Keys are compared to the letter, whatever the database's collation.
-- OUTPUT goes to no client here: it sends rows even of a statement that fails afterwards.

CREATE TABLE OrleansQuery (
  QueryKey  nvarchar(64)  COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
  QueryText nvarchar(max) NOT NULL
);

-- Membership: one row for a cluster, whose version grows by one with each change of a silo's row, and one for each silo that ever was.
-- A change names the version it was decided by; of two that name the same, one is made.

CREATE TABLE OrleansMembershipVersionTable (
  DeploymentId nvarchar(150) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
  Version      int           NOT NULL DEFAULT 0
);

CREATE TABLE OrleansMembershipTable (
  DeploymentId nvarchar(150) COLLATE Latin1_General_100_BIN2 NOT NULL REFERENCES OrleansMembershipVersionTable,
  Address      nvarchar(45)  COLLATE Latin1_General_100_BIN2 NOT NULL,
  Port         int           NOT NULL,
  Generation   int           NOT NULL,
  SiloName     nvarchar(150) NOT NULL,
  HostName     nvarchar(255) NOT NULL,
  Status       int           NOT NULL,
  ProxyPort    int           NOT NULL,
  SuspectTimes nvarchar(max),
  StartTime    datetime2(3)  NOT NULL,
  IAmAliveTime datetime2(3)  NOT NULL,
  PRIMARY KEY (DeploymentId, Address, Port, Generation)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
-- Makes a cluster's version row. Answers whether it was made; false where it is there. 2601 and 2627 are a key that is there already.
(N'InsertMembershipVersionKey', N'
BEGIN TRY
  INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES (@DeploymentId);
  SELECT CAST(1 AS bit);
END TRY
BEGIN CATCH
  IF ERROR_NUMBER() NOT IN (2601, 2627) THROW;
  SELECT CAST(0 AS bit);
END CATCH
'),

-- Adds a silo. Answers whether it was added; where the version is another, or the silo is there, nothing is changed.
(N'InsertMembershipKey', N'
SET XACT_ABORT ON;
DECLARE @changed int;
BEGIN TRANSACTION;
UPDATE OrleansMembershipVersionTable SET Version = Version + 1
WHERE DeploymentId = @DeploymentId AND Version = @Version AND NOT EXISTS (
  SELECT 1 FROM OrleansMembershipTable
  WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation);
SET @changed = @@ROWCOUNT;
IF @changed = 1
  INSERT INTO OrleansMembershipTable (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
  VALUES (@DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime);
COMMIT;
SELECT CAST(@changed AS bit);
'),

-- Changes a silo. Answers whether it was changed; where the version is another, or the silo is not there, nothing is.
(N'UpdateMembershipKey', N'
SET XACT_ABORT ON;
DECLARE @changed int;
BEGIN TRANSACTION;
UPDATE OrleansMembershipVersionTable SET Version = Version + 1
WHERE DeploymentId = @DeploymentId AND Version = @Version AND EXISTS (
  SELECT 1 FROM OrleansMembershipTable
  WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation);
SET @changed = @@ROWCOUNT;
IF @changed = 1
  UPDATE OrleansMembershipTable SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
  WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation;
COMMIT;
SELECT CAST(@changed AS bit);
'),

-- A silo's sign of life. It changes no version: nothing is decided by it.
(N'UpdateIAmAlivetimeKey', N'
UPDATE OrleansMembershipTable SET IAmAliveTime = @IAmAliveTime
WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation;
'),

-- The version with the rows, as they were at one moment: who changes a row changes the version first, and that is held here. With no row, the version alone.
(N'MembershipReadAllKey', N'
SET XACT_ABORT ON;
DECLARE @version int;
BEGIN TRANSACTION;
SELECT @version = Version FROM OrleansMembershipVersionTable WITH (HOLDLOCK) WHERE DeploymentId = @DeploymentId;
SELECT v.Version, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, SuspectTimes, StartTime, IAmAliveTime
FROM (SELECT @version AS Version WHERE @version IS NOT NULL) v LEFT JOIN OrleansMembershipTable m ON m.DeploymentId = @DeploymentId;
COMMIT;
'),

(N'MembershipReadRowKey', N'
SET XACT_ABORT ON;
DECLARE @version int;
BEGIN TRANSACTION;
SELECT @version = Version FROM OrleansMembershipVersionTable WITH (HOLDLOCK) WHERE DeploymentId = @DeploymentId;
SELECT v.Version, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, SuspectTimes, StartTime, IAmAliveTime
FROM (SELECT @version AS Version WHERE @version IS NOT NULL) v
LEFT JOIN OrleansMembershipTable m ON m.DeploymentId = @DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation;
COMMIT;
'),

-- Where clients may connect: the silos of that status that have a port for them.
(N'GatewaysQueryKey', N'
SELECT Address, ProxyPort, Generation FROM OrleansMembershipTable
WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0;
'),

-- Forgets the silos that are not active (3) and of which nothing has been heard since.
(N'CleanupDefunctSiloEntriesKey', N'
DELETE FROM OrleansMembershipTable
WHERE DeploymentId = @DeploymentId AND Status <> 3 AND IAmAliveTime < @IAmAliveTime AND StartTime < @IAmAliveTime;
'),

(N'DeleteMembershipTableEntriesKey', N'
SET XACT_ABORT ON;
BEGIN TRANSACTION;
DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId;
DELETE FROM OrleansMembershipVersionTable WHERE DeploymentId = @DeploymentId;
COMMIT;
');

-- Control state: one row for each state of a grain. The hashes come from the provider; they tell a number with an extension from a text of the same letters.
-- A writer names the version it read, null where it read none. No row in the answer is a version conflict to the provider, and so are two first writes of which
-- the unique key lets one pass. Two extensions that are missing are the same to it; its 1,700 bytes are what bounds the texts.

CREATE TABLE OrleansStorage (
  GrainIdHash            int            NOT NULL,
  GrainIdN0              bigint         NOT NULL,
  GrainIdN1              bigint         NOT NULL,
  GrainTypeHash          int            NOT NULL,
  GrainTypeString        nvarchar(200)  COLLATE Latin1_General_100_BIN2 NOT NULL,
  GrainIdExtensionString nvarchar(450)  COLLATE Latin1_General_100_BIN2,
  ServiceId              nvarchar(150)  COLLATE Latin1_General_100_BIN2 NOT NULL,
  PayloadBinary          varbinary(max),
  ModifiedOn             datetime2(3)   NOT NULL DEFAULT SYSUTCDATETIME(),
  Version                int            NOT NULL,
  CONSTRAINT OrleansStorage_key UNIQUE NONCLUSTERED (GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, ServiceId, GrainTypeString, GrainIdExtensionString)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
(N'ReadFromStorageKey', N'
SELECT PayloadBinary, Version FROM OrleansStorage
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1 AND ServiceId = @ServiceId
  AND GrainTypeString = @GrainTypeString AND (GrainIdExtensionString = @GrainIdExtensionString OR GrainIdExtensionString IS NULL AND @GrainIdExtensionString IS NULL);
'),

-- Answers the new version, or no row.
(N'WriteToStorageKey', N'
BEGIN TRY
  IF @GrainStateVersion IS NULL
  BEGIN
    INSERT INTO OrleansStorage (GrainIdHash, GrainIdN0, GrainIdN1, GrainTypeHash, GrainTypeString, GrainIdExtensionString, ServiceId, PayloadBinary, Version)
    VALUES (@GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString, @ServiceId, @PayloadBinary, 1);
    SELECT 1 AS NewGrainStateVersion;
  END
  ELSE
  BEGIN
    UPDATE OrleansStorage SET PayloadBinary = @PayloadBinary, ModifiedOn = SYSUTCDATETIME(), Version = Version + 1
    WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1 AND ServiceId = @ServiceId
      AND GrainTypeString = @GrainTypeString AND (GrainIdExtensionString = @GrainIdExtensionString OR GrainIdExtensionString IS NULL AND @GrainIdExtensionString IS NULL)
      AND Version = @GrainStateVersion;
    SELECT @GrainStateVersion + 1 AS NewGrainStateVersion WHERE @@ROWCOUNT = 1;
  END
END TRY
BEGIN CATCH
  IF ERROR_NUMBER() NOT IN (2601, 2627) THROW;
END CATCH
'),

-- Empties the state and keeps its version. Answers the new one, or no row.
(N'ClearStorageKey', N'
UPDATE OrleansStorage SET PayloadBinary = NULL, ModifiedOn = SYSUTCDATETIME(), Version = Version + 1
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1 AND ServiceId = @ServiceId
  AND GrainTypeString = @GrainTypeString AND (GrainIdExtensionString = @GrainIdExtensionString OR GrainIdExtensionString IS NULL AND @GrainIdExtensionString IS NULL)
  AND Version = @GrainStateVersion;
SELECT @GrainStateVersion + 1 AS NewGrainStateVersion WHERE @@ROWCOUNT = 1;
'),

-- The same for who would have the row gone: the version it would have now, or no row.
(N'DeleteStorageKey', N'
DELETE FROM OrleansStorage
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1 AND ServiceId = @ServiceId
  AND GrainTypeString = @GrainTypeString AND (GrainIdExtensionString = @GrainIdExtensionString OR GrainIdExtensionString IS NULL AND @GrainIdExtensionString IS NULL)
  AND Version = @GrainStateVersion;
SELECT @GrainStateVersion + 1 AS NewGrainStateVersion WHERE @@ROWCOUNT = 1;
');

-- Reminders: a grain's, by name. Silos divide them by the grains' hashes, which the provider gives as signed numbers. The key's 1,700 bytes bound the texts.

CREATE TABLE OrleansRemindersTable (
  ServiceId    nvarchar(150) COLLATE Latin1_General_100_BIN2 NOT NULL,
  GrainId      nvarchar(500) COLLATE Latin1_General_100_BIN2 NOT NULL,
  ReminderName nvarchar(150) COLLATE Latin1_General_100_BIN2 NOT NULL,
  StartTime    datetime2(3)  NOT NULL,
  Period       bigint        NOT NULL,
  GrainHash    int           NOT NULL,
  Version      int           NOT NULL,
  CONSTRAINT OrleansRemindersTable_key PRIMARY KEY NONCLUSTERED (ServiceId, GrainId, ReminderName)
);

CREATE INDEX OrleansRemindersTable_by_hash ON OrleansRemindersTable (ServiceId, GrainHash);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
-- Answers the row's new version. The place of a row that is not there yet is held, so that of two who make it the second finds it.
(N'UpsertReminderRowKey', N'
SET XACT_ABORT ON;
BEGIN TRANSACTION;
UPDATE OrleansRemindersTable WITH (UPDLOCK, HOLDLOCK)
SET StartTime = @StartTime, Period = @Period, GrainHash = @GrainHash, Version = Version + 1
WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName;
IF @@ROWCOUNT = 0
  INSERT INTO OrleansRemindersTable (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
  VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 1);
SELECT Version FROM OrleansRemindersTable WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName;
COMMIT;
'),

(N'ReadReminderRowKey', N'
SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName;
'),

(N'ReadReminderRowsKey', N'
SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND GrainId = @GrainId;
'),

-- A range of the ring without its begin and with its end. Where the begin is not below the end, it goes over the ring's seam; from a hash to itself it is all.
(N'ReadRangeRows1Key', N'
SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND GrainHash > @BeginHash AND GrainHash <= @EndHash;
'),

(N'ReadRangeRows2Key', N'
SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND (GrainHash > @BeginHash OR GrainHash <= @EndHash);
'),

-- Answers whether it was deleted; not where its version is another.
(N'DeleteReminderRowKey', N'
DELETE FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName AND Version = @Version;
SELECT CAST(@@ROWCOUNT AS bit);
'),

(N'DeleteReminderRowsKey', N'
DELETE FROM OrleansRemindersTable WHERE ServiceId = @ServiceId;
');
