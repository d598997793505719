INSERT INTO entries ({columns})
SELECT {columns}
FROM unnest({parameters}) AS sent ({sent})
