SELECT message_id, topic, recipient, body, tries, NULL, reason, died_at FROM dead_letters WHERE message_id > @after_message_id ORDER BY message_id LIMIT @limit
