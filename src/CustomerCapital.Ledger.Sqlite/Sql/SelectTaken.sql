SELECT a.kind, a.actor_id
FROM actors a
JOIN entries e ON e.actor_key = a.actor_key AND e.natural_id = @natural_id
WHERE a.kind = @kind AND a.actor_id = @actor_id
