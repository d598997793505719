-- Every table and index of the ledger's schema that has pages: a table without its indexes, and with what is stored out of line and its maps. One line each, the largest first.
SELECT string_agg(line, E'\n' ORDER BY size DESC)
FROM (
  SELECT
    c.relname || ' ' || size AS line, size
  FROM pg_class AS c
  CROSS JOIN LATERAL (SELECT CASE c.relkind WHEN 'r' THEN pg_table_size(c.oid) ELSE pg_relation_size(c.oid) END AS size) AS sized
  WHERE c.relnamespace = 'customercapital'::regnamespace AND c.relkind IN ('r', 'i') AND size > 0
) AS relations
