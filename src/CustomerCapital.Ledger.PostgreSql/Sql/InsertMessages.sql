INSERT INTO outbox ({columns})
SELECT {columns}
FROM unnest({parameters}) AS sent ({sent})
ORDER BY place
