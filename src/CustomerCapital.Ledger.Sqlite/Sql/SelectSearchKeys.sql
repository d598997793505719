SELECT k.holder_id, k.search_key
FROM actors AS a
JOIN search_keys AS k ON k.holder_key = a.actor_key
WHERE a.kind = @kind AND a.actor_id = @actor_id
