-- Under LockFence, so that nobody else does. By the server's clock, which is one for all processes.
INSERT INTO customercapital.revoked_calls (call, revoked_at)
SELECT DISTINCT c.call, SYSUTCDATETIME()
FROM @calls AS c
WHERE NOT EXISTS (SELECT * FROM customercapital.revoked_calls AS r WHERE r.call = c.call);
