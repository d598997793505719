-- Who is there already is left out, which is a conflict of versions. One whom another session makes at this moment is a duplicate: the group is then tried again.
INSERT INTO customercapital.customers
  (customer_id, version, state, rung, lapsed, channel, orders, revenue, acquisition_cost, first_order_at, last_order_at, enrolled, converted_referrals, known_since, due_at, look_at)
OUTPUT inserted.customer_id, inserted.customer_key
SELECT
  sent.customer_id, sent.version, sent.state, sent.rung, sent.lapsed, sent.channel, sent.orders, sent.revenue, sent.acquisition_cost, sent.first_order_at, sent.last_order_at,
  sent.enrolled, sent.converted_referrals, sent.known_since, sent.due_at, sent.due_at
FROM @added AS sent
WHERE NOT EXISTS (SELECT * FROM customercapital.customers AS c WHERE c.customer_id = sent.customer_id)
OPTION (LOOP JOIN);
