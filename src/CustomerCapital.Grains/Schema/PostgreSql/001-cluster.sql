-- What Orleans' ADO.NET providers keep in a database: who is in the cluster, the control state of grains, and reminders.
-- The providers hold no SQL. They read each query from OrleansQuery by its key, give it the parameters named in it, and read the answer's columns by name.
-- No query says which schema: the search path of the connection does. Each is one statement, or one implicit transaction.

CREATE TABLE OrleansQuery (
  QueryKey  text COLLATE "C" PRIMARY KEY,
  QueryText text NOT NULL
);

-- Membership: one row for a cluster, whose version grows by one with each change of a silo's row, and one for each silo that ever was.
-- A change names the version it was decided by; of two that name the same, one is made.

CREATE TABLE OrleansMembershipVersionTable (
  DeploymentId text COLLATE "C" PRIMARY KEY,
  Version      int  NOT NULL DEFAULT 0
);

CREATE TABLE OrleansMembershipTable (
  DeploymentId text        COLLATE "C" NOT NULL REFERENCES OrleansMembershipVersionTable,
  Address      text        COLLATE "C" NOT NULL,
  Port         int         NOT NULL,
  Generation   int         NOT NULL,
  SiloName     text        NOT NULL,
  HostName     text        NOT NULL,
  Status       int         NOT NULL,
  ProxyPort    int         NOT NULL,
  SuspectTimes text,
  StartTime    timestamptz NOT NULL,
  IAmAliveTime timestamptz NOT NULL,
  PRIMARY KEY (DeploymentId, Address, Port, Generation)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
-- Makes a cluster's version row. Answers whether it was made; false where it is there.
('InsertMembershipVersionKey', $query$
WITH made AS (
  INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1
)
SELECT EXISTS (SELECT 1 FROM made)
$query$),

-- Adds a silo. Answers whether it was added; where the version is another, or the silo is there, nothing is changed.
('InsertMembershipKey', $query$
WITH version AS (
  UPDATE OrleansMembershipVersionTable SET Version = Version + 1
  WHERE DeploymentId = @DeploymentId AND Version = @Version AND NOT EXISTS (
    SELECT 1 FROM OrleansMembershipTable
    WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation)
  RETURNING DeploymentId
), silo AS (
  INSERT INTO OrleansMembershipTable (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
  SELECT DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM version
  RETURNING 1
)
SELECT EXISTS (SELECT 1 FROM silo)
$query$),

-- Changes a silo. Answers whether it was changed; where the version is another, or the silo is not there, nothing is.
('UpdateMembershipKey', $query$
WITH version AS (
  UPDATE OrleansMembershipVersionTable SET Version = Version + 1
  WHERE DeploymentId = @DeploymentId AND Version = @Version AND EXISTS (
    SELECT 1 FROM OrleansMembershipTable
    WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation)
  RETURNING DeploymentId
), silo AS (
  UPDATE OrleansMembershipTable m SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
  FROM version
  WHERE m.DeploymentId = version.DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
  RETURNING 1
)
SELECT EXISTS (SELECT 1 FROM silo)
$query$),

-- A silo's sign of life. It changes no version: nothing is decided by it.
('UpdateIAmAlivetimeKey', $query$
UPDATE OrleansMembershipTable SET IAmAliveTime = @IAmAliveTime
WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
$query$),

-- The version with the rows, as they were at one moment; with no row, the version alone.
('MembershipReadAllKey', $query$
SELECT v.Version, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, SuspectTimes, StartTime, IAmAliveTime
FROM OrleansMembershipVersionTable v LEFT JOIN OrleansMembershipTable m USING (DeploymentId)
WHERE v.DeploymentId = @DeploymentId
$query$),

('MembershipReadRowKey', $query$
SELECT v.Version, m.Address, m.Port, m.Generation, SiloName, HostName, Status, ProxyPort, SuspectTimes, StartTime, IAmAliveTime
FROM OrleansMembershipVersionTable v
LEFT JOIN OrleansMembershipTable m ON m.DeploymentId = v.DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
WHERE v.DeploymentId = @DeploymentId
$query$),

-- Where clients may connect: the silos of that status that have a port for them.
('GatewaysQueryKey', $query$
SELECT Address, ProxyPort, Generation FROM OrleansMembershipTable
WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0
$query$),

-- Forgets the silos that are not active (3) and of which nothing has been heard since.
('CleanupDefunctSiloEntriesKey', $query$
DELETE FROM OrleansMembershipTable
WHERE DeploymentId = @DeploymentId AND Status <> 3 AND IAmAliveTime < @IAmAliveTime AND StartTime < @IAmAliveTime
$query$),

('DeleteMembershipTableEntriesKey', $query$
DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId;
DELETE FROM OrleansMembershipVersionTable WHERE DeploymentId = @DeploymentId
$query$);

-- Control state: one row for each state of a grain. The hashes come from the provider; they tell a number with an extension from a text of the same letters.
-- A writer names the version it read, null where it read none. No row in the answer is a version conflict to the provider, and so are two first writes of which
-- the unique key lets one pass.

CREATE TABLE OrleansStorage (
  GrainIdHash            int         NOT NULL,
  GrainIdN0              bigint      NOT NULL,
  GrainIdN1              bigint      NOT NULL,
  GrainTypeHash          int         NOT NULL,
  GrainTypeString        text        COLLATE "C" NOT NULL,
  GrainIdExtensionString text        COLLATE "C",
  ServiceId              text        COLLATE "C" NOT NULL,
  PayloadBinary          bytea,
  ModifiedOn             timestamptz NOT NULL DEFAULT now(),
  Version                int         NOT NULL,
  UNIQUE NULLS NOT DISTINCT (GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, ServiceId, GrainTypeString, GrainIdExtensionString)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('ReadFromStorageKey', $query$
SELECT PayloadBinary, Version FROM OrleansStorage
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1 AND ServiceId = @ServiceId
  AND GrainTypeString = @GrainTypeString AND GrainIdExtensionString IS NOT DISTINCT FROM @GrainIdExtensionString
$query$),

-- Answers the new version, or no row.
('WriteToStorageKey', $query$
WITH changed AS (
  UPDATE OrleansStorage SET PayloadBinary = @PayloadBinary, ModifiedOn = now(), Version = Version + 1
  WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1 AND ServiceId = @ServiceId
    AND GrainTypeString = @GrainTypeString AND GrainIdExtensionString IS NOT DISTINCT FROM @GrainIdExtensionString AND Version = @GrainStateVersion
  RETURNING Version
), made AS (
  INSERT INTO OrleansStorage (GrainIdHash, GrainIdN0, GrainIdN1, GrainTypeHash, GrainTypeString, GrainIdExtensionString, ServiceId, PayloadBinary, Version)
  SELECT @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString, @ServiceId, @PayloadBinary, 1
  WHERE @GrainStateVersion IS NULL
  ON CONFLICT DO NOTHING
  RETURNING Version
)
SELECT Version AS NewGrainStateVersion FROM changed UNION ALL SELECT Version FROM made
$query$),

-- Empties the state and keeps its version. Answers the new one, or no row.
('ClearStorageKey', $query$
UPDATE OrleansStorage SET PayloadBinary = NULL, ModifiedOn = now(), Version = Version + 1
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1 AND ServiceId = @ServiceId
  AND GrainTypeString = @GrainTypeString AND GrainIdExtensionString IS NOT DISTINCT FROM @GrainIdExtensionString AND Version = @GrainStateVersion
RETURNING Version AS NewGrainStateVersion
$query$),

-- The same for who would have the row gone: the version it would have now, or no row.
('DeleteStorageKey', $query$
DELETE FROM OrleansStorage
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1 AND ServiceId = @ServiceId
  AND GrainTypeString = @GrainTypeString AND GrainIdExtensionString IS NOT DISTINCT FROM @GrainIdExtensionString AND Version = @GrainStateVersion
RETURNING Version + 1 AS NewGrainStateVersion
$query$);

-- Reminders: a grain's, by name. Silos divide them by the grains' hashes, which the provider gives as signed numbers.

CREATE TABLE OrleansRemindersTable (
  ServiceId    text        COLLATE "C" NOT NULL,
  GrainId      text        COLLATE "C" NOT NULL,
  ReminderName text        COLLATE "C" NOT NULL,
  StartTime    timestamptz NOT NULL,
  Period       bigint      NOT NULL,
  GrainHash    int         NOT NULL,
  Version      int         NOT NULL,
  PRIMARY KEY (ServiceId, GrainId, ReminderName)
);

CREATE INDEX OrleansRemindersTable_by_hash ON OrleansRemindersTable (ServiceId, GrainHash);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
-- Answers the row's new version.
('UpsertReminderRowKey', $query$
INSERT INTO OrleansRemindersTable AS r (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 1)
ON CONFLICT (ServiceId, GrainId, ReminderName) DO UPDATE
SET StartTime = excluded.StartTime, Period = excluded.Period, GrainHash = excluded.GrainHash, Version = r.Version + 1
RETURNING Version
$query$),

('ReadReminderRowKey', $query$
SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName
$query$),

('ReadReminderRowsKey', $query$
SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND GrainId = @GrainId
$query$),

-- A range of the ring without its begin and with its end. Where the begin is not below the end, it goes over the ring's seam; from a hash to itself it is all.
('ReadRangeRows1Key', $query$
SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND GrainHash > @BeginHash AND GrainHash <= @EndHash
$query$),

('ReadRangeRows2Key', $query$
SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND (GrainHash > @BeginHash OR GrainHash <= @EndHash)
$query$),

-- Answers whether it was deleted; not where its version is another.
('DeleteReminderRowKey', $query$
WITH gone AS (
  DELETE FROM OrleansRemindersTable
  WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName AND Version = @Version
  RETURNING 1
)
SELECT EXISTS (SELECT 1 FROM gone)
$query$),

('DeleteReminderRowsKey', $query$
DELETE FROM OrleansRemindersTable WHERE ServiceId = @ServiceId
$query$);
