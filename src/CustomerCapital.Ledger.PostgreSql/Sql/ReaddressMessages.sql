UPDATE outbox AS t SET {assignments}
FROM unnest({parameters}) AS sent ({sent})
WHERE t.message_id = sent.message_id
