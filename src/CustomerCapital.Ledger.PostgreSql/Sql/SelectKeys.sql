SELECT actor_id FROM actors WHERE kind = @kind AND actor_id > @after ORDER BY actor_id LIMIT @limit
