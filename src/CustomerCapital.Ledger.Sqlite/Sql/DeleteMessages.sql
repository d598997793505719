DELETE FROM outbox WHERE message_id = @value
