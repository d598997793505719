DELETE FROM messages WHERE message_id = ANY (@value)
