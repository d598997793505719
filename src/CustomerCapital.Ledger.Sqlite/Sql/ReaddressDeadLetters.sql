UPDATE dead_letters SET {assignments} WHERE message_id = @message_id
