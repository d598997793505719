-- Bytes and whole pages that the server has written to its log.
SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint || ' ' || wal_fpi FROM pg_stat_wal
