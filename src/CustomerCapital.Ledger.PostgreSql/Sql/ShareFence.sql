-- With others who append, to the end of the transaction: until then the fence stays where it is. The key is "CusC", and 3.
SELECT pg_advisory_xact_lock_shared(1131770691, 3)
