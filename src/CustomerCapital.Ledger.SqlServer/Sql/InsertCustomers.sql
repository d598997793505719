-- Who is there already is left out, which is a conflict of versions. One whom another session makes at this moment is a duplicate: the group is then tried again.
INSERT INTO customercapital.customers
  (customer_id, version, state, rung, lapsed, channel, orders, revenue, acquisition_cost, first_order_at, last_order_at, enrolled, converted_referrals, known_since, due_at, look_at)
OUTPUT inserted.customer_id, inserted.customer_key
SELECT
  new.customer_id, new.version, new.state, new.rung, new.lapsed, new.channel, new.orders, new.revenue, new.acquisition_cost, new.first_order_at, new.last_order_at,
  new.enrolled, new.converted_referrals, new.known_since, new.due_at, new.due_at
FROM @added AS new
WHERE NOT EXISTS (SELECT * FROM customercapital.customers AS c WHERE c.customer_id = new.customer_id)
OPTION (LOOP JOIN);
