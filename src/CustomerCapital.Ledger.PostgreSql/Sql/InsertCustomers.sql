INSERT INTO customers
  (customer_id, version, state, rung, lapsed, channel, orders, revenue, acquisition_cost, first_order_at, last_order_at, enrolled, converted_referrals, known_since, due_at, look_at)
SELECT
  customer_id, version, state, rung, lapsed, channel, orders, revenue, acquisition_cost, first_order_at, last_order_at, enrolled, converted_referrals, known_since, due_at, due_at
FROM unnest(
  @customer_id, @version, @state, @rung, @lapsed, @channel, @orders, @revenue, @acquisition_cost, @first_order_at, @last_order_at, @enrolled, @converted_referrals, @known_since, @due_at)
  AS new (customer_id, version, state, rung, lapsed, channel, orders, revenue, acquisition_cost, first_order_at, last_order_at, enrolled, converted_referrals, known_since, due_at)
ON CONFLICT (customer_id) DO NOTHING
RETURNING customer_id, customer_key
