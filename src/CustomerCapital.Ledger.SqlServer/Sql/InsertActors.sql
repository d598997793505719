-- No customer (1) is made of an id that leads to another customer (9).
-- Who is there already is left out, which is a conflict of versions. One whom another session makes at this moment is a duplicate: the group is then tried again.
INSERT INTO customercapital.actors ({columns})
OUTPUT inserted.kind, inserted.actor_id, inserted.actor_key
SELECT {values}
FROM @added AS sent
WHERE NOT EXISTS (SELECT * FROM customercapital.actors AS a WHERE a.kind = sent.kind AND a.actor_id = sent.actor_id)
  AND NOT (sent.kind = 1 AND EXISTS (SELECT * FROM customercapital.actors AS alias WHERE alias.kind = 9 AND alias.actor_id = sent.actor_id))
OPTION (LOOP JOIN);
