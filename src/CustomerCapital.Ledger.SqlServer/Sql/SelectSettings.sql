-- Whether readers see versions and do not wait for writers; whether there are snapshots; whether every commit is answered before it is on the disk.
SELECT
  CAST(is_read_committed_snapshot_on AS bit),
  CAST(CASE WHEN snapshot_isolation_state = 1 THEN 1 ELSE 0 END AS bit),
  CAST(CASE WHEN delayed_durability = 2 THEN 1 ELSE 0 END AS bit)
FROM sys.databases
WHERE database_id = DB_ID()
