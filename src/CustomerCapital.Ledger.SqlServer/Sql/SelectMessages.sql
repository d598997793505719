SELECT TOP (@limit) message_id, topic, recipient, body, tries, try_at FROM customercapital.outbox WHERE message_id > @after_message_id ORDER BY message_id
