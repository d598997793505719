UPDATE actors SET {assignments} WHERE actor_key = @actor_key
