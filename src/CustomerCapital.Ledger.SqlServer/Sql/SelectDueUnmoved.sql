SELECT TOP (@limit) customer_key, customer_id, due_at, CAST(CASE WHEN look_at = due_at THEN 0 ELSE 1 END AS bit)
FROM customercapital.customers
WHERE look_at IS NOT NULL AND look_at <= @until AND due_at >= @after AND due_at <= @until AND (due_at > @after OR customer_id > @after_customer_id)
ORDER BY due_at, customer_id
