UPDATE outbox AS o SET {assignments}
FROM unnest({parameters}) AS sent ({sent})
WHERE o.message_id = sent.message_id
