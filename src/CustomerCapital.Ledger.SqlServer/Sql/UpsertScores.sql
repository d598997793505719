-- One writer at a time: the value models' own.
UPDATE s SET {assignments}
FROM @scores AS sent
JOIN customercapital.actors AS a ON a.kind = 1 AND a.actor_id = sent.actor_id
JOIN customercapital.scores AS s ON s.actor_key = a.actor_key
OPTION (LOOP JOIN, FORCE ORDER);
INSERT INTO customercapital.scores (actor_key, {columns})
SELECT a.actor_key, {values}
FROM @scores AS sent
JOIN customercapital.actors AS a ON a.kind = 1 AND a.actor_id = sent.actor_id
WHERE NOT EXISTS (SELECT * FROM customercapital.scores AS s WHERE s.actor_key = a.actor_key)
OPTION (LOOP JOIN);
