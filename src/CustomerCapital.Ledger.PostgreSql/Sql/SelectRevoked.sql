-- After ShareFence, in a statement of its own, for the reason that SelectFence gives.
SELECT call FROM revoked_calls WHERE call = ANY (@call)
