-- Their entries go along, as these name the row's key.
UPDATE t SET {assignments}
FROM @moved AS sent
JOIN customercapital.actors AS t ON t.actor_key = sent.actor_key
OPTION (LOOP JOIN, FORCE ORDER);
