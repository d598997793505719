DELETE FROM due WHERE actor_key = @actor_key AND what = @what
