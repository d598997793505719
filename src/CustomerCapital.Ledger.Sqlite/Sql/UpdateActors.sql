UPDATE actors SET {assignments}
WHERE kind = @kind AND actor_id = @actor_id AND version = @expected_version
RETURNING kind, actor_id, actor_key
