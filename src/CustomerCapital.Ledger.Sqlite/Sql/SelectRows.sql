SELECT a.kind, a.actor_id, a.state, p.name, p.state, NULL
FROM actors a
LEFT JOIN parts p ON p.actor_key = a.actor_key
WHERE a.kind = @kind AND a.actor_id = @actor_id
UNION ALL
SELECT a.kind, a.actor_id, a.state, d.what, NULL, d.look_at
FROM actors a
JOIN due d ON d.actor_key = a.actor_key
WHERE a.kind = @kind AND a.actor_id = @actor_id
