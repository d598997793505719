CREATE TABLE customercapital.schema_scripts (
  name       varchar(200) COLLATE Latin1_General_100_BIN2_UTF8 NOT NULL CONSTRAINT schema_scripts_pk PRIMARY KEY,
  sha256     varchar(64)  COLLATE Latin1_General_100_BIN2_UTF8 NOT NULL,
  applied_at datetime2(6) NOT NULL
)
