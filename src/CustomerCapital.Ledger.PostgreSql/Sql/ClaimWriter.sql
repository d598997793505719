-- For as long as the session lives. The key is "CusW", and the number; and, with all who write to this schema, "CusP" and the schema.
SELECT pg_try_advisory_lock(1131770711, @number) AND pg_try_advisory_lock_shared(1131770704, hashtext(current_setting('search_path')))
