-- For as long as the session lives. The key is "CusG", and the schema.
SELECT pg_try_advisory_lock(1131770695, hashtext(current_setting('search_path')))
