UPDATE entries AS t SET {assignments}
FROM unnest({parameters}) AS sent ({sent})
WHERE t.actor_key = sent.actor_key AND t.sequence = sent.sequence
