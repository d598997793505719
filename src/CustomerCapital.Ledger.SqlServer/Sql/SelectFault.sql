-- Whether readers see versions and do not wait for writers; whether there are snapshots; whether every commit is answered before it is on the disk.
SELECT CASE
  WHEN is_read_committed_snapshot_on = 0
    THEN N'lets readers wait for writers; set it, while nobody is connected, with: ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON'
  WHEN snapshot_isolation_state <> 1 THEN N'has no snapshots; set it with: ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON'
  WHEN delayed_durability = 2
    THEN N'answers commits before they are on its disk; set it with: ALTER DATABASE CURRENT SET DELAYED_DURABILITY = DISABLED'
END
FROM sys.databases
WHERE database_id = DB_ID()
