-- The inner part follows the index and ends with the last of the same time; only those are sorted by id too.
SELECT customer_key, customer_id, due_at, look_at IS DISTINCT FROM due_at
FROM (
  SELECT customer_key, customer_id, due_at, look_at
  FROM customers
  WHERE look_at >= @after AND look_at <= @until AND (look_at > @after OR customer_id > @after_customer_id)
  ORDER BY look_at
  FETCH FIRST (@limit) ROWS WITH TIES
) AS found
ORDER BY look_at, customer_id
LIMIT @limit
