-- In the order in which the rows were sent, each found by its id: whatever the statistics say, and so that sessions lock the same actors in the same order.
UPDATE a SET {assignments}
OUTPUT inserted.kind, inserted.actor_id, inserted.actor_key
FROM @changed AS sent, customercapital.actors AS a
WHERE a.kind = sent.kind AND a.actor_id = sent.actor_id AND a.version = sent.expected_version
OPTION (LOOP JOIN, FORCE ORDER);
