DELETE FROM messages WHERE message_id = @message_id
