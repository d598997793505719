-- A few of those that no process can send any more.
DELETE FROM revoked_calls
WHERE call IN (SELECT call FROM revoked_calls WHERE revoked_at < (unixepoch('subsec') - @kept_for_seconds) * 1000000 ORDER BY revoked_at LIMIT @most)
