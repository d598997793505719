DELETE FROM dead_letters WHERE message_id = @value RETURNING message_id
