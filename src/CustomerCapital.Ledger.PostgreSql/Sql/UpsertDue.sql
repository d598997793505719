INSERT INTO due ({columns})
SELECT {columns}
FROM unnest({parameters}) AS sent ({sent})
ON CONFLICT (actor_key, what) DO UPDATE SET look_at = excluded.look_at
