SELECT k.holder_id, k.search_key
FROM @actors AS wanted
JOIN customercapital.actors AS a ON a.kind = wanted.kind AND a.actor_id = wanted.actor_id
JOIN customercapital.search_keys AS k ON k.holder_key = a.actor_key
OPTION (LOOP JOIN, FORCE ORDER);
