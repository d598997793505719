-- After LockFence. By the server's clock, which is one for all processes.
INSERT INTO revoked_calls (call, revoked_at)
SELECT call, now() FROM unnest(@call) AS revoked (call)
ON CONFLICT (call) DO NOTHING
