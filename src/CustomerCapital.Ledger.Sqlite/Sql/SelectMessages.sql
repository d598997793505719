SELECT message_id, customer_id, command FROM messages WHERE message_id > @after_message_id ORDER BY message_id LIMIT @limit
