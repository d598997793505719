-- What a process needs that serves: no right to change the schema.
DECLARE @to nvarchar(300) = N' TO ' + QUOTENAME(@role) + N'; ';
SELECT
  N'GRANT SELECT ON cluster_schema_scripts' + @to
  + N'GRANT SELECT ON cluster_identity' + @to
  + N'GRANT SELECT ON OrleansQuery' + @to
  + N'GRANT SELECT, INSERT, UPDATE, DELETE ON OrleansMembershipVersionTable' + @to
  + N'GRANT SELECT, INSERT, UPDATE, DELETE ON OrleansMembershipTable' + @to
  + N'GRANT SELECT, INSERT, UPDATE, DELETE ON OrleansStorage' + @to
  + N'GRANT SELECT, INSERT, UPDATE, DELETE ON OrleansRemindersTable' + @to
