-- One transaction at a time, to its end: the next one then sees what this one has added. The key is "CusC", and 2.
SELECT pg_advisory_xact_lock(1131770691, 2)
