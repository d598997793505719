UPDATE entries SET {assignments} WHERE actor_key = @actor_key AND sequence = @sequence
