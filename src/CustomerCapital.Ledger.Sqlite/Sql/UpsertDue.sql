INSERT INTO due ({columns}) VALUES ({values})
ON CONFLICT (actor_key, what) DO UPDATE SET look_at = excluded.look_at
