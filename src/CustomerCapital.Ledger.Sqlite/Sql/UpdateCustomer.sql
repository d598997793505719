UPDATE customers SET
  version = @version,
  state = cast(@state AS TEXT),
  rung = @rung,
  lapsed = @lapsed,
  channel = @channel,
  orders = @orders,
  revenue = @revenue,
  acquisition_cost = @acquisition_cost,
  first_order_at = @first_order_at,
  last_order_at = @last_order_at,
  enrolled = @enrolled,
  converted_referrals = @converted_referrals,
  known_since = @known_since,
  due_at = @due_at
WHERE customer_id = @customer_id AND version = @expected_version
RETURNING customer_key
