SELECT c.customer_id, c.state, c.due_at
FROM @customers AS wanted
JOIN customercapital.customers AS c ON c.customer_id = wanted.value
OPTION (LOOP JOIN, FORCE ORDER);
