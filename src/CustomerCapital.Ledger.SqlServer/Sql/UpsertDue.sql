-- Under the lock of the actor's row.
UPDATE d SET {assignments}
FROM @due AS sent
JOIN customercapital.due AS d ON d.actor_key = sent.actor_key AND d.what = sent.what
OPTION (LOOP JOIN, FORCE ORDER);
INSERT INTO customercapital.due ({columns})
SELECT {values}
FROM @due AS sent
WHERE NOT EXISTS (SELECT * FROM customercapital.due AS d WHERE d.actor_key = sent.actor_key AND d.what = sent.what)
OPTION (LOOP JOIN);
