SELECT actor_key, kind, actor_id FROM actors WHERE actor_key > @after ORDER BY actor_key LIMIT @limit
