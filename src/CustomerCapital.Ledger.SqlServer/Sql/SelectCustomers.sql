-- {segment} is the condition that SegmentSql makes of a segment; its values are parameters.
SELECT TOP (@limit)
  customer_id, rung, lapsed, channel, orders, revenue, acquisition_cost, first_order_at, last_order_at, enrolled, converted_referrals, known_since
FROM customercapital.customers
WHERE customer_id > @after AND {segment}
ORDER BY customer_id
