-- One transaction at a time, to its end: the next one then sees what this one has made. The key is "CusC", and 1.
SELECT pg_advisory_xact_lock(1131770691, 1)
