INSERT INTO pieces ({columns})
SELECT {columns}
FROM unnest({parameters}) AS sent ({sent})
ON CONFLICT (actor_key, kind, name) DO UPDATE SET quantity = pieces.quantity + excluded.quantity
