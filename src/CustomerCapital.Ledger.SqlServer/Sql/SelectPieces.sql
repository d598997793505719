SELECT TOP (@limit) p.kind, p.name, p.quantity
FROM customercapital.actors AS a
JOIN customercapital.pieces AS p ON p.actor_key = a.actor_key
WHERE a.kind = @actor_kind AND a.actor_id = @actor_id AND (p.kind > @after_kind OR p.kind = @after_kind AND p.name > @after_name)
ORDER BY p.kind, p.name
