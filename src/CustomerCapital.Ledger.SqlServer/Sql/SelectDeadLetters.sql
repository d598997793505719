SELECT TOP (@limit) message_id, topic, recipient, body, tries, CAST(NULL AS datetime2(6)), reason, died_at
FROM customercapital.dead_letters
WHERE message_id > @after_message_id
ORDER BY message_id
