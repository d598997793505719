INSERT INTO customercapital.dead_letters ({columns}, topic, recipient, body, tries)
SELECT {values}, o.topic, o.recipient, o.body, o.tries
FROM @dead AS sent
JOIN customercapital.outbox AS o ON o.message_id = sent.message_id;
