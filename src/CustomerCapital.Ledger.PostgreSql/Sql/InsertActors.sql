-- No customer (1) is made of an id that leads to another customer (9).
INSERT INTO actors ({columns})
SELECT {columns}
FROM unnest({parameters}) AS sent ({sent})
WHERE NOT (kind = 1 AND EXISTS (SELECT FROM actors AS alias WHERE alias.kind = 9 AND alias.actor_id = sent.actor_id))
ON CONFLICT (kind, actor_id) DO NOTHING
RETURNING kind, actor_id, actor_key
