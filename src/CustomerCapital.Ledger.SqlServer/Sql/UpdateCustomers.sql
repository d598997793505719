-- In the order in which the rows were sent, each found by its id: whatever the statistics say, and so that sessions lock the same customers in the same order.
UPDATE c SET
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
OUTPUT inserted.customer_id, inserted.customer_key
FROM @changed AS new
JOIN customercapital.customers AS c ON c.customer_id = new.customer_id
WHERE c.version = new.expected_version
OPTION (LOOP JOIN, FORCE ORDER);
