UPDATE c SET look_at = c.due_at
FROM @moved AS moved
JOIN customercapital.customers AS c ON c.customer_key = moved.value
OPTION (LOOP JOIN, FORCE ORDER)
