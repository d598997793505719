-- Their entries go along, as these name the row's key.
UPDATE actors SET {assignments} WHERE actor_key = @actor_key
