INSERT INTO revoked_calls (call, revoked_at) VALUES (@call, @revoked_at) ON CONFLICT (call) DO NOTHING
