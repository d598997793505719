DELETE FROM messages WHERE message_id = ANY (@message_id)
