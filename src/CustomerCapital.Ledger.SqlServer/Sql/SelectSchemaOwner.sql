SELECT
  CAST(CASE WHEN SCHEMA_ID(N'customercapital') IS NULL THEN 0 ELSE 1 END AS bit),
  CAST(CASE WHEN EXISTS (SELECT * FROM sys.objects WHERE schema_id = SCHEMA_ID(N'customercapital')) THEN 1 ELSE 0 END AS bit),
  CAST(CASE WHEN OBJECT_ID(N'customercapital.schema_scripts', N'U') IS NULL THEN 0 ELSE 1 END AS bit)
