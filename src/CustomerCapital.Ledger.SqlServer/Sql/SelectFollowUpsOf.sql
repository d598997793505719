SELECT f.due_at, f.holder_id, f.follow_up_id
FROM @actors AS wanted
JOIN customercapital.actors AS a ON a.kind = wanted.kind AND a.actor_id = wanted.actor_id
JOIN customercapital.open_follow_ups AS f ON f.holder_key = a.actor_key
OPTION (LOOP JOIN, FORCE ORDER);
