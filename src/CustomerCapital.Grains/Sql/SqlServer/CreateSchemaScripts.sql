CREATE TABLE cluster_schema_scripts (
  name       nvarchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
  sha256     char(64)      NOT NULL,
  applied_at datetime2(3)  NOT NULL DEFAULT SYSUTCDATETIME()
)
