DELETE FROM messages WHERE message_id = @value
