-- For as long as the session lives, with all who write to this schema. The key is "CusP", and the schema.
SELECT pg_try_advisory_lock_shared(1131770704, hashtext(current_setting('search_path')))
