SELECT wanted.customer_id
FROM @unchecked AS wanted
JOIN customercapital.customers AS c ON c.customer_id = wanted.customer_id
JOIN customercapital.entries AS e ON e.customer_key = c.customer_key AND e.natural_id = wanted.natural_id AND e.natural_id IS NOT NULL
OPTION (LOOP JOIN, FORCE ORDER);
