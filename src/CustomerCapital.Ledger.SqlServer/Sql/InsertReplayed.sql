INSERT INTO customercapital.outbox (topic, recipient, body)
SELECT topic, recipient, body FROM customercapital.dead_letters WHERE message_id IN (SELECT value FROM @replayed) ORDER BY message_id;
