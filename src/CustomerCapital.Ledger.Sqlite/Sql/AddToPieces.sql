INSERT INTO pieces ({columns}) VALUES ({values})
ON CONFLICT (actor_key, kind, name) DO UPDATE SET quantity = pieces.quantity + excluded.quantity
