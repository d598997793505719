DELETE FROM dead_letters WHERE message_id = ANY (@value) RETURNING message_id
