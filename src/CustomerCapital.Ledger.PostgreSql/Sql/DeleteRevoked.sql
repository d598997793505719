-- A few of those that no process can send any more.
DELETE FROM revoked_calls
WHERE call IN (SELECT call FROM revoked_calls WHERE revoked_at < now() - @kept_for_seconds * interval '1 second' ORDER BY revoked_at LIMIT @most)
