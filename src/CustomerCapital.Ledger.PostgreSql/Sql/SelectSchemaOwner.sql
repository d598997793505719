-- The search path is the name of the one schema in which the tables stand.
SELECT
  schema IS NOT NULL,
  EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = schema),
  EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = schema AND relname = 'schema_scripts')
FROM to_regnamespace(quote_ident(current_setting('search_path'))) AS schema
