-- Alone, to the end of the transaction: everyone who may have read an older fence has ended, and whoever comes next reads the new one. The key is "CusC", and 3.
SELECT pg_advisory_xact_lock(1131770691, 3)
