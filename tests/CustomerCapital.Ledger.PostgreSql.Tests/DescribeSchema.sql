-- One line per column, constraint and index of the current schema.
SELECT string_agg(line, E'\n' ORDER BY place, line COLLATE "C") || E'\n'
FROM (
  SELECT c.relname || ' 1' || lpad(a.attnum::text, 3, '0') AS place,
    c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || CASE WHEN a.attcollation <> 0 AND a.attcollation <> t.typcollation THEN ' COLLATE ' || a.attcollation::regcollation ELSE '' END
      || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
      || CASE a.attidentity WHEN 'a' THEN ' GENERATED ALWAYS AS IDENTITY' ELSE '' END AS line
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid
  JOIN pg_type t ON t.oid = a.atttypid
  WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT c.relname || ' 2', c.relname || ': ' || pg_get_constraintdef(k.oid)
  FROM pg_constraint k
  JOIN pg_class c ON c.oid = k.conrelid
  WHERE k.connamespace = current_schema()::regnamespace AND k.contype <> 'n'
  UNION ALL
  SELECT tablename || ' 3', replace(indexdef, ' ON ' || schemaname || '.', ' ON ')
  FROM pg_indexes
  WHERE schemaname = current_schema()
) AS lines
