-- What a process needs that serves: no right to change the schema, and none to change or remove what happened.
DECLARE @to nvarchar(300) = N' TO ' + QUOTENAME(@role) + N'; ';
SELECT
  N'GRANT SELECT ON customercapital.schema_scripts' + @to
  + N'GRANT SELECT, INSERT ON customercapital.entries' + @to
  + N'GRANT SELECT, INSERT, UPDATE ON customercapital.customers' + @to
  + N'GRANT SELECT, INSERT, UPDATE ON customercapital.counters' + @to
  + N'GRANT SELECT, INSERT, UPDATE ON customercapital.control_states' + @to
  + N'GRANT SELECT, INSERT, DELETE ON customercapital.messages' + @to
  + N'GRANT SELECT, INSERT, DELETE ON customercapital.revoked_calls' + @to
  + N'GRANT EXECUTE ON TYPE::customercapital.customer_rows' + @to
  + N'GRANT EXECUTE ON TYPE::customercapital.entry_rows' + @to
  + N'GRANT EXECUTE ON TYPE::customercapital.message_rows' + @to
  + N'GRANT EXECUTE ON TYPE::customercapital.counter_rows' + @to
  + N'GRANT EXECUTE ON TYPE::customercapital.natural_id_rows' + @to
  + N'GRANT EXECUTE ON TYPE::customercapital.text_rows' + @to
  + N'GRANT EXECUTE ON TYPE::customercapital.number_rows' + @to
  + N'GRANT EXECUTE ON TYPE::customercapital.instant_rows' + @to
  + N'GRANT EXECUTE ON TYPE::customercapital.call_rows' + @to
