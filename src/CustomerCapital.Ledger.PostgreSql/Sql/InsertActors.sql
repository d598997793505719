INSERT INTO actors ({columns})
SELECT {columns}
FROM unnest({parameters}) AS sent ({sent})
ON CONFLICT (kind, actor_id) DO NOTHING
RETURNING kind, actor_id, actor_key
