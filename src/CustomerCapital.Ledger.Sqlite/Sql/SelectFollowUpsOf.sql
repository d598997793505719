SELECT f.due_at, f.holder_id, f.follow_up_id
FROM actors AS a
JOIN open_follow_ups AS f ON f.holder_key = a.actor_key
WHERE a.kind = @kind AND a.actor_id = @actor_id
