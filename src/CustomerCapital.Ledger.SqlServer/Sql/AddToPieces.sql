-- Under the lock of the actor's row.
UPDATE p SET quantity = p.quantity + sent.quantity
FROM @pieces AS sent
JOIN customercapital.pieces AS p ON p.actor_key = sent.actor_key AND p.kind = sent.kind AND p.name = sent.name
OPTION (LOOP JOIN, FORCE ORDER);
INSERT INTO customercapital.pieces ({columns})
SELECT {values}
FROM @pieces AS sent
WHERE NOT EXISTS (SELECT * FROM customercapital.pieces AS p WHERE p.actor_key = sent.actor_key AND p.kind = sent.kind AND p.name = sent.name)
OPTION (LOOP JOIN);
