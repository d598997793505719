SELECT
  to_regnamespace(quote_ident(@schema)) IS NOT NULL,
  EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = to_regnamespace(quote_ident(@schema))),
  EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = to_regnamespace(quote_ident(@schema)) AND relname = 'schema_scripts'),
  pg_encoding_to_char(encoding)
FROM pg_database
WHERE datname = current_database()
