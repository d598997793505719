-- The connection's search path may name a schema that nobody has made yet; the first it names is made then.
DO $make$
BEGIN
  IF current_schema() IS NULL THEN
    EXECUTE format('CREATE SCHEMA %I', (parse_ident(split_part(current_setting('search_path'), ',', 1)))[1]);
  END IF;
END
$make$;

CREATE TABLE cluster_schema_scripts (
  name       text        COLLATE "C" PRIMARY KEY,
  sha256     text        NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
)
