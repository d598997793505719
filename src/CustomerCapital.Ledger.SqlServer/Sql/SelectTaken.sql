SELECT wanted.kind, wanted.actor_id
FROM @unchecked AS wanted
JOIN customercapital.actors AS a ON a.kind = wanted.kind AND a.actor_id = wanted.actor_id
JOIN customercapital.entries AS e ON e.actor_key = a.actor_key AND e.natural_id = wanted.natural_id AND e.natural_id IS NOT NULL
OPTION (LOOP JOIN, FORCE ORDER);
