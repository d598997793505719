-- What Orleans' ADO.NET provider of grain storage keeps in the ledger's file: the control state of grains. Membership and reminders have no SQLite provider:
-- one process alone needs no table to find itself.
-- The provider holds no SQL. It reads each query from OrleansQuery by its key, gives it the parameters named in it, and reads the answer's columns by name.

CREATE TABLE OrleansQuery (
  QueryKey  TEXT PRIMARY KEY,
  QueryText TEXT NOT NULL
) STRICT;

-- One row for each state of a grain. The hashes come from the provider. A writer names the version it read, null where it read none.
-- No row in the answer is a version conflict to the provider.

CREATE TABLE OrleansStorage (
  GrainIdHash            INTEGER NOT NULL,
  GrainIdN0              INTEGER NOT NULL,
  GrainIdN1              INTEGER NOT NULL,
  GrainTypeHash          INTEGER NOT NULL,
  GrainTypeString        TEXT    NOT NULL,
  GrainIdExtensionString TEXT,
  ServiceId              TEXT    NOT NULL,
  PayloadBinary          BLOB,
  ModifiedOn             TEXT    NOT NULL,
  Version                INTEGER NOT NULL
) STRICT;

-- To SQLite two nulls differ; here they are the same, and differ from an empty extension, which the integer key "5+" has.
CREATE UNIQUE INDEX OrleansStorage_of_grain ON OrleansStorage
  (GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, ServiceId, GrainTypeString, coalesce(GrainIdExtensionString, ''), GrainIdExtensionString IS NULL);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('ReadFromStorageKey', '
SELECT PayloadBinary, Version FROM OrleansStorage
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1 AND ServiceId = @ServiceId
  AND GrainTypeString = @GrainTypeString AND GrainIdExtensionString IS @GrainIdExtensionString
'),

-- Answers the new version, or no row. A row is made only by who has read none.
('WriteToStorageKey', '
INSERT INTO OrleansStorage (GrainIdHash, GrainIdN0, GrainIdN1, GrainTypeHash, GrainTypeString, GrainIdExtensionString, ServiceId, PayloadBinary, ModifiedOn, Version)
SELECT @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString, @ServiceId, @PayloadBinary, datetime(), 1
WHERE @GrainStateVersion IS NULL OR EXISTS (
  SELECT 1 FROM OrleansStorage
  WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1 AND ServiceId = @ServiceId
    AND GrainTypeString = @GrainTypeString AND GrainIdExtensionString IS @GrainIdExtensionString)
ON CONFLICT DO UPDATE SET PayloadBinary = excluded.PayloadBinary, ModifiedOn = excluded.ModifiedOn, Version = Version + 1
WHERE Version = @GrainStateVersion
RETURNING Version AS NewGrainStateVersion
'),

-- Empties the state and keeps its version. Answers the new one, or no row.
('ClearStorageKey', '
UPDATE OrleansStorage SET PayloadBinary = NULL, ModifiedOn = datetime(), Version = Version + 1
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1 AND ServiceId = @ServiceId
  AND GrainTypeString = @GrainTypeString AND GrainIdExtensionString IS @GrainIdExtensionString AND Version = @GrainStateVersion
RETURNING Version AS NewGrainStateVersion
'),

-- The same for who would have the row gone: the version it would have now, or no row.
('DeleteStorageKey', '
DELETE FROM OrleansStorage
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1 AND ServiceId = @ServiceId
  AND GrainTypeString = @GrainTypeString AND GrainIdExtensionString IS @GrainIdExtensionString AND Version = @GrainStateVersion
RETURNING Version + 1 AS NewGrainStateVersion
');
