SELECT message_id, customer_id, command FROM messages ORDER BY message_id LIMIT @limit
