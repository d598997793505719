-- "CusC", and 3: who completes the cluster's tables waits for whoever does.
SELECT pg_advisory_xact_lock(1131770691, 3)
