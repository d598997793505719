DELETE FROM customercapital.dead_letters OUTPUT deleted.message_id WHERE message_id IN (SELECT value FROM @message_ids);
