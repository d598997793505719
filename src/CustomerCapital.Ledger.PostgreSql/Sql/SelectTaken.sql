-- Each id by itself, as in SelectEntriesByNaturalIds.
SELECT wanted.customer_id
FROM unnest(@customer_id, @natural_id) AS wanted (customer_id, natural_id)
CROSS JOIN LATERAL (SELECT customer_key FROM customers WHERE customer_id = wanted.customer_id OFFSET 0) AS c
CROSS JOIN LATERAL (SELECT FROM entries WHERE customer_key = c.customer_key AND natural_id = wanted.natural_id OFFSET 0) AS e
