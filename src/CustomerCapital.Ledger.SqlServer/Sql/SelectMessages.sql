SELECT TOP (@limit) message_id, customer_id, command FROM customercapital.messages ORDER BY message_id
