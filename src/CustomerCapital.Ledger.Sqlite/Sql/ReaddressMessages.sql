UPDATE outbox SET {assignments} WHERE message_id = @message_id
