-- Each id is looked up by itself, in the indexes made for it, whatever the statistics say of a ledger that grows faster than they do.
SELECT e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body, wanted.customer_id
FROM @wanted AS wanted
JOIN customercapital.customers AS c ON c.customer_id = wanted.customer_id
JOIN customercapital.entries AS e ON e.customer_key = c.customer_key AND e.natural_id = wanted.natural_id AND e.natural_id IS NOT NULL
UNION ALL
SELECT e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body, wanted.customer_id
FROM @wanted AS wanted
JOIN customercapital.customers AS c ON c.customer_id = wanted.customer_id
JOIN customercapital.entries AS e ON e.customer_key = c.customer_key AND e.concerns_id = wanted.natural_id AND e.concerns_id IS NOT NULL
OPTION (LOOP JOIN, FORCE ORDER);
