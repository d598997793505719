INSERT INTO outbox (topic, recipient, body, tries)
SELECT topic, recipient, body, 0 FROM dead_letters WHERE message_id = ANY (@value) ORDER BY message_id
