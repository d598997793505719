-- Who is there already is left out, which is a conflict of versions. One whom another session makes at this moment is a duplicate: the group is then tried again.
INSERT INTO customercapital.customers ({columns}, look_at)
OUTPUT inserted.customer_id, inserted.customer_key
SELECT {values}, sent.due_at
FROM @added AS sent
WHERE NOT EXISTS (SELECT * FROM customercapital.customers AS c WHERE c.customer_id = sent.customer_id)
OPTION (LOOP JOIN);
