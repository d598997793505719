-- {index}: the planner knows no frequencies, and takes any rung for rare; it would sort everyone on it for each page.
SELECT {fields} FROM actors INDEXED BY {index} WHERE kind = 1 AND actor_id > @after AND {segment} ORDER BY actor_id LIMIT @limit
