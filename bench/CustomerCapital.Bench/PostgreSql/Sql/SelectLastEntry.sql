-- Whatever is written from now on has a greater one.
SELECT pg_current_xact_id()::text::bigint
