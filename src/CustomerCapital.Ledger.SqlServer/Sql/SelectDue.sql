-- The inner part follows the index and ends with the last of the same time; only those are sorted by id too.
SELECT TOP (@limit) customer_key, customer_id, due_at, CAST(CASE WHEN look_at = due_at THEN 0 ELSE 1 END AS bit)
FROM (
  SELECT TOP (@limit) WITH TIES customer_key, customer_id, due_at, look_at
  FROM customercapital.customers
  WHERE look_at IS NOT NULL AND look_at >= @after AND look_at <= @until AND (look_at > @after OR customer_id > @after_customer_id)
  ORDER BY look_at
) AS found
ORDER BY look_at, customer_id
