-- What a process needs that serves: no right to change the schema, and none to change or remove what happened.
DECLARE @to nvarchar(300) = N' TO ' + QUOTENAME(@role) + N'; ';
SELECT
  N'GRANT SELECT ON customercapital.schema_scripts' + @to
  + N'GRANT SELECT, INSERT ON customercapital.entries' + @to
  + N'GRANT SELECT, INSERT, UPDATE ON customercapital.actors' + @to
  + N'GRANT SELECT, INSERT, UPDATE ON customercapital.counters' + @to
  + N'GRANT SELECT, INSERT, UPDATE ON customercapital.pieces' + @to
  + N'GRANT SELECT, INSERT, UPDATE ON customercapital.scores' + @to
  + N'GRANT SELECT, INSERT, UPDATE ON customercapital.control_states' + @to
  + N'GRANT SELECT, INSERT, UPDATE, DELETE ON customercapital.parts' + @to
  + N'GRANT SELECT, INSERT, UPDATE, DELETE ON customercapital.due' + @to
  + N'GRANT SELECT, INSERT, UPDATE, DELETE ON customercapital.outbox' + @to
  + N'GRANT SELECT, INSERT, UPDATE, DELETE ON customercapital.dead_letters' + @to
  + N'GRANT SELECT, INSERT, DELETE ON customercapital.revoked_calls' + @to
  + N'GRANT SELECT, INSERT, DELETE ON customercapital.search_keys' + @to
  + N'GRANT SELECT, INSERT, DELETE ON customercapital.open_follow_ups' + @to
  + (SELECT STRING_AGG(CONVERT(nvarchar(max), N'GRANT EXECUTE ON TYPE::customercapital.' + QUOTENAME(name) + @to), N'') FROM sys.table_types WHERE schema_id = SCHEMA_ID(N'customercapital'))
