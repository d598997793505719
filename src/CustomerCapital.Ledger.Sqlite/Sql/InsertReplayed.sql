INSERT INTO outbox (topic, recipient, body) SELECT topic, recipient, body FROM dead_letters WHERE message_id = @value
