SELECT customer_id, rung, lapsed, channel, orders, revenue, acquisition_cost, first_order_at, last_order_at
FROM customers
WHERE rung = @rung AND lapsed = @lapsed
  AND customer_id > @after_customer_id
  AND (@channel IS NULL OR channel = @channel)
ORDER BY customer_id
LIMIT @limit
