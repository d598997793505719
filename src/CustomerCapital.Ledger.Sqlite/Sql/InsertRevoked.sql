INSERT INTO revoked_calls (call, revoked_at) VALUES (@call, cast(unixepoch('subsec') * 1000000 AS INTEGER)) ON CONFLICT (call) DO NOTHING
