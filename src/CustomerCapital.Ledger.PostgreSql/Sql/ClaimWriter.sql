-- For as long as the session lives. The key is "CusW", and the number.
SELECT pg_try_advisory_lock(1131770711, @number)
