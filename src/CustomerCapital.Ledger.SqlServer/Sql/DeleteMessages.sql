DELETE FROM customercapital.messages WHERE message_id IN (SELECT value FROM @message_ids)
