INSERT INTO parts ({columns})
SELECT {columns}
FROM unnest({parameters}) AS sent ({sent})
ON CONFLICT (actor_key, name) DO UPDATE SET state = excluded.state
