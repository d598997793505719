-- The shared locks of ClaimWriter. pg_locks shows the second number of a key without its sign.
SELECT count(*)::integer FROM pg_locks
WHERE locktype = 'advisory' AND classid = 1131770704 AND objid::bigint = hashtext(current_setting('search_path'))::bigint & 4294967295 AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
