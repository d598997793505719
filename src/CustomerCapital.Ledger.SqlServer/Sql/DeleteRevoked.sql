-- A few of those that no process can send any more.
DELETE TOP (@most) FROM customercapital.revoked_calls WHERE revoked_at < DATEADD(second, -@kept_for_seconds, SYSUTCDATETIME());
