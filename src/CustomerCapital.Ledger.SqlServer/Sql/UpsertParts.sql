-- Under the lock of the actor's row.
UPDATE p SET {assignments}
FROM @parts AS sent
JOIN customercapital.parts AS p ON p.actor_key = sent.actor_key AND p.name = sent.name
OPTION (LOOP JOIN, FORCE ORDER);
INSERT INTO customercapital.parts ({columns})
SELECT {values}
FROM @parts AS sent
WHERE NOT EXISTS (SELECT * FROM customercapital.parts AS p WHERE p.actor_key = sent.actor_key AND p.name = sent.name)
OPTION (LOOP JOIN);
