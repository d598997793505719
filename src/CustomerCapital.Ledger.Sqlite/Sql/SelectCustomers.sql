-- {index}: the planner knows no frequencies, and takes any rung for rare; it would sort everyone on it for each page.
SELECT {fields} FROM customers INDEXED BY {index} WHERE customer_id > @after AND {segment} ORDER BY customer_id LIMIT @limit
