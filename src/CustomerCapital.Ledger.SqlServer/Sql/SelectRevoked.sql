-- After ShareFence, in a statement of its own, for the reason that SelectFence gives.
SELECT r.call FROM customercapital.revoked_calls AS r WHERE r.call IN (SELECT c.call FROM @calls AS c);
