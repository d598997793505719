UPDATE t SET {assignments}
FROM @renamed AS sent
JOIN customercapital.actors AS t ON t.actor_key = sent.actor_key
OPTION (LOOP JOIN, FORCE ORDER);
