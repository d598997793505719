-- In the order in which the rows were sent, each found by its id: whatever the statistics say, and so that sessions lock the same customers in the same order.
UPDATE c SET {assignments}, look_at = CASE WHEN c.look_at <= sent.due_at THEN c.look_at ELSE sent.due_at END
OUTPUT inserted.customer_id, inserted.customer_key
FROM @changed AS sent, customercapital.customers AS c
WHERE c.customer_id = sent.customer_id AND c.version = sent.expected_version
OPTION (LOOP JOIN, FORCE ORDER);
