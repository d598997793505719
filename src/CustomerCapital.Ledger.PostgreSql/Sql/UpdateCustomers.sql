UPDATE customers AS c SET
  version = new.version,
  state = new.state,
  rung = new.rung,
  lapsed = new.lapsed,
  channel = new.channel,
  orders = new.orders,
  revenue = new.revenue,
  acquisition_cost = new.acquisition_cost,
  first_order_at = new.first_order_at,
  last_order_at = new.last_order_at,
  enrolled = new.enrolled,
  converted_referrals = new.converted_referrals,
  known_since = new.known_since,
  due_at = new.due_at,
  look_at = CASE WHEN c.look_at <= new.due_at THEN c.look_at ELSE new.due_at END
FROM unnest(
  @customer_id, @version, @state, @rung, @lapsed, @channel, @orders, @revenue, @acquisition_cost, @first_order_at, @last_order_at, @enrolled, @converted_referrals, @known_since, @due_at, @expected_version)
  AS new (customer_id, version, state, rung, lapsed, channel, orders, revenue, acquisition_cost, first_order_at, last_order_at, enrolled, converted_referrals, known_since, due_at, expected_version)
WHERE c.customer_id = new.customer_id AND c.version = new.expected_version
RETURNING c.customer_id, c.customer_key
