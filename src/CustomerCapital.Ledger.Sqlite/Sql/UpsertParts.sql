INSERT INTO parts ({columns}) VALUES ({values})
ON CONFLICT (actor_key, name) DO UPDATE SET state = excluded.state
