SELECT message_id, topic, recipient, body, tries, try_at FROM outbox WHERE message_id > @after_message_id ORDER BY message_id LIMIT @limit
