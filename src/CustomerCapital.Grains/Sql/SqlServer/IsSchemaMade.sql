SELECT CAST(CASE WHEN OBJECT_ID('cluster_schema_scripts', 'U') IS NULL THEN 0 ELSE 1 END AS bit)
