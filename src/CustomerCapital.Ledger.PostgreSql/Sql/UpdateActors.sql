UPDATE actors AS a SET {assignments}
FROM unnest({parameters}) AS sent ({sent})
WHERE a.kind = sent.kind AND a.actor_id = sent.actor_id AND a.version = sent.expected_version
RETURNING a.kind, a.actor_id, a.actor_key
