INSERT INTO search_keys ({columns})
SELECT {columns}
FROM unnest({parameters}) AS sent ({sent})
