-- Their entries go along, as these name the row's key.
UPDATE actors AS t SET {assignments}
FROM unnest({parameters}) AS sent ({sent})
WHERE t.actor_key = sent.actor_key
