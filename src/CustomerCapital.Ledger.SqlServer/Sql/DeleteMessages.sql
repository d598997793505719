DELETE FROM customercapital.outbox WHERE message_id IN (SELECT value FROM @message_ids);
