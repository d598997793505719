UPDATE dead_letters AS t SET {assignments}
FROM unnest({parameters}) AS sent ({sent})
WHERE t.message_id = sent.message_id
