SELECT {fields} FROM actors WHERE kind = 1 AND actor_id > @after AND {segment} ORDER BY actor_id LIMIT @limit
