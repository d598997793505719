INSERT INTO open_follow_ups ({columns})
SELECT {columns}
FROM unnest({parameters}) AS sent ({sent})
