DELETE FROM outbox WHERE message_id = ANY (@value)
