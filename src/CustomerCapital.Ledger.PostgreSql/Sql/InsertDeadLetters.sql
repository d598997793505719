INSERT INTO dead_letters ({columns}, topic, recipient, body, tries)
SELECT {values}, o.topic, o.recipient, o.body, o.tries
FROM unnest({parameters}) AS sent ({sent})
JOIN outbox AS o ON o.message_id = sent.message_id
