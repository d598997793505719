SELECT p.kind, p.name, p.quantity
FROM actors AS a
JOIN pieces AS p ON p.actor_key = a.actor_key
WHERE a.kind = @actor_kind AND a.actor_id = @actor_id AND (p.kind, p.name) > (@after_kind, @after_name)
ORDER BY p.kind, p.name
LIMIT @limit
