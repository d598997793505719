INSERT INTO dead_letters ({columns}, topic, recipient, body, tries)
SELECT {values}, topic, recipient, body, tries FROM outbox WHERE message_id = @message_id
