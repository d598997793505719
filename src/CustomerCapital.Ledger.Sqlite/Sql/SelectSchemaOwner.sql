-- The file bears "CusC" as its mark. A ledger's file is there once it is open.
SELECT
  1,
  application_id <> 1131770691 AND EXISTS (SELECT 1 FROM sqlite_schema),
  application_id = 1131770691 AND EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'schema_scripts')
FROM pragma_application_id
