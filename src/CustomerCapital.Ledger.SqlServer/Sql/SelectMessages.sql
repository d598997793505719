SELECT TOP (@limit) message_id, customer_id, command FROM customercapital.messages WHERE message_id > @after_message_id ORDER BY message_id
