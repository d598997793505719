INSERT INTO messages ({columns})
SELECT {columns}
FROM unnest({parameters}) AS sent ({sent})
ORDER BY place
