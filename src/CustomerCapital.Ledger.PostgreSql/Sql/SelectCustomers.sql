SELECT customer_id, rung, lapsed, channel, orders, revenue, acquisition_cost, first_order_at, last_order_at
FROM customers
WHERE customer_id > @after_customer_id
  AND (@rung IS NULL OR rung = @rung)
  AND (@lapsed IS NULL OR lapsed = @lapsed)
  AND (@channel IS NULL OR channel = @channel)
ORDER BY customer_id
LIMIT @limit
